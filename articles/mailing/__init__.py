"""Mail: what waits to be sent, sent."""
