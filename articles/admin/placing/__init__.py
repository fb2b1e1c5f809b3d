"""Stories placed on fronts from their form and from the list."""
