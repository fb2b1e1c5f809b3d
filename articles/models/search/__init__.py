"""What search looks in: a document for each story, and the words that all of them have."""
