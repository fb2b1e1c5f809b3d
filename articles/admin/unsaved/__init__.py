"""What was typed and is not saved: kept, offered, and never lost to a login."""
