"""Footnotes as others write them."""
