"""Social cards that are drawn: a headline in any script that there is a font for."""
