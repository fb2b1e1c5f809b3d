"""`manage.py renditions`: create missing renditions, and remove old ones."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.models.pictures import renditions

BAR = 24  # characters


class Command(BaseCommand):
    """Parses, and makes one picture's files after the other's."""

    help = (
        "Create missing renditions: after an upgrade that changed widths or formats, or after "
        "background work was lost. It can be stopped at any time and resumes where it was; "
        "workers may run at the same time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--check, --tidy."""
        parser.add_argument(
            "--check", action="store_true", help="only count the pictures with missing renditions"
        )
        parser.add_argument(
            "--tidy",
            action="store_true",
            help="then delete files older than a day that no picture uses any more",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing. Raises CommandError if something could not be made."""
        missing = list(renditions.missing())
        if options["check"]:
            self.stdout.write(f"{_pictures(len(missing))} with missing renditions.")
            return
        failed = self._make(missing)
        if options["tidy"]:
            self.stdout.write(f"Removed {renditions.tidy():,} old files.")
        if failed:
            raise CommandError(
                f"{_pictures(len(failed))} could not be processed: "
                f"{', '.join(map(str, failed[:20]))}{' …' if len(failed) > 20 else ''}. "
                "The picture library shows the reason for each."
            )

    def _make(self, missing: list[int]) -> list[int]:
        """Make the renditions of these pictures; the numbers of those that failed."""
        began, failed, elsewhere = time.monotonic(), [], 0
        for done, pk in enumerate(missing):
            self._progress(done, len(missing), time.monotonic() - began)
            renditions.want(pk)
            try:
                elsewhere += not renditions.make(pk)
            except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
                failed.append(pk)
                self.stderr.write(f"\rPicture {pk}: {error or type(error).__name__}")
        self._progress(len(missing), len(missing), time.monotonic() - began)
        made = len(missing) - len(failed) - elsewhere
        self.stdout.write(
            f"Created the renditions of {_pictures(made)}."
            if missing
            else "No renditions are missing."
        )
        if elsewhere:
            self.stdout.write(f"{_pictures(elsewhere)} are being processed by another worker.")
        return failed

    def _progress(self, done: int, of: int, seconds: float) -> None:
        """A bar with the time that is left, where somebody looks on."""
        if not of or not self.stderr.isatty():
            return
        full = BAR * done // of
        left = timedelta(seconds=round(seconds / done * (of - done))) if done else "…"
        bar = "█" * full + "░" * (BAR - full)
        ending = "\n" if done == of else ""
        self.stderr.write(f"\r{bar} {done:,} of {of:,}, {left} left   ", ending=ending)


def _pictures(number: int) -> str:
    return "1 picture" if number == 1 else f"{number:,} pictures"
