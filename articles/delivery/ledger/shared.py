"""Numbers in a file that all processes of a host have in their memory, whatever becomes of it.

Where it can't be made, because the disk is full, a process is `alone`, with words of its own, until
`look` has found or made the file. Where it was removed, the next look makes a new one: whoever
writes looks each time, and whoever reads only has a thread that does (`availability`).
"""

from __future__ import annotations

import fcntl
import logging
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock, Thread
from time import monotonic, sleep, time

from articles.delivery.ledger import shared_file

logger = logging.getLogger(__name__)

WORD = 8  # bytes
#: Seconds between two looks of a process that only reads, and between two tries to make the file.
LOOK, RETRY = 0.1, 1.0
#: Seconds by which all of them have looked.
NOTICE = 4 * LOOK


class SharedWords(ABC):
    """The words in the file `path`.

    `notice` is how many seconds all processes take to see that there is another file: so long
    whoever writes into a new one waits first, because they may still trust in the one before.
    """

    count_of_words: int

    def __init__(self, path: Path, notice: float = 0.0) -> None:
        self.path = path
        self.notice = notice
        #: Why there is no file; "" while there is one.
        self.trouble = ""
        #: Called with the words whenever they lie elsewhere.
        self.moved: list[Callable[[memoryview], None]] = []
        self._identity: shared_file.Identity | None = None
        self._lock = RLock()
        self._settled_at = 0.0
        #: The words themselves. Reading one is all that a hit costs.
        self.words = self._own()
        self.look()

    @abstractmethod
    def is_good(self, words: memoryview) -> bool:
        """Whether the words of a file that was there count."""

    @abstractmethod
    def begin(self, words: memoryview) -> None:
        """Put the first words down."""

    @abstractmethod
    def follow(self, words: memoryview, before: memoryview) -> None:
        """These `words` come in the place of those `before`, which this process trusted in."""

    @abstractmethod
    def born(self, words: memoryview) -> float:
        """When the file of `words` was made, in seconds since 1970."""

    @property
    def alone(self) -> bool:
        """Whether this process has no file that others see."""
        return self._identity is None

    def look(self) -> bool:
        """Have the words of the file that is at the path now; False where there can be none."""
        if self._is_current():
            return True
        with self._lock:
            if not self._is_current():
                self._move()
            return not self.alone

    def watch(self) -> None:
        """From now on look again and again, by a thread of its own."""
        Thread(target=self._keep_looking, name="ledger", daemon=True).start()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Only one writer at a time. Each takes the lock by a file of its own: that keeps processes
        apart which were forked off."""
        with self._lock:
            lock = self._take_lock()
            try:
                yield
            finally:
                if lock is not None:
                    os.close(lock)

    @contextmanager
    def settled(self) -> Iterator[memoryview]:
        """The same, with the words, once all who read know which file it is."""
        self.look()
        left = max(self._settled_at - monotonic(), self.born(self.words) + self.notice - time())
        if 0 < left <= self.notice:
            sleep(left)
        with self.locked():
            yield self.words

    def _is_current(self) -> bool:
        return self._identity is not None and shared_file.at(self.path) == self._identity

    def _take_lock(self) -> int | None:
        while self.look():
            try:
                lock = os.open(self.path, os.O_RDWR)
            except FileNotFoundError:
                continue
            if shared_file.identity(os.fstat(lock)) == self._identity:
                fcntl.flock(lock, fcntl.LOCK_EX)
                return lock
            os.close(lock)
        return None

    def _own(self) -> memoryview:
        return memoryview(bytearray(WORD * self.count_of_words)).cast("Q")

    def _move(self) -> None:
        had_trouble, before = self.trouble, self.words
        try:
            found, identity, made = shared_file.obtain(
                self.path, WORD * self.count_of_words, self.is_good, self.begin
            )
            words, trouble = memoryview(found).cast("Q"), ""
        except (OSError, ValueError) as error:
            if had_trouble:
                return
            words, identity, made = self._own(), None, True
            self.begin(words)
            trouble = getattr(error, "strerror", None) or str(error)
        self.follow(words, before)
        if made and not had_trouble:
            self._settled_at = monotonic() + self.notice
        self.words, self._identity, self.trouble = words, identity, trouble
        for tell in self.moved:
            tell(words)
        if trouble and not had_trouble:
            logger.warning(
                "No page can be cached in %s (%s); each is rendered anew until that is fixed.",
                *(self.path.parent, trouble),
            )
        elif had_trouble and not trouble:
            logger.warning("Pages are kept again.")

    def _keep_looking(self) -> None:
        while True:
            try:
                is_there = self.look()
            except Exception:
                logger.exception("It can't be seen whether the ledger of pages is there.")
                is_there = False
            sleep(LOOK if is_there else RETRY)
