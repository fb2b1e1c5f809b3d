"""Plain text in any script."""
