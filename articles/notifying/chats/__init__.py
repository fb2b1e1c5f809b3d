"""Chats of the newsroom: one file for each service's form."""
