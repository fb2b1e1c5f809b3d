"""What a backup says of itself: written last, so that what has none is no backup."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.utils import timezone

from articles.backup.failure import BackupFailed
from articles.backup.places import Place
from articles.backup.sealing import as_file, read_all
from articles.backup.tables.columns import Column, Table
from articles.models.changes.claimed_work import CLOCKS

FORMAT = 1
ROOT = "backups/"
FILE = "manifest.json"
STAMP = "%Y%m%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a backup: its name in it, and what lies in the place."""

    name: str
    size: int
    sha256: str


@dataclass(slots=True)
class Rows:
    """A table, or the index of files: so many rows with that digest, in parts."""

    name: str
    columns: list[tuple[str, str]]
    rows: int = 0
    digest: str = ""
    parts: list[Part] = field(default_factory=list)

    @property
    def table(self) -> Table:
        """The table that the rows are of."""
        return Table(self.name, tuple(Column(*one) for one in self.columns))


@dataclass(slots=True)
class Manifest:
    """A whole backup."""

    name: str
    site: str
    made_at: str
    vendor: str
    server: str
    #: (app, name) of the migrations that its tables are of.
    migrations: list[tuple[str, str]]
    recipients: list[str]
    #: Where its files lie.
    pool: str
    renditions: bool
    tables: list[Rows] = field(default_factory=list)
    index: Rows = field(default_factory=lambda: Rows("index", []))
    #: The last number that each table had given.
    numbers: dict[str, int] = field(default_factory=dict)
    files: int = 0
    files_bytes: int = 0
    #: Files that the database names and that were not there.
    missing: list[str] = field(default_factory=list)

    @property
    def folder(self) -> str:
        """Where it lies."""
        return f"{ROOT}{self.name}/"

    @property
    def moment(self) -> datetime:
        """When it was begun."""
        return datetime.fromisoformat(self.made_at)

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(table.rows for table in self.tables)

    @property
    def stored(self) -> int:
        """Bytes that it takes in the place, without the files that it shares with others."""
        return sum(part.size for rows in (*self.tables, self.index) for part in rows.parts)

    def write(self, place: Place) -> None:
        """Put it there: from now on the backup is whole."""
        body = asdict(self)
        told = {"format": FORMAT, "sha256": _sum(body), "backup": body}
        place.put(
            f"{self.folder}{FILE}", as_file(json.dumps(told, indent=1, sort_keys=True).encode())
        )


def read(place: Place, name: str) -> Manifest:
    """The manifest of the backup `name`. Raises BackupFailed where it is not whole."""
    path = f"{ROOT}{name}/{FILE}"
    raw = read_all(place.open(path))
    try:
        told = json.loads(raw)
        version, body = told["format"], told["backup"]
        is_true = told["sha256"] == _sum(body)
    except (ValueError, KeyError, TypeError) as error:
        raise BackupFailed(f"{path} can't be read: {error}. Take another backup.") from error
    if version > FORMAT:
        raise BackupFailed(
            f"{name} was made by a newer release, whose format {version} is not known here. "
            "Restore it with that release."
        )
    if not is_true:
        raise BackupFailed(f"{path} was changed since it was written. Take another backup.")
    return _made(body)


def whole(place: Place) -> list[str]:
    """The names of all whole backups, the oldest first."""
    return [name for name in place.folders(ROOT) if f"{ROOT}{name}/{FILE}" in _in(place, name)]


def half(place: Place) -> Iterator[str]:
    """The names of those that were begun, and never finished or not yet."""
    there = set(whole(place))
    yield from (name for name in place.folders(ROOT) if name not in there)


def newest(place: Place) -> Manifest | None:
    """The newest whole backup that can be read; None where there is none."""
    for name in reversed(whole(place)):
        try:
            return read(place, name)
        except BackupFailed:
            continue
    return None


def chosen(place: Place, name: str) -> Manifest:
    """The backup of that name; the newest for `latest`. Raises BackupFailed."""
    names = whole(place)
    if not names:
        raise BackupFailed(f"There is no backup in {place}.")
    if name == "latest":
        past = [one for one in names if not is_ahead(moment_of(one))]
        return read(place, (past or names)[-1])
    if name not in names:
        told = ", ".join(names[-5:])
        raise BackupFailed(f"There is no backup {name} in {place}. The newest are {told}.")
    return read(place, name)


def moment_of(name: str) -> datetime | None:
    """When the backup of that name was begun; None where the name is not one of ours."""
    try:
        return datetime.strptime("-".join(name.split("-")[:2]), STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def is_ahead(at: datetime | None, now: datetime | None = None) -> bool:
    """Whether that is a moment to come: of a backup made before the clock was set back."""
    return at is not None and at > (now or timezone.now()) + CLOCKS


def _in(place: Place, name: str) -> set[str]:
    return set(place.names(f"{ROOT}{name}/"))


def _sum(body: dict[str, Any]) -> str:
    said = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return sha256(said.encode()).hexdigest()


def _made(body: dict[str, Any]) -> Manifest:
    def rows(one: dict[str, Any]) -> Rows:
        parts = [Part(**part) for part in one["parts"]]
        return Rows(**{**one, "columns": [tuple(c) for c in one["columns"]], "parts": parts})

    body = dict(body)
    body["tables"] = [rows(one) for one in body["tables"]]
    body["index"] = rows(body["index"])
    body["migrations"] = [tuple(one) for one in body["migrations"]]
    return Manifest(**body)
