"""Proposals on the story's form: asked for by a press, taken, edited or refused."""
