"""Sections and topics, and all that is done with topics."""
