"""Django's backend for SQLite, with a waiting line that is fair."""
