"""Purge caches in one background thread per process, so that no editor waits for them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection

from django.db import DatabaseError, connection, transaction

from articles.delivery.purging import queue

logger = logging.getLogger(__name__)


class Background:
    """A thread that is there while something is due, and no longer.

    Where its process dies with it, the rows are still in the queue, and the ticker finds them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._called = False

    def call(self) -> None:
        """Have the queue worked off; returns at once. Does nothing where no cache is in front."""
        if not queue.in_front():
            return
        with self._lock:
            self._called = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="purging", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> None:
        """Return once the thread has nothing to do, or after `seconds`."""
        if thread := self._thread:
            thread.join(seconds)

    def _run(self) -> None:
        try:
            while self._is_called():
                while queue.work():
                    pass
        except DatabaseError as error:
            logger.warning("Caches are told by the ticker, as the database fails: %s", error)
        finally:
            connection.close()
            with self._lock:
                self._thread = None

    def _is_called(self) -> bool:
        """Whether somebody called since; else the thread ends, and the next call starts one."""
        with self._lock:
            called, self._called = self._called, False
            if not called:
                self._thread = None
            return called


#: This process's.
background = Background()


def purge_caches(keys: Collection[str]) -> None:
    """Have the caches in front told of `keys`, which have changed: now, if nothing is open, else
    once it is committed.

    Pages that are built around a thing go with it. Those that only mention it carry its key with
    a tilde, and are stale.
    """
    queue.enqueue(keys, soft=False)
    queue.enqueue([f"~{key}" for key in keys], soft=True)
    transaction.on_commit(background.call, robust=True)
