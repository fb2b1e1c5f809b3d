"""On SQLite: a file in the same folder, copied over the portal's own in one transaction."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.db import connection

from articles.backup.aside.standing_in import standing_in
from articles.backup.failure import BackupFailed, Exit, said_plainly

#: What is in the file is worth nothing until it is whole: nothing of it is synced.
QUICK = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_size=-64000;"
PREFIX = ".restoring"
#: Seconds that whoever writes is waited for.
PATIENCE = 60.0


#: Tables first, then what belongs to them.
MADE = """
SELECT type, name, sql FROM sqlite_master
WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
ORDER BY type = 'trigger', type = 'index', rowid
"""


def _words(made: list[tuple[str, str, str]]) -> list[str]:
    return [name for _kind, name, sql in made if sql.startswith("CREATE VIRTUAL TABLE")]


class File:
    """The database in `file`; it is to come in the place of `own`."""

    def __init__(self, file: Path, own: Path) -> None:
        self.file = file
        self.own = own

    def has_tables_like_own(self, applied: Collection[tuple[str, str]]) -> bool:
        """By the statements that the portal's own file was made with."""
        if not self.own.exists():
            return False
        with closing(sqlite3.connect(self.own, timeout=PATIENCE)) as there:
            made = there.execute(MADE).fetchall()
            if not any(name == "django_migrations" for _kind, name, _sql in made):
                return False
            same = "SELECT app, name FROM django_migrations"
            if set(there.execute(same)) != set(applied):
                return False
        connection.ensure_connection()
        for _kind, name, sql in made:
            # What belongs to an index of words comes with it.
            if not any(name.startswith(f"{other}_") for other in _words(made)):
                connection.connection.execute(sql)
        return True

    def put_in_place(self) -> None:
        """Page by page, under the eyes of all who have the file open."""
        connection.close()
        with (
            said_plainly(self.own),
            closing(sqlite3.connect(self.file)) as new,
            closing(sqlite3.connect(self.own, timeout=PATIENCE)) as there,
        ):
            try:
                new.backup(there)
                there.execute("PRAGMA wal_checkpoint(PASSIVE)")
            except sqlite3.Error as error:
                raise BackupFailed(
                    f"{self.own} could not be written: {error}. It is as it was."
                ) from error


@contextmanager
def aside() -> Iterator[File]:
    """One at a time in a folder. What a killed one has left goes first."""
    own = Path(str(connection.settings_dict["NAME"])).resolve()
    with said_plainly(own.parent), (own.parent / f"{PREFIX}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BackupFailed("Another restore or check is running.", Exit.BUSY) from error
        file = own.parent / f"{PREFIX}.sqlite3"
        _remove(file)
        options = {**connection.settings_dict["OPTIONS"], "init_command": QUICK}
        try:
            with standing_in(NAME=str(file), OPTIONS=options):
                yield File(file, own)
        finally:
            _remove(file)


def _remove(file: Path) -> None:
    for ending in ("", "-journal", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{file}{ending}").unlink()
