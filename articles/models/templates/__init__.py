"""What stories of a kind begin with, and what is asked of them."""
