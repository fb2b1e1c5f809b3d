"""`manage.py doors`: the table of every address and its rule, as docs/doors.md has it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from articles.doors.page import page


class Command(BaseCommand):
    """Print it."""

    help = "Print every address of the portal with its rule, as docs/doors.md shows it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        self.stdout.write(page(), ending="")
