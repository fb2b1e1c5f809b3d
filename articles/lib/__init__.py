"""Pure functions on text, HTML and addresses; nothing here knows a database or a request."""
