"""`manage.py search`: write the search index anew, or check it, with the portal running."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.models import EngineIndex, SearchDocument, SearchDue
from articles.models.search.telling import has_engine
from articles.search import names
from articles.search.engines.opensearch.wire import Away, server
from articles.search.upkeep import building, comparing, indexing, learning, telling

REBUILD, CHECK = "rebuild", "check"


class Command(BaseCommand):
    """Goes through all stories, and says how far it is."""

    help = (
        "Write the search index anew (rebuild), or find what differs from the stories and repair"
        " it (check). It can be stopped and run again at any time, with the portal running; it"
        " goes on where it was stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What is to be done."""
        parser.add_argument("what", choices=(REBUILD, CHECK), nargs="?", default=REBUILD)
        parser.add_argument(
            "--dry-run", action="store_true", help="check: say what differs, and leave it."
        )

    def handle(self, *args: Any, what: str, dry_run: bool = False, **options: Any) -> None:
        """Do it. Raises CommandError where something differs that was not repaired."""
        if what == CHECK:
            self._check(repair=not dry_run)
            if has_engine():
                self._compare(repair=not dry_run)
            return
        if not SearchDue.objects.exists():
            indexing.all_due()
        self.stdout.write(f"Wrote {self._write():,} stories.")
        if has_engine():
            self._build()

    def _write(self) -> int:
        written, most = 0, SearchDue.objects.count()
        while some := indexing.write_due():
            written += some
            self._say(f"{written:,} of {max(most, written):,} stories …")
        for _names in names.renewed():
            self._say("Authors, topics and pictures …")
        while learning.learn():
            self._say("Learning words …")
        return written

    def _check(self, *, repair: bool) -> None:
        seen, wrong = 0, 0
        for seen, some in indexing.checked(repair=repair):
            wrong += len(some)
            self._say(f"{seen:,} stories …")
        if not repair and wrong:
            raise CommandError(f"{wrong:,} of {seen:,} stories differ in the search index.")
        if repair:
            self._write()
        self.stdout.write(f"Checked {seen:,} stories; repaired {wrong:,}.")

    def _build(self) -> None:
        """An index for the engine beside the database."""
        at, told, most = server(), 0, SearchDocument.objects.count()
        try:
            index = building.under_way(at) or building.begin(at)
            while some := building.go_on(at, index):
                told += some
                self._say(f"{told:,} of {max(told, most):,} documents told …")
                index.refresh_from_db()
        except Away as why:
            raise CommandError(f"The search engine: {why}. Run this again to go on.") from None
        except EngineIndex.DoesNotExist:
            raise CommandError("The index was taken away meanwhile. Run this again.") from None
        self.stdout.write(f"Told the search engine of {told:,} stories; its index is in place.")

    def _compare(self, *, repair: bool) -> None:
        """What the engine has, with the documents."""
        at, seen, wrong = server(), 0, 0
        try:
            for seen, some in comparing.compared(at, repair=repair):
                wrong += len(some)
                self._say(f"{seen:,} documents …")
            if not repair and wrong:
                raise CommandError(f"{wrong:,} of {seen:,} stories differ in the search engine.")
            while telling.told(at):
                self._say("Telling …")
        except Away as why:
            raise CommandError(f"The search engine: {why}.") from None
        said = "told it anew of" if repair else "differ:"
        self.stdout.write(f"Compared the search engine with {seen:,} stories; {said} {wrong:,}.")

    def _say(self, what: str) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{what}", ending="")
