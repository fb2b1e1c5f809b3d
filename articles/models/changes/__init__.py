"""What changed: the log, the word that pages are to be made anew, and what is told of it."""
