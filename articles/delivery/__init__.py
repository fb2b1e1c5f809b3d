"""How pages get to readers quickly, and how a change gets to them at once."""
