"""What a request meets first: answered from the store, or let through."""
