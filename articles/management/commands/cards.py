"""`manage.py cards`: draw missing and outdated social cards, and remove old files."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.models.cards import drawing
from articles.models.cards.card import put_down


class Command(BaseCommand):
    """Parses, and draws one card after the other."""

    help = (
        "Draw the social cards that are missing or out of date: after an upgrade, or after the "
        "publication’s name, logo or a section has changed. Those of the newest stories are drawn "
        "anew by themselves then. It can be stopped at any time; workers "
        "may run at the same time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--check, --days, --tidy."""
        parser.add_argument("--check", action="store_true", help="only count them")
        parser.add_argument(
            "--days", type=int, metavar="N", help="only stories published within the last N days"
        )
        parser.add_argument(
            "--tidy", action="store_true", help="then delete the files that no story shows any more"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw them. Raises CommandError if one could not be drawn."""
        days = options["days"]
        since = timezone.now() - timedelta(days=days) if days else None
        found = list(drawing.outdated(since))
        if options["check"]:
            self.stdout.write(f"Missing or out of date: {len(found):,}.")
            return
        failed = []
        for number in found:
            put_down(number)
            try:
                drawing.settle(number)
            except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
                failed.append(number)
                self.stderr.write(f"Story {number}: {error or type(error).__name__}")
        self.stdout.write(f"Drawn: {len(found) - len(failed):,}.")
        if options["tidy"]:
            self.stdout.write(f"Removed: {drawing.tidy():,}.")
        if failed:
            raise CommandError(f"{len(failed):,} could not be drawn: {failed[:20]}")
