"""The publication itself, and its own pages."""
