"""How the index and its vocabulary keep up with the stories."""
