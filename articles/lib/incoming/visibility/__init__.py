"""What could be seen of a text where it was copied."""
