"""Coverage plans: their list, the page of one, and what is typed there."""
