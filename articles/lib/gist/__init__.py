"""What a text is about and says, as far as that is counted: names, telling words, sentences."""
