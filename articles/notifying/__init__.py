"""Notices on their way out: as mails and to devices."""
