"""Thread pools, one for each kind of slow work, so that no kind holds up another."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock


class ThreadPool:
    """A pool of `threads`, with at most `most_waiting` jobs in line."""

    def __init__(self, name: str, threads: int, most_waiting: int) -> None:
        self.pool = ThreadPoolExecutor(threads, name)
        self._most = threads + most_waiting
        self._taken = 0
        self._lock = Lock()

    def take(self, job: Callable[[], None]) -> bool:
        """Have `job` done; False where too many are in line already."""
        with self._lock:
            if self._taken >= self._most:
                return False
            self._taken += 1
        self.pool.submit(self._do, job)
        return True

    def _do(self, job: Callable[[], None]) -> None:
        try:
            job()
        finally:
            with self._lock:
                self._taken -= 1
