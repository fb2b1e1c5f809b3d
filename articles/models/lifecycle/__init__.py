"""What becomes of a story: moves, working copy, publishing, what is due."""
