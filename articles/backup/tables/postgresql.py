"""PostgreSQL: read in one transaction (REPEATABLE READ), by COPY; no program beside ours.

`pg_dump` has to be of the server's release or a later one, and is not there where only psycopg2
is; what it writes, SQLite can't read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from django.db import IntegrityError, connection, connections, transaction
from psycopg2.extensions import get_wait_callback, set_wait_callback

from articles.backup.failure import BackupFailed
from articles.backup.tables.columns import Column, Table, known_tables

KINDS = {
    "bool": "boolean",
    "timestamptz": "moment",
    "uuid": "uuid",
    "int2": "integer",
    "int4": "integer",
    "int8": "integer",
    "numeric": "decimal",
    "float4": "real",
    "float8": "real",
    "bytea": "bytes",
    "date": "date",
    "time": "time",
    "jsonb": "json",
    "json": "json",
    "varchar": "text",
    "bpchar": "text",
    "text": "text",
    "inet": "text",
}
#: What a session that copies asks for: no limit of time, and one way to write things.
SESSION = (
    "SET statement_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
    "SET timezone = 'UTC'",
    "SET datestyle = 'ISO, YMD'",
    "SET bytea_output = 'hex'",
    "SET intervalstyle = 'postgres'",
)
COLUMNS = """
SELECT c.relname, a.attname, t.typname FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relkind IN ('r', 'p') AND a.attgenerated = '' AND pg_table_is_visible(c.oid)
AND c.relname = ANY(%s) ORDER BY c.relname COLLATE "C", a.attname COLLATE "C"
"""
#: The sequences that give the numbers of a table's column.
NUMBERED = """
SELECT c.relname, quote_ident(n.nspname) || '.' || quote_ident(s.relname) FROM pg_class c
JOIN pg_depend d ON d.refobjid = c.oid AND d.deptype IN ('a', 'i')
AND d.classid = 'pg_class'::regclass
JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
JOIN pg_namespace n ON n.oid = s.relnamespace
WHERE pg_table_is_visible(c.oid) AND c.relname = ANY(%s) ORDER BY 1
"""


@contextmanager
def blocking() -> Iterator[None]:
    """Let the driver do its own waiting: it copies in no other way. For a process of its own."""
    waits = get_wait_callback()
    set_wait_callback(None)
    try:
        yield
    finally:
        set_wait_callback(waits)


# --- Reading -----------------------------------------------------------------------------


class Snapshot:
    """The database as it was at the first statement."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor

    def tables(self) -> list[Table]:
        """Those of the models."""
        return tables_of(self.cursor)

    def dump(self, table: Table, write: Callable[[bytes], object]) -> None:
        """One line after the other."""
        query = f"COPY (SELECT {table.names} FROM {table.quoted}) TO STDOUT"  # noqa: S608
        with _said_plainly():
            self.cursor.copy_expert(query, _Lines(write))

    def select(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Rows, as texts and numbers."""
        self.cursor.execute(query)
        yield from self.cursor.fetchall()

    def numbers(self) -> dict[str, int]:
        """The last number of each table."""
        return _numbers(self.cursor)

    def server(self) -> str:
        """Its release."""
        self.cursor.execute("SHOW server_version")
        return f"PostgreSQL {self.cursor.fetchone()[0]}"


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Read by a connection of its own."""
    with blocking(), _said_plainly():
        ours: Any = connections.create_connection(connection.alias)
        ours.settings_dict = connection.settings_dict
        ours.connect()
        try:
            with ours.cursor() as cursor:
                for sentence in SESSION:
                    cursor.execute(sentence)
                cursor.execute("SET application_name = 'newsportal backup'")
                cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                cursor.execute("SELECT 1")
                yield Snapshot(cursor.cursor)
        finally:
            ours.close()


def tables() -> list[Table]:
    """The tables of the database that `connection` stands for."""
    with connection.cursor() as cursor:
        return tables_of(cursor)


def tables_of(cursor: Any) -> list[Table]:
    """The tables that are there and that somebody here knows."""
    cursor.execute(COLUMNS, [sorted(known_tables())])
    found: dict[str, list[Column]] = {}
    for table, column, kind in cursor.fetchall():
        found.setdefault(table, []).append(Column(column, KINDS.get(kind, kind)))
    return [Table(name, tuple(columns)) for name, columns in found.items()]


def _numbers(cursor: Any) -> dict[str, int]:
    found = {}
    for table, sequence in _sequences(cursor):
        cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608
        last, called = cursor.fetchone()
        if called:
            found[table] = last
    return found


def _sequences(cursor: Any) -> list[tuple[str, str]]:
    cursor.execute(NUMBERED, [sorted(known_tables())])
    return list(cursor.fetchall())


class _Lines:
    """What psycopg2 writes to, piece by piece."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write, self._rest = write, b""

    def write(self, data: bytes) -> None:
        """Hand on the lines that are whole."""
        if not self._rest and data.endswith(b"\n") and data.count(b"\n") == 1:
            self._write(data)
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._write(line + b"\n")


# --- Writing -----------------------------------------------------------------------------


class _Rows:
    """What psycopg2 reads from."""

    def __init__(self, rows: Iterable[bytes]) -> None:
        self._rows, self._rest = iter(rows), b""

    def read(self, size: int) -> bytes:
        """At most `size` bytes; none at the end."""
        while len(self._rest) < size:
            row = next(self._rows, None)
            if row is None:
                break
            self._rest += row
        part, self._rest = self._rest[:size], self._rest[size:]
        return part


def load(table: Table, rows: Iterable[bytes]) -> None:
    """Put rows in, by COPY."""
    with connection.cursor() as cursor:
        query = f"COPY {table.quoted} ({table.names}) FROM STDIN"
        cursor.cursor.copy_expert(query, _Rows(rows), 256 * 1024)


def set_numbers(numbers: dict[str, int]) -> None:
    """Into the sequences; those of tables that have none here are passed over."""
    with connection.cursor() as cursor:
        for table, sequence in _sequences(cursor):
            if number := numbers.get(table):
                cursor.execute("SELECT setval(%s, %s)", [sequence, number])


@contextmanager
def emptied() -> Iterator[None]:
    """In one transaction, at whose end rows are looked at that name others."""
    with blocking(), _said_plainly(), transaction.atomic(), connection.cursor() as cursor:
        for sentence in SESSION:
            cursor.execute(sentence.replace("SET ", "SET LOCAL ", 1))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        names = ", ".join(table.quoted for table in tables_of(cursor))
        if names:
            cursor.execute(f"TRUNCATE {names}")
        yield


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise BackupFailed(f"The rows do not fit each other: {_first_line(error)}") from error
    except psycopg2.Error as error:
        raise BackupFailed(f"PostgreSQL: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
