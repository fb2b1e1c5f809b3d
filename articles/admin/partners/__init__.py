"""Feeds for partners on the desk: what each gets, its token, and how often it was fetched."""
