"""A story's page, and what stands on it."""
