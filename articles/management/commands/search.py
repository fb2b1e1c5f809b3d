"""`manage.py search`: rebuild the words that search looks in."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from articles.search.words import renewed


class Command(BaseCommand):
    """Goes through all stories, and says how far it is."""

    help = (
        "Rebuild the search index after an upgrade that splits words differently. "
        "It can be stopped and run again at any time, with the portal running."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        done = (0, 0)
        for done in renewed():
            if self.stderr.isatty():
                self.stderr.write(f"\r{done[0]:,} stories …", ending="")
        seen, written = done
        self.stdout.write(f"Checked {seen:,} stories; updated {written:,}.")
