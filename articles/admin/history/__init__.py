"""The history of a story, and two versions beside each other."""
