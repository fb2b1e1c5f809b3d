"""Authors, and the accounts of those who work at the desk."""
