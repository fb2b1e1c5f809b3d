"""Taking a backup: files first, then the rows that name them, the manifest last.

A file is stored before a row names it, and removed long after no row does. So what the rows of
the snapshot name was there before it was opened, or in the moment after: files are looked for
before, which takes long the first time, and once more right after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.conf import settings

from articles.backup import manifest, parts
from articles.backup.manifest import Manifest, Rows
from articles.backup.places import Place
from articles.backup.sealing import Key, Seal
from articles.backup.stored import files, named
from articles.backup.stored.scratch import Scratch, scratch
from articles.backup.tables import Source, vendor
from articles.models import Paper

#: What is told of how far it is: words, and how many of them.
Tell = Callable[[str, int], None]
#: Called again and again; raises where somebody else has taken the work over.
GoOn = Callable[[], None]
#: Rows of the index, and of tables, between two words.
OFTEN = 1_000
MIGRATIONS = "django_migrations"


@dataclass(slots=True)
class Taking:
    """One backup, being made in `place`."""

    place: Place
    seal: Seal
    renditions: bool = True
    tell: Tell = lambda _what, _number: None
    go_on: GoOn = lambda: None
    made: Manifest = field(init=False)
    _pool: files.Pool = field(init=False)

    def __post_init__(self) -> None:
        """Give it its name."""
        now = datetime.now(UTC)
        self._pool = files.Pool(self.place, self.seal.pool)
        self.made = Manifest(
            # To the microsecond: they are told apart, and in order, by their names.
            name=f"{now.strftime(manifest.STAMP)}-{now.microsecond:06}",
            site=Paper.named().called,
            made_at=now.isoformat(),
            vendor="",
            server="",
            migrations=[],
            recipients=self.seal.recipients,
            pool=self.seal.pool,
            renditions=self.renditions,
        )

    def take(self) -> Manifest:
        """Make it; returns its manifest, once it is whole. Raises BackupFailed; what was put there
        by then is no backup, and the next one goes on with its files."""
        with scratch() as known:
            self._remember(known)
            self._take_files(known)
            with vendor().snapshot() as source:
                self._take_files(known)
                self._take_tables(source)
                self._look_for_missing(source, known)
            self._write_index(known)
        self.made.write(self.place)
        return self.made

    def _remember(self, known: Scratch) -> None:
        """What the pool has, and what the files were at the last time."""
        self.tell("files in the backups before", 0)
        known.in_pool(self._pool.there())
        before = manifest.newest(self.place)
        if before is not None and before.pool == self.made.pool:
            known.remember(index_of(self.place, before))

    def _take_files(self, known: Scratch) -> None:
        """Keep those that are there and were not yet taken."""
        for number, (store, kept) in enumerate(files.found(renditions=self.renditions), 1):
            if number % OFTEN == 0:
                self.go_on()
                self.tell("files", number)
            if known.has(store, kept.name):
                continue
            taken = known.unchanged(store, kept)
            if taken is None:
                self.go_on()
                taken = self._pool.take(store, kept, self.seal, known)
            if taken is not None:
                known.add([taken])
                known.in_pool([taken.sha256])

    def _take_tables(self, source: Source) -> None:
        made = self.made
        made.server = source.server()
        made.vendor = made.server.partition(" ")[0].lower()
        made.numbers = source.numbers()
        query = f"SELECT app, name FROM {MIGRATIONS} ORDER BY id"  # noqa: S608
        made.migrations = [(str(app), str(name)) for app, name in source.select(query)]
        for table in source.tables():
            rows = Rows(f"tables/{table.name}", [(one.name, one.kind) for one in table.columns])
            with parts.Parts(self.place, self.seal, made.folder, rows) as into:
                source.dump(table, self._told(table.name, into.write))
            rows.name = table.name
            made.tables.append(rows)

    def _told(self, table: str, write: Callable[[bytes], None]) -> Callable[[bytes], None]:
        """`write`, telling how far it is."""
        number = 0

        def told(line: bytes) -> None:
            nonlocal number
            number += 1
            if number % OFTEN == 0:
                self.go_on()
                self.tell(f"rows of {table}", number)
            write(line)

        return told

    def _look_for_missing(self, source: Source, known: Scratch) -> None:
        there = {table.name for table in self.made.tables}
        for store, name in named.names(source, there):
            if not known.has(store, name):
                self.made.missing.append(f"{store}: {name}")

    def _write_index(self, known: Scratch) -> None:
        made = self.made
        # Not sealed: what may be pruned has to be known where nothing can be opened.
        with parts.Parts(self.place, Seal(), made.folder, made.index) as into:
            for one in known.files():
                into.write(one.line())
        made.files, made.files_bytes = known.totals()


def index_of(place: Place, backup: Manifest) -> Iterator[files.Stored]:
    """The files of a backup."""
    for line in parts.read(place, backup.folder, backup.index, Key(), []):
        yield files.Stored.read(line)


def seal() -> Seal:
    """Sealed for those whom the settings name."""
    return Seal(settings.BACKUP_RECIPIENTS)
