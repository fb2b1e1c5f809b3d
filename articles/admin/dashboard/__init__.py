"""The start page, what went wrong, what is due, and the log."""
