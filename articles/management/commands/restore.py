"""`manage.py restore`: have the portal be what it was in a backup."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError

from articles.backup import manifest, restoring
from articles.backup.failure import BackupFailed, database_words
from articles.backup.places import place_at
from articles.backup.sealing import Key
from articles.management.commands import backup
from articles.models import Paper

OVER = (
    "There are stories, pictures or accounts here, which would be replaced. To do that, add "
    "--over-what-is-there and --site {site!r}."
)


class Command(backup.Command):
    """Parses, and asks twice where something would be lost."""

    help = (
        "Restore a backup from BACKUP_URL: into an empty place, or over what is there where that "
        "is said twice. A backup of an older release is brought up to this one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which, from where, over what."""
        parser.add_argument("name", nargs="?", default="latest", help="which one; the newest")
        parser.add_argument("--from", dest="url", default="", metavar="PLACE")
        parser.add_argument("--identity", default="", metavar="FILE", help="the key, if encrypted")
        parser.add_argument(
            "--over-what-is-there", action="store_true", help="replace what is there"
        )
        parser.add_argument(
            "--site", default=None, help="the name of the site that is replaced, to be sure"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore. Raises CommandError."""
        try:
            place = place_at(options["url"] or settings.BACKUP_URL)
            found = manifest.chosen(place, options["name"])
            if not restoring.is_empty():
                self._be_sure(**options)
            restoring.restore(place, found, Key(options["identity"]), self.tell)
        except BackupFailed as failure:
            raise CommandError(str(failure), returncode=failure.code) from failure
        except DatabaseError as error:
            raise CommandError(database_words(error)) from error
        self._clear()
        self.stdout.write(
            f"Restored {backup.told(found)}. All logins and preview links have ended. Check who "
            "has an account: whoever was locked out since the backup is back."
        )

    def _be_sure(self, over_what_is_there: bool, site: str | None, **_more: Any) -> None:
        """Raise CommandError unless it was said twice."""
        named = Paper.current().called
        if not over_what_is_there:
            raise CommandError(OVER.format(site=named))
        if site is None and self.stdout.isatty():
            site = input(f"Type the name of the site that is replaced ({named}): ")
        if site != named:
            raise CommandError(f"This site is called {named!r}. {OVER.format(site=named)}")
