"""What becomes of fronts by time passing, by people losing their rights, and by what they are
the front of going."""
