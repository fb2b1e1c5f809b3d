"""The bin: what was deleted, and comes back whole for some weeks."""
