"""The languages that a story can be written in, and what pages say of words in them."""
