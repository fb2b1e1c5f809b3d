"""Limit the threads that are inside Django, so that one is always free for stored pages.

A server has some threads more than that (`SPARE`). Whoever finds no place waits in line; but where
those inside stand still, since they wait for a database, a disk, or a body that does not come, the
last thread does not get in line behind them: that request is refused, and asked again in a moment.
What is not a page for readers (the desk, searches, files from a store) leaves a place free for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic

#: Threads that a server has beyond those that may be inside.
RESERVED_THREADS = 2
#: Said to Django of a request that found no place: it is answered without a wait.
REFUSED = "newsportal.refused"
#: Where nobody came out for so many seconds those inside stand still: whoever asks for pages, and
#: whoever asks for anything else. Of the former a database that is away lets go by itself.
STANDSTILL_SECONDS = {True: 5.0, False: 1.0}
#: Seconds between two looks of one who waits, and that anybody waits at most.
LOOK, LONGEST = 0.1, 15.0


class ThreadLimit:
    """Has `places`; another one may be in line all the time, `SPARE` while there is movement.

    `are_stuck` says so where it is known at once that nobody will come out soon.
    """

    def __init__(self, places: int, are_stuck: Callable[[], bool] = lambda: False) -> None:
        self.places = places
        self._are_stuck = are_stuck
        #: Those who ask for pages may have all of them, the others all but one.
        self._most = {True: places, False: max(1, places - 1)}
        self._inside = {True: 0, False: 0}
        self._moved = {True: monotonic(), False: monotonic()}
        self._line: list[object] = []
        self._condition = Condition()

    @contextmanager
    def entered(self, *, for_page: bool) -> Iterator[bool]:
        """False to whoever has no place within the block."""
        inside = self._enter(for_page)
        try:
            yield inside
        finally:
            if inside:
                self._leave(for_page)

    def _enter(self, for_page: bool) -> bool:
        with self._condition:
            if not self._has_place(for_page) and not self._wait(for_page):
                return False
            if not self._inside[for_page]:
                self._moved[for_page] = monotonic()
            self._inside[for_page] += 1
            return True

    def _leave(self, for_page: bool) -> None:
        with self._condition:
            self._inside[for_page] -= 1
            self._moved[for_page] = monotonic()
            if self._line:
                self._condition.notify_all()

    def _has_place(self, for_page: bool) -> bool:
        # What is no page keeps out only its own kind where there is one place alone.
        if not for_page and self._inside[False] >= self._most[False]:
            return False
        return sum(self._inside.values()) < self.places

    def _wait(self, for_page: bool) -> bool:
        """In line; whether there is a place now."""
        until, ticket = monotonic() + LONGEST, object()
        self._line.append(ticket)
        try:
            while not self._has_place(for_page):
                # Whoever came first goes on waiting.
                is_last = self._line.index(ticket) >= RESERVED_THREADS - 1
                if (is_last and self._stands_still(for_page)) or monotonic() > until:
                    return False
                self._condition.wait(LOOK)
            return True
        finally:
            self._line.remove(ticket)

    def _stands_still(self, for_page: bool) -> bool:
        if self._are_stuck():
            return True
        moved = max(self._moved.values()) if for_page else self._moved[False]
        return monotonic() - moved > STANDSTILL_SECONDS[for_page]
