"""One rendering of a page at a time, on all processes of a host.

A process has the lock of a page by locking a file (flock): the system lets go of it when the
process ends, however it ends. There are 256 such files; two pages that share one are rendered one
after the other, which is all that it costs.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from zlib import crc32

FILES = 256
#: Seconds between two looks at whether the lock is free.
PAUSE = 0.002


class Flights:
    """The locks, in `folder`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder

    @contextmanager
    def alone(self, name: str, *, wait: float) -> Iterator[bool]:
        """True to the one who is to render the page `name`; False to who did not become it within
        `wait` seconds."""
        path = self.folder / f"{crc32(name.encode()) % FILES:02x}"
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield _lock(file, monotonic() + wait)
        finally:
            os.close(file)


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
