"""Telling programs of others: webhooks, and the hubs of feeds."""
