"""Stories made of others."""
