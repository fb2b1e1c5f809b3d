"""Rows by the hundred thousand, put into the database by the quickest way that it has.

    with loading([Article, Byline, Tagging], many=True):
        put(Article, columns, rows)

PostgreSQL takes them as one stream (COPY), which is read while they are made, so that the database
and we work at the same time. Where they are many it makes its indexes afterwards and checks its
keys once, all in one transaction: what is interrupted is as it was, and until it is over nobody
else reads these tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from io import TextIOBase
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from psycopg2.extensions import get_wait_callback, set_wait_callback

#: Characters that one reading of the stream gives.
READ = 1 << 17
ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
#: Indexes that are no rule, and keys: as they are made, and as they are taken away.
INDEXES = """
    SELECT pg_get_indexdef(i.indexrelid), 'DROP INDEX ' || i.indexrelid::regclass
    FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid
    WHERE i.indrelid = %s::regclass AND c.oid IS NULL AND NOT i.indisunique"""
KEYS = """
    SELECT 'ALTER TABLE ' || c.conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(c.conname)
           || ' ' || pg_get_constraintdef(c.oid),
           'ALTER TABLE ' || c.conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(c.conname)
    FROM pg_constraint c WHERE c.conrelid = %s::regclass AND c.contype = 'f'"""


@contextmanager
def loading(models: Sequence[type[Model]], *, many: bool) -> Iterator[None]:
    """While this lasts, rows are put into the tables of `models`, maybe `many`."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            # The pages of indexes that rows come into at random.
            cursor.execute("PRAGMA cache_size=-400000")
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size=-32000")
        return
    with _as_long_as_it_takes(), transaction.atomic() if many else nullcontext():
        again = list(_taken_away(models)) if many else []
        yield
        with connection.cursor() as cursor:
            for statement in again:
                cursor.execute(statement)


@contextmanager
def _as_long_as_it_takes() -> Iterator[None]:
    """The driver waits by itself, which a stream asks for, and an index needs the time for."""
    waits = get_wait_callback()
    set_wait_callback(None)
    try:
        yield
    finally:
        set_wait_callback(waits)


def _taken_away(models: Sequence[type[Model]]) -> Iterator[str]:
    """Take indexes and keys away; what makes them again."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute("SET LOCAL statement_timeout = 0")
        for asked in (KEYS, INDEXES):
            for model in models:
                cursor.execute(asked, [model._meta.db_table])
                for made, taken in cursor.fetchall():
                    cursor.execute(taken)
                    yield made


def put(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows as they are: texts, numbers, None."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    named = ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.copy_expert(f"COPY {table} ({named}) FROM STDIN", _Stream(rows))
            return
        places = ", ".join(["?"] * len(columns))
        # The driver's own: Django would look through each row for its words.
        plain = connection.connection.cursor()
        plain.executemany(f"INSERT INTO {table} ({named}) VALUES ({places})", rows)


class _Stream(TextIOBase):
    """Rows as PostgreSQL reads them, made as it asks for them."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._lines = ("\t".join(map(_told, row)) + "\n" for row in rows)
        self._rest = ""

    def read(self, size: int | None = -1, /) -> str:
        """The next of it."""
        wanted = size if size is not None and size > 0 else READ
        parts, length = [self._rest], len(self._rest)
        while length < wanted and (line := next(self._lines, "")):
            parts.append(line)
            length += len(line)
        text = "".join(parts)
        self._rest = text[wanted:]
        return text[:wanted]


def _told(value: Any) -> str:
    if value is None:
        return r"\N"
    return value.translate(ESCAPED) if isinstance(value, str) else str(value)
