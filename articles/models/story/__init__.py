"""What a story is: its words, what belongs to it, what is visible, who may do what."""
