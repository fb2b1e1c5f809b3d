"""`manage.py log`: the log as lines of JSON, and whether it is what was written."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from articles.models import Entry
from articles.models.changes.log_lines import lines
from articles.models.changes.pruning import prune_logins
from articles.models.changes.seals import Chain, Seal, seal


class Command(BaseCommand):
    """Parses, and calls what does it."""

    help = (
        "Print the log as lines of JSON, oldest first; with --verify, say whether an entry was "
        "changed, taken out or slipped in since it was sealed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--since, --until, --verify, --expect, --seal, --prune."""
        for name in ("--since", "--until"):
            parser.add_argument(name, metavar="DAY", help="a day or a time, such as 2026-03-01")
        does = parser.add_mutually_exclusive_group()
        does.add_argument("--verify", action="store_true", help="compare the log with its seals")
        does.add_argument("--seal", action="store_true", help="seal now what has settled")
        does.add_argument(
            "--prune",
            action="store_true",
            help="remove old logins, as the database's owner, where the portal may not",
        )
        parser.add_argument(
            "--expect", metavar="DIGEST", help="a seal that --verify has to find, kept elsewhere"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        if options["verify"]:
            self._verify(options["expect"])
        elif options["seal"]:
            self.stdout.write(f"Sealed {seal():,} entries.")
        elif options["prune"]:
            self.stdout.write(f"Removed {prune_logins():,} entries.")
        else:
            self._print(options)

    def _print(self, options: dict[str, Any]) -> None:
        entries = Entry.objects.all()
        if since := moment(options["since"], "--since"):
            entries = entries.filter(at__gte=since)
        if until := moment(options["until"], "--until"):
            entries = entries.filter(at__lt=until)
        for line in lines(entries):
            self.stdout.write(line, ending="")

    def _verify(self, expected: str | None) -> None:
        chain = Chain()
        found = list(map(str, chain.breaks()))
        if expected and not Seal.objects.filter(digest=expected).exists():
            found.append(f"No seal has the digest {expected}.")
        for one in found:
            self.stdout.write(one)
        if found:
            raise CommandError("The log is not what was written.")
        last = f" The last one: {chain.digest}." if chain.digest else ""
        self.stdout.write(f"{chain.seals:,} seals hold {chain.entries:,} entries.{last}")


def moment(text: str | None, option: str) -> datetime | None:
    """What was typed, in the newsroom's time zone where it says none."""
    if not text:
        return None
    try:
        found = parse_datetime(text) or parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"{option} is {text!r}; give a day, such as 2026-03-01.")
    if not isinstance(found, datetime):
        found = datetime.combine(found, time.min)
    return found if timezone.is_aware(found) else timezone.make_aware(found)
