"""Text that was written with signs for its formatting."""
