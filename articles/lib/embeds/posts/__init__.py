"""What people and newsrooms post elsewhere."""
