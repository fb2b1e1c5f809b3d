"""One story: its form, and all that its form asks for."""
