"""The programs' door: what readers may see, as JSON, at /api/v1/ (docs/api.md)."""
