"""Whether the database answers at all: asked by a thread of its own while somebody waits for it.

A query may take long because it is a long one, or waits for a lock. Only another one, on a new
connection, tells whether the server is still there; it is sent when somebody has waited for a
moment. Where it is not answered either the database is away: whoever waits stops waiting,
and until the server answers nobody begins to.
"""

from __future__ import annotations

import logging
import os
import select
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Thread, local
from time import monotonic, sleep
from typing import Any

from django.db import connection, connections

logger = logging.getLogger(__name__)

#: Seconds after which somebody who waits has the server asked.
SUSPECT = 0.25
#: Seconds that the server has for an answer, and between two questions to one that is away.
ANSWER, AGAIN = 1.5, 0.5
#: Seconds without an answer after which nobody else should begin to wait.
DOUBT = 0.3


class _Thread(local):
    """What holds for the thread that looks."""

    #: Until when it waits at most, by the clock that only counts; and whether it is the one that
    #: asks how the server is.
    until: float = float("inf")
    asks: bool = False


thread = _Thread()


class Watch:
    """Sees to it by `ask`, which raises where there is no answer."""

    def __init__(self, ask: Callable[[], None]) -> None:
        self.ask = ask
        self._lock = Lock()
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self.is_away = False
        self._well_at = float("-inf")
        self._asked_at = float("inf")
        self._thread: Thread | None = None
        self._lock = Lock()

    @property
    def is_doubtful(self) -> bool:
        """Whether it is away, or takes its time to say that it is not."""
        return self.is_away or monotonic() - self._asked_at > DOUBT

    def suspect(self) -> None:
        """Somebody waits, or has failed: have it asked. Returns at once."""
        with self._lock:
            if self._thread is None and monotonic() - self._well_at > SUSPECT:
                self._asked_at = monotonic()
                self._thread = Thread(target=self._work, name="watch", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while not self._answers():
            sleep(AGAIN)
        with self._lock:
            self._well_at, self._asked_at, self._thread = monotonic(), float("inf"), None

    def _answers(self) -> bool:
        try:
            self.ask()
        except Exception as error:  # noqa: BLE001 - whatever it is, there was no answer
            if not self.is_away:
                reason = str(error).strip().partition("\n")[0]
                logger.error("The database is away (%s); asked until it answers.", reason)
            self.is_away = True
            return False
        if self.is_away:
            logger.warning("The database answers again.")
        self.is_away = False
        return True


def _ask() -> None:
    """Have PostgreSQL answer on a connection of its own. Raises what the driver does."""
    if connection.vendor != "postgresql":
        return
    thread.asks, thread.until = True, monotonic() + ANSWER
    ours: Any = connections.create_connection(connection.alias)
    try:
        ours.connect()
        with ours.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        ours.close()


#: This process's.
watch = Watch(_ask)


def is_ready(connection: Any, to_read: bool, seconds: float) -> bool:
    """Whether there is something to read (or room to write) within `seconds`. By poll: a process
    with many readers has numbers of files that select does not take."""
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN if to_read else select.POLLOUT)
    return bool(waiting.poll(max(0.0, 1_000 * seconds)))


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Within the block this thread waits no longer than `seconds` for the database: on SQLite for
    each lock (newsportal/sqlite), elsewhere for all that it asks."""
    ours: Any = connection
    before, thread.until = thread.until, min(thread.until, monotonic() + seconds)
    lock = getattr(ours, "patience", None)
    if lock is not None:
        # Opened first: that is when a connection learns how long it waits.
        ours.ensure_connection()
        lock = ours.patience
        ours.patience = min(lock, seconds)
    try:
        yield
    finally:
        thread.until = before
        if lock is not None:
            ours.patience = lock
