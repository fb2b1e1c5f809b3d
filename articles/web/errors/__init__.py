"""What is answered when something went wrong."""
