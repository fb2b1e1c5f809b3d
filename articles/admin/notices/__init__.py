"""The bell: what somebody is told, in a list, and by which ways they choose to be."""
