"""Charts of the tables in a story, drawn as SVG: read, scaled, drawn."""
