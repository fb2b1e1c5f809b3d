"""Sections and topics."""
