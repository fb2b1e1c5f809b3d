"""Mails are sent by one background thread of each process."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from articles.lib.host.background import BackgroundThread
from articles.mailing import queue

#: This process's.
background = BackgroundThread("mailing", queue.work)


def call(sender: Any = None, **_more: Any) -> None:
    """Have what waits sent; returns at once."""
    if settings.HAS_MAIL:
        background.call()
