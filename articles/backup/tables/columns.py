"""Tables and columns, by what may be moved from one database to the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from articles.backup.failure import BackupFailed
from articles.backup.tables import copy_text

ALL_BITS = 2**256 - 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column; of one `kind` on both databases: text, integer, boolean, …"""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the columns that are stored, by their names: in the tables themselves they stand
    in another order on each database. What is worked out is not among them."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> str:
        """The columns, quoted, for a statement."""
        return ", ".join(connection.ops.quote_name(one.name) for one in self.columns)

    @property
    def quoted(self) -> str:
        """The name, quoted."""
        return connection.ops.quote_name(self.name)

    def in_order_of(self, other: Table) -> Table:
        """This table with its columns in the order of `other`. Raises BackupFailed where they do
        not hold the same."""
        kinds = {one.name: one.kind for one in self.columns}
        for column in other.columns:
            if kinds.pop(column.name, column.kind) != column.kind:
                raise BackupFailed(
                    f"The column {column.name} of {self.name} can't be moved to this database."
                )
        missing = {one.name for one in other.columns} - {one.name for one in self.columns}
        if missing or kinds:
            told = ", ".join(sorted(missing | set(kinds)))
            raise BackupFailed(f"The table {self.name} has other columns here: {told}.")
        return other


def known_tables() -> set[str]:
    """The names of the tables of all apps' models and of the record of migrations."""
    names = set(connection.introspection.django_table_names(include_views=False))
    return names | {MigrationRecorder.Migration._meta.db_table}


@dataclass(slots=True)
class Digest:
    """What rows come to, in any order: a sum of each one's SHA-256, in a form that is the same on
    both databases."""

    columns: tuple[Column, ...]
    rows: int = 0
    total: int = 0
    _formed: list[tuple[int, Callable[[bytes], bytes]]] = field(init=False)

    def __post_init__(self) -> None:
        """Find out which columns have several forms for the same."""
        self._formed = [
            (place, FORMS[one.kind]) for place, one in enumerate(self.columns) if one.kind in FORMS
        ]

    def add(self, line: bytes) -> None:
        """One more row."""
        if self._formed:
            values = line[:-1].split(b"\t")
            for place, form in self._formed:
                if values[place] != copy_text.NULL:
                    values[place] = form(values[place])
            line = b"\t".join(values) + b"\n"
        self.rows += 1
        self.total = (self.total + int.from_bytes(sha256(line).digest(), "big")) & ALL_BITS

    @property
    def hex(self) -> str:
        """The sum."""
        return f"{self.total:064x}"


def digest_of(columns: tuple[Column, ...], rows: Iterable[bytes]) -> Digest:
    """The digest of `rows`."""
    digest = Digest(columns)
    for row in rows:
        digest.add(row)
    return digest


def _whole(text: str) -> float | int:
    number = float(text)
    return int(number) if number.is_integer() else number


def _json(value: bytes) -> bytes:
    try:
        said: Any = json.loads(copy_text.unescaped(value), parse_float=_whole)
    except ValueError:
        return value
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def _real(value: bytes) -> bytes:
    try:
        return repr(float(value)).encode()
    except ValueError:
        return value


def _decimal(value: bytes) -> bytes:
    try:
        return str(Decimal(value.decode()).normalize()).encode()
    except InvalidOperation:
        return value


FORMS = {"json": _json, "real": _real, "decimal": _decimal}
