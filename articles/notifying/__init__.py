"""Notices on their way out: as mails, to devices and into chats."""
