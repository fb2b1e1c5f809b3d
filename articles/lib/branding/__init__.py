"""The look of a publication: logo, icon, colours, letters, footer."""
