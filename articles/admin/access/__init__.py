"""Ways to the desk: logging in, second factors, and who is let through."""
