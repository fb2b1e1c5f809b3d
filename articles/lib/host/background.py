"""Work of a queue in one thread of this process, so that nobody waits for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)


class BackgroundThread:
    """A thread that is there while `work` returns that it did something, and no longer.

    Where its process dies with it, the rows are still in the queue, and the ticker finds them.
    """

    def __init__(self, name: str, work: Callable[[], int]) -> None:
        self.name, self._work = name, work
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._called = False

    def call(self) -> None:
        """Have the queue worked off; returns at once."""
        with self._lock:
            self._called = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> None:
        """Return once the thread has nothing to do, or after `seconds`."""
        if thread := self._thread:
            thread.join(seconds)

    def _run(self) -> None:
        try:
            while self._is_called():
                while self._work():
                    pass
        except DatabaseError as error:
            logger.warning(
                "What waits for %s is done by the ticker, as the database fails: %s",
                self.name,
                error,
            )
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
