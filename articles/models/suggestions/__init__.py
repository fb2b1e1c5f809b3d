"""What people suggest in a story's text."""
