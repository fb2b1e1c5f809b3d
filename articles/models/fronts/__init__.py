"""Front pages: what editors lay out, and what fills the rest."""
