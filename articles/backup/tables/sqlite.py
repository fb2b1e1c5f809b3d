"""SQLite: read in one transaction, which in WAL keeps nobody from writing."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db import connection

from articles.backup.failure import BackupFailed
from articles.backup.tables import copy_text
from articles.backup.tables.columns import Column, Table, known_tables

#: Rows of one statement.
AT_ONCE = 500
#: Seconds.
PATIENCE = 10.0
#: Declared types, as Django writes them; of each the first that fits.
KINDS = (
    (re.compile("bool"), "boolean"),
    (re.compile("datetime"), "moment"),
    (re.compile(r"^char\(32\)$"), "uuid"),
    (re.compile("int"), "integer"),
    (re.compile("decimal"), "decimal"),
    (re.compile("real|double|float"), "real"),
    (re.compile("blob"), "bytes"),
    (re.compile("date"), "date"),
    (re.compile("time"), "time"),
)
_JSON = re.compile(r'JSON_VALID\("(\w+)"\)')
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{6})?")
_UUID = re.compile(rb"[0-9a-f]{32}")


# --- Reading -----------------------------------------------------------------------------


class Snapshot:
    """The file as it was when it was first read."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw

    def tables(self) -> list[Table]:
        """Those of the models."""
        return tables_of(self.raw)

    def dump(self, table: Table, write: Callable[[bytes], object]) -> None:
        """One line after the other."""
        written = [WRITTEN.get(one.kind, _text) for one in table.columns]
        query = f"SELECT {table.names} FROM {table.quoted}"  # noqa: S608
        for row in self.raw.execute(query):
            write(b"\t".join([form(v) for form, v in zip(written, row, strict=True)]) + b"\n")

    def select(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Rows, with texts as texts."""
        for row in self.raw.execute(query):
            yield tuple(v.decode() if isinstance(v, bytes) else v for v in row)

    def numbers(self) -> dict[str, int]:
        """The last number of each table."""
        if not self._has("sqlite_sequence"):
            return {}
        return {
            name.decode(): number
            for name, number in self.raw.execute("SELECT name, seq FROM sqlite_sequence")
        }

    def _has(self, table: str) -> bool:
        named = "SELECT 1 FROM sqlite_master WHERE name = ?"
        return self.raw.execute(named, (table,)).fetchone() is not None

    def server(self) -> str:
        """Its release."""
        return f"SQLite {sqlite3.sqlite_version}"


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Read the file by a connection of its own. What was written meanwhile is then brought into
    the file by us, so that no writer has to do all of it at once."""
    name = str(connection.settings_dict["NAME"])
    if ":memory:" in name or "mode=memory" in name:
        raise BackupFailed("A database that is only in memory can't be backed up.")
    with closing(sqlite3.connect(name, timeout=PATIENCE, isolation_level=None)) as raw:
        raw.text_factory = bytes
        raw.execute("PRAGMA query_only = 1")
        raw.execute("BEGIN")
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
        try:
            yield Snapshot(raw)
        finally:
            raw.execute("ROLLBACK")
            raw.execute("PRAGMA query_only = 0")
            raw.execute("PRAGMA wal_checkpoint(PASSIVE)")


def tables() -> list[Table]:
    """The tables of the database that `connection` stands for."""
    connection.ensure_connection()
    return tables_of(connection.connection)


def tables_of(raw: Any) -> list[Table]:
    """The tables that are there and that somebody here knows."""
    found, known = [], known_tables()
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
    for name, sql in list(raw.execute(query)):
        called = _str(name)
        if called in known:
            columns = sorted(_columns(raw, called, _str(sql)), key=attrgetter("name"))
            found.append(Table(called, tuple(columns)))
    return found


def _columns(raw: Any, table: str, sql: str) -> Iterator[Column]:
    json = set(_JSON.findall(sql))
    quoted = connection.ops.quote_name(table)
    for row in raw.execute(f"PRAGMA table_xinfo({quoted})"):
        # SQLite writes its own types large, however they were declared.
        name, declared, hidden = _str(row[1]), _str(row[2]).lower(), row[6]
        if not hidden:
            kind = next((kind for known, kind in KINDS if known.search(declared)), "text")
            yield Column(name, "json" if name in json else kind)


def _str(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _text(value: Any) -> bytes:
    if value is None:
        return copy_text.NULL
    if isinstance(value, bytes):
        return copy_text.escaped(value)
    return repr(value).encode()


def _number(value: Any) -> bytes:
    if isinstance(value, float):
        return repr(value).removesuffix(".0").encode()
    return _text(value)


def _boolean(value: Any) -> bytes:
    return {0: b"f", 1: b"t"}.get(value, b"") if isinstance(value, int) else _text(value)


def _moment(value: Any) -> bytes:
    """With the zone, and without the zeros at the end: as PostgreSQL says it."""
    if not isinstance(value, bytes) or not _MOMENT.fullmatch(value) or value.endswith(b".000000"):
        return _text(value)
    return (value.rstrip(b"0") if b"." in value else value) + b"+00"


def _uuid(value: Any) -> bytes:
    if not isinstance(value, bytes) or not _UUID.fullmatch(value):
        return _text(value)
    return b"-".join((value[:8], value[8:12], value[12:16], value[16:20], value[20:]))


def _bytes(value: Any) -> bytes:
    return b"\\\\x" + value.hex().encode() if isinstance(value, bytes) else _text(value)


WRITTEN: dict[str, Callable[[Any], bytes]] = {
    "boolean": _boolean,
    "moment": _moment,
    "uuid": _uuid,
    "bytes": _bytes,
    "real": _number,
    "decimal": _number,
}


# --- Writing -----------------------------------------------------------------------------


def load(table: Table, rows: Iterable[bytes]) -> None:
    """Put rows in, some hundred at a time."""
    read = [READ.get(one.kind, _str) for one in table.columns]
    places = ", ".join(["?"] * len(read))
    query = f"INSERT INTO {table.quoted} ({table.names}) VALUES ({places})"  # noqa: S608
    lines = iter(rows)
    while some := list(islice(lines, AT_ONCE)):
        connection.connection.executemany(query, [_values(line, read) for line in some])


def _values(line: bytes, read: list[Callable[[bytes], Any]]) -> list[Any]:
    return [
        None if value == copy_text.NULL else form(copy_text.unescaped(value))
        for form, value in zip(read, line[:-1].split(b"\t"), strict=True)
    ]


def _as_number(value: bytes) -> Any:
    try:
        return float(value) if b"." in value or b"e" in value else int(value)
    except ValueError:
        return value.decode()


def _as_real(value: bytes) -> Any:
    try:
        return float(value)
    except ValueError:
        return value.decode()


def _as_boolean(value: bytes) -> Any:
    return {b"t": 1, b"f": 0}.get(value, value.decode())


def _as_moment(value: bytes) -> str:
    """As Django writes it."""
    plain, zone, rest = value.decode().partition("+00")
    if not zone or rest:
        return value.decode()
    whole, dot, part = plain.partition(".")
    return f"{whole}.{part:0<6}" if dot else whole


def _as_uuid(value: bytes) -> str:
    return value.decode().replace("-", "")


def _as_bytes(value: bytes) -> Any:
    return bytes.fromhex(value[2:].decode()) if value.startswith(b"\\x") else value.decode()


READ: dict[str, Callable[[bytes], Any]] = {
    "boolean": _as_boolean,
    "moment": _as_moment,
    "uuid": _as_uuid,
    "bytes": _as_bytes,
    "integer": _as_number,
    "decimal": _as_number,
    "real": _as_real,
}


def set_numbers(numbers: dict[str, int]) -> None:
    """Into SQLite's own table of them."""
    raw = connection.connection
    for name, number in numbers.items():
        changed = raw.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (number, name))
        if not changed.rowcount:
            raw.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, number))


@contextmanager
def emptied() -> Iterator[None]:
    """Without triggers, whose work is done at the end: an index of words is filled in one go."""
    connection.ensure_connection()
    raw = connection.connection
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("BEGIN IMMEDIATE")
    named = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    triggers = list(raw.execute(named))
    for name, _sql in triggers:
        raw.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
    for table in tables_of(raw):
        raw.execute(f"DELETE FROM {table.quoted}")  # noqa: S608
    yield
    for _name, sql in triggers:
        raw.execute(sql)
    for (name,) in list(
        raw.execute(
            "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'"
        )
    ):
        index = connection.ops.quote_name(name)
        raw.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")  # noqa: S608
    if wrong := raw.execute("PRAGMA foreign_key_check").fetchone():
        raise BackupFailed(f"Row {wrong[1]} of {wrong[0]} names one of {wrong[2]} that is missing.")
    raw.execute("COMMIT")
    raw.execute("PRAGMA foreign_keys = ON")
