"""Who asks: networks, passwords, and who has opened a page."""
