"""The settings of what leaves the house."""
