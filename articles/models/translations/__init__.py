"""Stories in several languages: which there are, and which tell of the same."""
