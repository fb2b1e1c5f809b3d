"""`manage.py renditions`: makes the pictures' files that are missing, and removes old ones."""

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
        "Makes the renditions that pictures lack: after an upgrade that changed their widths or "
        "formats, or after work in the background was lost. It can be ended at any time, and goes "
        "on where it was when it is called again; workers may run beside it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--check, --tidy."""
        parser.add_argument(
            "--check", action="store_true", help="only count the pictures that lack some"
        )
        parser.add_argument(
            "--tidy",
            action="store_true",
            help="afterwards remove files that no picture shows any more, older than a day",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing. Raises CommandError if something could not be made."""
        missing = list(renditions.missing())
        if options["check"]:
            self.stdout.write(f"{_pictures(len(missing))} without all renditions.")
            return
        failed = self._make(missing)
        if options["tidy"]:
            self.stdout.write(f"Removed {renditions.tidy():,} old files.")
        if failed:
            raise CommandError(
                f"{_pictures(len(failed))} could not be done: "
                f"{', '.join(map(str, failed[:20]))}{' …' if len(failed) > 20 else ''}. "
                "The library says why."
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
            f"Made the renditions of {_pictures(made)}." if missing else "None lack any."
        )
        if elsewhere:
            self.stdout.write(f"{_pictures(elsewhere)} are in another worker's hands.")
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
