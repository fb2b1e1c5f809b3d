"""Where editors lay out front pages."""
