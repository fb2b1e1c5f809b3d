"""Chats of the newsroom that are told of what happens, by their webhooks."""
