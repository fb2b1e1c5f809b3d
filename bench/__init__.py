"""Measures the portal: `make bench`."""
