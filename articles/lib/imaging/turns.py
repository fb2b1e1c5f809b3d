"""Large pictures are decoded one at a time on a host: each takes some hundred megabytes.

The processes of a host have a file in common, which whoever decodes holds locked. The system lets
go of it for one that was killed.
"""

from __future__ import annotations

import ctypes
import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local
from typing import IO

from django.conf import settings

from articles.lib.imaging.refusal import NotAPicture, Reason

#: From so many pixels, or bytes of a file, a picture is large.
PIXELS, BYTES = 8_000_000, 8_000_000
#: Seconds that somebody who looks on waits for it; then the sentence says to try again.
PATIENCE = 3.0
ASKS = 0.02
#: In VAR_DIR.
FILE = "decoding.lock"

_mine = local()


class Busy(NotAPicture):
    """Another large picture is in work, for longer than one waits. It may be tried again."""

    def __init__(self) -> None:
        super().__init__(Reason.BUSY)


@contextmanager
def turn(*, large: bool = True, patience: float | None = None) -> Iterator[None]:
    """Hold the turn of this host for a `large` picture. Raises Busy after `patience` (PATIENCE)
    seconds.

    Within a turn of the same thread it is the same one.
    """
    if not large or getattr(_mine, "has_it", False):
        yield
        return
    with (settings.VAR_DIR / FILE).open("a") as file:
        _wait_for(file, time.monotonic() + (PATIENCE if patience is None else patience))
        _mine.has_it = True
        try:
            yield
        finally:
            _mine.has_it = False
            give_back()


def _wait_for(file: IO[str], until: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise Busy from None
            time.sleep(ASKS)
        else:
            return


def give_back() -> None:
    """Give the memory that is free back to the system: glibc keeps it for each thread, which came
    to a gigabyte after one large picture in each."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
