"""Seeing that a backup can be brought back: it is, aside, and what came is compared."""

from __future__ import annotations

from articles.backup import releases, restoring
from articles.backup.aside import aside
from articles.backup.failure import BackupFailed, Exit
from articles.backup.manifest import Manifest
from articles.backup.places import Place
from articles.backup.sealing import Key
from articles.backup.stored import files
from articles.backup.tables import Source, vendor
from articles.backup.tables.columns import Digest, Table
from articles.backup.taking import OFTEN, Tell, index_of


def verify(place: Place, backup: Manifest, key: Key, tell: Tell) -> None:
    """Raise BackupFailed with all that is wrong. The portal's own database is not touched, and no
    file of its stores."""
    releases.check(backup.name, backup.migrations)
    key.check(backup.recipients)
    wrong = [*_files(place, backup, key, tell)]
    with aside() as built:
        restoring.load(built, place, backup, key, tell)
        with vendor().snapshot() as source:
            wrong += _tables(source, backup, tell)
    if wrong:
        raise BackupFailed(" ".join(wrong[:20]), Exit.DIFFERENT)


def _files(place: Place, backup: Manifest, key: Key, tell: Tell) -> list[str]:
    pool, wrong, number = files.Pool(place, backup.pool), [], 0
    for number, stored in enumerate(index_of(place, backup), 1):
        if number % OFTEN == 0:
            tell("files", number)
        try:
            with pool.opened(stored, key, backup.recipients):
                pass
        except BackupFailed as failure:
            wrong.append(str(failure))
    if number != backup.files:
        wrong.append(f"Its index has {number:,} files, and {backup.files:,} were kept.")
    return wrong


def _tables(source: Source, backup: Manifest, tell: Tell) -> list[str]:
    """What is different in the tables that came."""
    wrong = []
    for rows in backup.tables:
        tell(f"compares {rows.name}", 0)
        came = digest(source, rows.table)
        if came.rows != rows.rows:
            wrong.append(f"{rows.name} has {came.rows:,} rows instead of {rows.rows:,}.")
        elif came.hex != rows.digest:
            wrong.append(f"The rows of {rows.name} are others than were kept.")
    return wrong


def digest(source: Source, table: Table) -> Digest:
    """What the rows of a table come to."""
    found = Digest(table.columns)
    source.dump(table, found.add)
    return found
