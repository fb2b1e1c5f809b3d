"""Render a page once at a time, across all processes of a host.

A process has the lock of a page by locking a file (flock): the system lets go of it when the
process ends, however it ends. There are 256 such files; two pages that share one are rendered one
after the other, which is all that it costs. Where such a file can't be made, on a disk that is
full, one process does not wait for another, and each renders the page.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from zlib import crc32

FILES = 256
#: Seconds between two looks at whether the lock is free.
PAUSE = 0.002


class SingleFlight:
    """Locks on files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._within = [Lock() for _file in range(FILES)]

    @contextmanager
    def alone(self, name: str, *, wait: float) -> Iterator[bool]:
        """True to the one who is to render the page `name`; False to who did not become it within
        `wait` seconds."""
        number = crc32(name.encode()) % FILES
        try:
            file = self._opened(number)
        except OSError:
            with _held(self._within[number], wait) as is_ours:
                yield is_ours
            return
        try:
            yield _lock(file, monotonic() + wait)
        finally:
            os.close(file)

    def _opened(self, number: int) -> int:
        path = self.folder / f"{number:02x}"
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:
            self.folder.mkdir(parents=True, exist_ok=True)
            return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


@contextmanager
def _held(lock: Lock, wait: float) -> Iterator[bool]:
    is_ours = lock.acquire(timeout=wait)
    try:
        yield is_ours
    finally:
        if is_ours:
            lock.release()


def _lock(file: int, until: float) -> bool:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= until:
                return False
            sleep(PAUSE)
        else:
            return True
