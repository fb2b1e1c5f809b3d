"""Passwords are hashed one after the other on a host, behind everything else.

A hash takes a core for a quarter of a second, on purpose. Sixteen at once would take all cores from
readers; so one thread of each process hashes, at a low priority, and of all processes of a host one
at a time. Who would wait too long is told to come again.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.utils.crypto import constant_time_compare

from articles.lib.access.passwords import normal
from articles.lib.host.priority import stand_back

T = TypeVar("T")

#: Seconds that somebody waits for their turn; and between two looks at whether it has come.
PATIENCE, LOOK = 8.0, 0.01


class TooBusy(Exception):
    """So many passwords are being checked that this one was not."""


class Hasher(PBKDF2PasswordHasher):
    """Django's, by turns, and of a password in one form. Raises TooBusy."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Hash `password`, however its characters are written."""
        return self._hash(normal(password), salt, iterations)

    def verify(self, password: str, encoded: str) -> bool:
        """Whether it is the one; also as it was hashed before passwords had one form."""
        if super().verify(password, encoded):
            return True
        if normal(password) == password:
            return False
        known: Any = self.decode(encoded)
        hashed = self._hash(password, known["salt"], known["iterations"])
        return constant_time_compare(hashed, encoded)

    def _hash(self, password: str, salt: str, iterations: int | None) -> str:
        """At once within a transaction, where others would wait meanwhile."""
        if connection.in_atomic_block:
            return super().encode(password, salt, iterations)
        hash_it = super().encode
        return by_turns(lambda: hash_it(password, salt, iterations))


def by_turns(work: Callable[[], T]) -> T:
    """Do `work` when it is its turn on this host; raises TooBusy where that takes too long."""
    until = monotonic() + PATIENCE
    future = _thread().submit(_alone, until, work)
    try:
        return future.result(PATIENCE)
    except TimeoutError:
        if future.cancel():
            raise TooBusy from None
        # It has begun, or is about to give up by itself.
        return future.result()


def _alone(until: float, work: Callable[[], T]) -> T:
    with ExitStack() as stack:
        # Where there is no file for the lock, each process has its own turn.
        with suppress(OSError):
            file = os.open(Path(settings.VAR_DIR) / "hashing.lock", os.O_RDWR | os.O_CREAT, 0o600)
            stack.callback(os.close, file)
            while not _locked(file):
                if monotonic() > until:
                    raise TooBusy
                sleep(LOOK)
        return work()


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "hashing", stand_back)


# A child has none of its parent's threads.
os.register_at_fork(after_in_child=_thread.cache_clear)
