"""What is to come: hours that are moved, coverage that is planned, and who is asked to do it."""
