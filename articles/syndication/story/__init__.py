"""A story as machines are told of it: said once, for feeds, twins of pages, the API and webhooks."""
