"""What is compared while a backup is made, on the disk of temporary files and not in memory: the
pictures of a large newsroom are some hundred thousand files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from tempfile import NamedTemporaryFile, gettempdir

from articles.backup.failure import BackupFailed, said_plainly
from articles.backup.stored.files import TEMPORARY, Stored
from articles.lib.host.storage import Kept

TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE file (store TEXT, name TEXT, size INTEGER, stamp TEXT, sha256 TEXT,
    PRIMARY KEY (store, name)) WITHOUT ROWID;
CREATE TABLE before (store TEXT, name TEXT, size INTEGER, stamp TEXT, sha256 TEXT,
    PRIMARY KEY (store, name)) WITHOUT ROWID;
CREATE TABLE pool (sha256 TEXT PRIMARY KEY) WITHOUT ROWID;
"""


class Scratch:
    """The files of this backup, those of the one before, and what lies in the pool."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw
        raw.executescript(TABLES)

    def remember(self, files: Iterable[Stored]) -> None:
        """The files of the backup before."""
        self.raw.executemany("INSERT OR REPLACE INTO before VALUES (?, ?, ?, ?, ?)", _rows(files))

    def in_pool(self, digests: Iterable[str]) -> None:
        """These lie in the pool."""
        rows = ((one,) for one in digests)
        self.raw.executemany("INSERT OR IGNORE INTO pool VALUES (?)", rows)

    def __contains__(self, digest: object) -> bool:
        return self._one("SELECT 1 FROM pool WHERE sha256 = ?", digest) is not None

    def __iter__(self) -> Iterator[str]:
        yield from (row[0] for row in self.raw.execute("SELECT sha256 FROM pool"))

    def unchanged(self, store: str, kept: Kept) -> Stored | None:
        """The file as it was in the backup before, if it is the same one still."""
        row = self._one(
            "SELECT store, name, size, stamp, sha256 FROM before "
            "WHERE store = ? AND name = ? AND size = ? AND stamp = ?",
            *(store, kept.name, kept.size, kept.stamp),
        )
        return None if row is None or row[4] not in self else Stored(*row)

    def has(self, store: str, name: str) -> bool:
        """Whether the file is in this backup."""
        query = "SELECT 1 FROM file WHERE store = ? AND name = ?"
        return self._one(query, store, name) is not None

    def add(self, files: Iterable[Stored]) -> None:
        """These are in this backup."""
        self.raw.executemany("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)", _rows(files))

    def drop(self, store: str, name: str) -> None:
        """It is not."""
        self.raw.execute("DELETE FROM file WHERE store = ? AND name = ?", (store, name))

    def files(self) -> Iterator[Stored]:
        """All files of this backup, in order."""
        for row in self.raw.execute("SELECT * FROM file ORDER BY store, name"):
            yield Stored(*row)

    def totals(self) -> tuple[int, int]:
        """How many files, and how many bytes."""
        count, size = self.raw.execute("SELECT count(*), total(size) FROM file").fetchone()
        return count, int(size)

    def _one(self, query: str, *values: object) -> tuple[str, str, int, str, str] | None:
        found: tuple[str, str, int, str, str] | None = self.raw.execute(query, values).fetchone()
        return found


def _rows(files: Iterable[Stored]) -> Iterator[tuple[str, str, int, str, str]]:
    for one in files:
        yield one.store, one.name, one.size, one.stamp, one.sha256


@contextmanager
def scratch() -> Iterator[Scratch]:
    """One that is gone after the block. Raises BackupFailed where there is no room for it."""
    where = TEMPORARY.format(gettempdir())
    with said_plainly(where):
        file = NamedTemporaryFile(prefix="newsportal-backup-")  # noqa: SIM115 - closed below
    try:
        with file, closing(sqlite3.connect(file.name, isolation_level=None)) as raw:
            yield Scratch(raw)
    except sqlite3.Error as error:
        raise BackupFailed(f"{where} failed: {error}. Free some space and start again.") from error
