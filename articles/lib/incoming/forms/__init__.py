"""Forms in a text: boxes that are ticked, and what was filled in."""
