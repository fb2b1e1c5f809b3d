"""Social cards of stories: drawn in the background, shown as long as the story is."""
