"""Numbers that the processes of a host have in common and that may be lost: counts, and limits.

There is no waiting and no lock: whoever writes may now and then write over another. Where the disk
has no room for the file, a process has numbers of its own.
"""

from __future__ import annotations

import mmap
from pathlib import Path
from threading import Lock
from time import monotonic

from articles.delivery.ledger import shared_file

WORD = 8  # bytes
#: Seconds between two looks whether the file is still there.
LOOK = 1.0


class Scratch:
    """`size` numbers in the file at `path`, in the form that `version` names: another form is
    another file. All are 0 at first."""

    def __init__(self, path: Path, size: int, version: int) -> None:
        self.path = path
        self.size = size
        self.version = version
        self._words: memoryview | None = None
        self._identity: shared_file.Identity | None = None
        self._look_at = 0.0
        self._lock = Lock()

    @property
    def words(self) -> memoryview:
        """The numbers, each of 64 bits."""
        if self._words is None or monotonic() >= self._look_at:
            with self._lock:
                self._look()
        assert self._words is not None
        return self._words

    def _look(self) -> None:
        self._look_at = monotonic() + LOOK
        if self._words is not None and shared_file.at(self.path) == self._identity is not None:
            return
        try:
            found, self._identity, _made = shared_file.obtain(
                self.path, WORD * (self.size + 1), self._is_good, self._begin
            )
            self._words = self._body(found)
        except (OSError, ValueError):
            self._identity = None
            if self._words is None:
                self._words = memoryview(bytearray(WORD * self.size)).cast("Q")

    def _is_good(self, words: memoryview) -> bool:
        return bool(words[0] == self.version)

    def _begin(self, words: memoryview) -> None:
        words[0] = self.version

    @staticmethod
    def _body(found: mmap.mmap) -> memoryview:
        return memoryview(found).cast("Q")[1:]
