"""`manage.py demo`: the demo newsroom, and with --stories an archive for measuring."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.demo.archive import make_archive
from articles.demo.newsroom import RealStories, make_newsroom


class Command(BaseCommand):
    """Make the demo newsroom."""

    help = (
        "Create a demo newsroom: staff, pictures and stories. Running it again changes nothing; "
        "a database with real stories is left alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--stories."""
        parser.add_argument(
            "--stories",
            type=int,
            metavar="N",
            help="instead, create an archive of N stories over ten years, for benchmarks",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, and say how much that was."""
        total: int | None = options["stories"]
        if total is not None and total < 1:
            raise CommandError("--stories needs a number of at least 1.")
        try:
            if total is None:
                self._say(make_newsroom(), None)
                return
            began = time.perf_counter()
            self._say(make_archive(total, self._progress), time.perf_counter() - began)
        except RealStories as refusal:
            raise CommandError(str(refusal)) from None

    def _progress(self, made: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{made:,} stories", ending="")

    def _say(self, made: int, seconds: float | None) -> None:
        rate = f" in {seconds:.1f} s ({made / seconds:,.0f} a second)" if seconds else ""
        stories = "1 story" if made == 1 else f"{made:,} stories"
        self.stdout.write(
            f"Created {stories}{rate}." if made else "Nothing to do: the demo is complete."
        )
