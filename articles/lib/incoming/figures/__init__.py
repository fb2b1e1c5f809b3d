"""Pictures, players and cards in a text: what can come along, and where it stands."""
