"""A log that can be read while things fail: the same trouble is one line a minute.

A database that is away, or a full disk, is one kind of trouble wherever it is met, and its
traceback says nothing. Any other error is told with its traceback, again after a minute. The next
line says how many were left out.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Hashable
from copy import copy
from threading import Lock
from time import monotonic
from traceback import walk_tb

from articles.lib.database.outages import is_trouble

#: Seconds.
MINUTE = 60.0
#: Kinds that are kept in mind.
MAX_KINDS_REMEMBERED = 1_000
TROUBLE = ("trouble",)
#: Addresses that open something by themselves: to choose a password, and to see a preview.
OPENING = re.compile(r"(/(?:login/choose|preview)/)[\w:.-]{12,}")


class Throttled(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes to standard error, each kind of error at most once a minute."""

    def __init__(self) -> None:
        super().__init__()
        #: By kind: when it was written last, and how many were left out since.
        self._told: dict[Hashable, tuple[float, int]] = {}
        self._counting = Lock()

    def handle(self, record: logging.LogRecord) -> bool:
        """Write it, unless the same was written within the last minute."""
        if (kind := kind_of(record)) is None:
            return bool(super().handle(record))
        left_out = self._left_out(kind)
        if left_out is None:
            return False
        return bool(super().handle(_told(record, kind, left_out)))

    def format(self, record: logging.LogRecord) -> str:
        """The line; whoever reads it opens nothing by an address in it."""
        return OPENING.sub(r"\1…", super().format(record))

    def _left_out(self, kind: Hashable) -> int | None:
        """How many of that kind were left out until now; None where this one is too."""
        now = monotonic()
        with self._counting:
            at, count = self._told.pop(kind, (float("-inf"), 0))
            is_new = now - at >= MINUTE
            self._told[kind] = (now, 0) if is_new else (at, count + 1)
            while len(self._told) > MAX_KINDS_REMEMBERED:
                self._told.pop(next(iter(self._told)))
        return count if is_new else None


def kind_of(record: logging.LogRecord) -> Hashable | None:
    """What makes two records the same; None for what is always written."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        place = (record.name, record.pathname, record.lineno, record.msg)
        return place if record.levelno >= logging.ERROR else None
    if is_trouble(error):
        return TROUBLE
    *_, (frame, line) = [*walk_tb(error.__traceback__)] or [(sys._getframe(), 0)]
    return (type(error), frame.f_code.co_filename, line)


def _told(record: logging.LogRecord, kind: Hashable, left_out: int) -> logging.LogRecord:
    """The record as it is written."""
    told = copy(record)
    message = record.getMessage()
    if kind == TROUBLE and record.exc_info:
        error = record.exc_info[1]
        reason = str(error).strip().partition("\n")[0]
        message = f"{message} ({type(error).__name__}: {reason})"
        told.exc_info = told.exc_text = None
    if left_out:
        message += f" [{left_out:,} more of the kind since it was last written]"
    told.msg, told.args = message, ()
    return told
