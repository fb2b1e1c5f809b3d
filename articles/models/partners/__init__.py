"""Feeds for partners: what each takes of us, in which form, and how often."""
