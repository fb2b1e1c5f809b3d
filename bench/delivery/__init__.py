"""Measures delivery: our page store beside its peers, misses, and how soon a change is seen."""
