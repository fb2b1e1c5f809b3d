"""What the head of a page says to machines: JSON-LD, and the cards that other sites show."""
