"""What becomes of fronts by time passing, and by people losing their rights."""
