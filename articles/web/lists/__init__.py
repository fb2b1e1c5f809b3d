"""Lists of stories: sections, authors, topics, months, search."""
