"""Comments on a story."""
