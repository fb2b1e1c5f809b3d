"""Tables, row by row, as text that both databases read: the format of PostgreSQL's COPY.

with snapshot() as source:              # one moment, whatever is written meanwhile
    for table in source.tables():
        source.dump(table, write)       # `write` gets one row at a time
load(table, rows)                       # into the database that `connection` stands for
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol

from django.db import connection

from articles.backup.failure import BackupFailed
from articles.backup.tables.columns import Table

Write = Callable[[bytes], object]


class Source(Protocol):
    """A database at one moment."""

    def tables(self) -> list[Table]:
        """The tables of all models, and of what was migrated, in order."""
        ...

    def dump(self, table: Table, write: Write) -> None:
        """Hand all rows of `table` to `write`, a line each."""
        ...

    def select(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query."""
        ...

    def numbers(self) -> dict[str, int]:
        """The last number that each table has given."""
        ...

    def server(self) -> str:
        """Which database it is, for people."""
        ...


class Vendor(Protocol):
    """What differs between databases."""

    def snapshot(self) -> AbstractContextManager[Source]:
        """The database as it is committed now."""
        ...

    def tables(self) -> list[Table]:
        """The tables of all models, and of what was migrated, as they are here."""
        ...

    def load(self, table: Table, rows: Iterable[bytes]) -> None:
        """Put `rows` into the empty `table`."""
        ...

    def set_numbers(self, numbers: dict[str, int]) -> None:
        """From now on, go on after these numbers."""
        ...

    def emptied(self) -> AbstractContextManager[None]:
        """Empty all tables; they are loaded within the block, in any order. Raises BackupFailed
        where in the end a row names one that is not there."""
        ...


def vendor() -> Vendor:
    """That of the database which `connection` stands for now."""
    if connection.vendor == "postgresql":
        from articles.backup.tables import postgresql

        return postgresql
    if connection.vendor == "sqlite":
        from articles.backup.tables import sqlite

        return sqlite
    raise BackupFailed(f"A {connection.vendor} database can't be backed up.")
