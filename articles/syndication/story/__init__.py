"""A story as machines are told of it: said once, for all formats."""
