"""The publication's settings and its own pages."""
