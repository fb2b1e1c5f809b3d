"""Spelling and grammar, by a server of the newsroom's own."""
