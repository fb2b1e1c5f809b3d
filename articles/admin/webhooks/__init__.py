"""Webhooks on the desk, and what was delivered to them."""
