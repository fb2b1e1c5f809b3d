"""Which story links to which, and where such links lead."""
