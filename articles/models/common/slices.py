"""Work on many rows, in slices that let others write: SQLite has one writer at a time.

    turn = Turn()
    for some in batches:
        with transaction.atomic():      # some hundredths of a second
            ...
        turn.over()

Whoever wants to write meanwhile gets in between two slices, at the latest after `LONGEST` and the
slice that was begun by then.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import QuerySet

#: Seconds of work after which others have their turn.
MAX_WORK = 0.05
#: Seconds in which they get in: all who wait ask for the lock several times in them.
PAUSE = 0.03
#: Rows that are deleted in one go.
ROWS = 500


class Turn:
    """What one does before the others have their turn."""

    def __init__(self) -> None:
        self._since = time.monotonic()

    def over(self) -> None:
        """Say that a slice is done; stay away from the database for a moment, where it has one
        writer at a time. Not within a transaction, which would only keep others out longer."""
        worked = time.monotonic() - self._since
        if connection.vendor == "sqlite" and not connection.in_atomic_block and worked >= MAX_WORK:
            time.sleep(PAUSE)
            self._since = time.monotonic()


def delete(rows: QuerySet[Any]) -> int:
    """Delete `rows`, some hundred at a time; returns how many went."""
    turn, gone = Turn(), 0
    while some := list(rows.values_list("pk", flat=True)[:ROWS]):
        gone += rows.filter(pk__in=some).delete()[0]
        turn.over()
    return gone


@contextmanager
def without_waiting() -> Iterator[None]:
    """What would have to wait for another writer raises OperationalError at once.

    For what is said again in some seconds anyway, such as that somebody is still there.
    """
    patience = getattr(connection, "patience", None)
    if patience is None:  # a database where the writer of one row keeps nobody else waiting
        yield
        return
    connection.patience = 0.0  # type: ignore[attr-defined]
    try:
        yield
    finally:
        connection.patience = patience  # type: ignore[attr-defined]
