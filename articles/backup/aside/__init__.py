"""A database beside the portal's own, in which a backup is brought back before anything is touched.

with aside() as built:          # `connection` stands for it within the block
    …
    built.put_in_place()        # in one transaction: others see the one, then the other
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from typing import Protocol

from django.db import connection


class Built(Protocol):
    """A database that nobody else sees."""

    def has_tables_like_own(self, applied: Collection[tuple[str, str]]) -> bool:
        """Make the tables as the portal's own are, where they are of just these migrations and that
        is quicker than to go through them; whether that was done."""
        ...

    def put_in_place(self) -> None:
        """Have it be the portal's own, after all that is done in it."""
        ...


def aside() -> AbstractContextManager[Built]:
    """An empty database, gone after the block unless it was put in place."""
    if connection.vendor == "postgresql":
        from articles.backup.aside import postgresql

        return postgresql.aside()
    from articles.backup.aside import sqlite

    return sqlite.aside()
