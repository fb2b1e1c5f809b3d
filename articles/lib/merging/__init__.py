"""Two versions of a text: what they have in common, merged or compared."""
