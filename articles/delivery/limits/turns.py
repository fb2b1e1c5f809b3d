"""Searches take turns: at most half of a process's threads search at once.

A page that is kept is given out without any of them, and one that is not needs a thread in which
Django makes it: however many search, and however long that takes, half of them are left for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from django.conf import settings

#: Seconds that somebody waits for a turn, and after which they may ask again.
LONGEST_WAIT, ASK_AGAIN = 2.0, 3


class NoTurn(Exception):
    """Too many search just now."""


class Turns:
    """So many at once."""

    def __init__(self, places: int) -> None:
        self.places = places
        self._free = BoundedSemaphore(places)

    @contextmanager
    def taken(self, wait: float | None = None) -> Iterator[None]:
        """Within the block it is somebody's turn. Raises NoTurn after so many seconds."""
        if not self._free.acquire(timeout=LONGEST_WAIT if wait is None else wait):
            raise NoTurn
        try:
            yield
        finally:
            self._free.release()


@cache
def searches() -> Turns:
    """Those of this process."""
    return Turns(max(1, settings.WEB_THREADS // 2))
