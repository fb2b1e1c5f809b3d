"""The list of stories, and what is done with many."""
