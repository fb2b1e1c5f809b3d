"""`manage.py backup`: take a backup, list those there are, or try whether one can be restored."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.timezone import localtime

from articles.backup import manifest, verifying, work
from articles.backup.failure import BackupFailed, Exit, database_words
from articles.backup.manifest import Manifest
from articles.backup.places import place_at
from articles.backup.sealing import Key

UNITS = ("bytes", "KB", "MB", "GB", "TB")


class Command(BaseCommand):
    """Parses, and shows how far it is."""

    help = (
        "Back up the database and the files to BACKUP_URL, beside whoever works. Exit codes: 1 "
        "failed, 3 taken but files are missing that the database names, 4 another one is being "
        "made, 5 a backup is not what was kept."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--to, --list, --verify, --identity, --night."""
        parser.add_argument("--to", default="", metavar="PLACE", help="instead of BACKUP_URL")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--list", action="store_true", help="list the backups there are")
        what.add_argument(
            "--verify",
            nargs="?",
            const="latest",
            metavar="NAME",
            help="restore a backup (the newest) beside the database, and compare",
        )
        what.add_argument("--night", action="store_true", help="take tonight's, if it is due")
        parser.add_argument(
            "--identity", default="", metavar="FILE", help="the key of an encrypted backup"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked. Raises CommandError."""
        url = options["to"] or settings.BACKUP_URL
        try:
            if options["list"]:
                self._list(url)
            elif options["verify"]:
                self._verify(url, options["verify"], options["identity"])
            else:
                self._take(url, night=options["night"])
        except BackupFailed as failure:
            raise CommandError(str(failure), returncode=failure.code) from failure
        except DatabaseError as error:
            raise CommandError(database_words(error)) from error

    def _take(self, url: str, *, night: bool) -> None:
        done = work.take_tonight(self.tell) if night else work.take(url, self.tell)
        if done is None:
            self.stdout.write("No backup is due.")
            return
        made, pruned = done
        self._clear()
        self.stdout.write(f"Backed up as {told(made)}.")
        if pruned.backups or pruned.files:
            self.stdout.write(f"Removed {pruned.backups} old backups and {pruned.files:,} files.")
        if made.missing:
            raise CommandError(
                f"{len(made.missing)} files that the database names are missing: "
                f"{', '.join(made.missing[:5])}. The backup has everything else.",
                returncode=Exit.INCOMPLETE,
            )

    def _verify(self, url: str, name: str, identity: str) -> None:
        place = place_at(url)
        backup = manifest.chosen(place, name)
        verifying.verify(place, backup, Key(identity), self.tell)
        self._clear()
        self.stdout.write(f"Everything is as it was kept in {told(backup)}.")

    def _list(self, url: str) -> None:
        place = place_at(url)
        names = manifest.whole(place)
        for name in names:
            try:
                self.stdout.write(told(manifest.read(place, name)))
            except BackupFailed as failure:
                self.stdout.write(f"{name}: {failure}")
        if not names:
            self.stdout.write(f"There is no backup in {place}.")

    def tell(self, what: str, number: int) -> None:
        """How far it is, where somebody looks on."""
        if self.stderr.isatty():
            said = f"{what}: {number:,}" if number else what
            self.stderr.write(f"\r{said[:70]:70}", ending="")

    def _clear(self) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{'':70}\r", ending="")


def told(backup: Manifest) -> str:
    """A backup in one line."""
    when = localtime(backup.moment)
    sealed = ", encrypted" if backup.recipients else ""
    return (
        f"{backup.name} ({backup.site}, {when:%d %b %Y %H:%M}, {backup.server}): "
        f"{backup.rows:,} rows in {_size(backup.stored)}, {backup.files:,} files of "
        f"{_size(backup.files_bytes)}{sealed}"
    )


def _size(number: float) -> str:
    for unit in UNITS:
        if number < 1_000 or unit == UNITS[-1]:
            return f"{number:.0f} {unit}" if unit == UNITS[0] else f"{number:.1f} {unit}"
        number /= 1_000
    raise AssertionError("there is a last unit")
