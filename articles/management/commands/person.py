"""`manage.py person`: give out what is known of a person, or take it away."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from articles.personal import export, forgetting
from articles.personal.forgetting import CannotForget
from articles.personal.rules import NotSaid, What

WORDS = {
    What.GOES: "Deleted",
    What.PSEUDONYM: "Kept under a pseudonym",
    What.STAYS: "Kept as it is",
}


class Command(BaseCommand):
    """Parses, says what would happen, and asks twice."""

    help = (
        "Export all that names an account, or forget the person: bylines and what was done stay, "
        "without a name in the log. Accounts are never deleted."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """export NAME, forget NAME."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        given = verbs.add_parser("export", help="write it into a new folder, or a .zip")
        given.add_argument("name", help="the account’s name")
        given.add_argument("--to", default="", metavar="PLACE")
        gone = verbs.add_parser("forget", help="say what would become of it, then do it")
        gone.add_argument("name", help="the account’s name")
        gone.add_argument("--really", action="store_true", help="do it")
        gone.add_argument("--again", default="", metavar="NAME", help="the name once more")

    def handle(self, *args: Any, verb: str, name: str, **options: Any) -> None:
        """Do it. Raises CommandError."""
        account = User.objects.filter(username=name).first()
        if account is None:
            raise CommandError(f"There is no account {name!r}.")
        try:
            if verb == "export":
                self._export(account, Path(options["to"] or f"{name}.zip"))
            else:
                self._forget(account, **options)
        except (CannotForget, NotSaid) as why:
            raise CommandError(str(why)) from why
        except DatabaseError as error:
            reason = str(error).strip().partition("\n")[0]
            raise CommandError(
                f"The database refused: {reason}. Where the portal's account may not change the "
                "log, run this with the owner's in DATABASE_URL. Nothing was changed."
            ) from error
        except OSError as error:
            raise CommandError(f"It could not be written: {error}") from error

    def _export(self, account: User, place: Path) -> None:
        names = export.write(account, place)
        export.was_given_out(account, None)
        self.stdout.write(f"Wrote {len(names)} files to {place}. Hand it on safely.")

    def _forget(self, account: User, *, really: bool, again: str, **_more: Any) -> None:
        for kind, words in WORDS.items():
            self.stdout.write(f"{words}:")
            for one in forgetting.plan(account):
                if one.what is kind:
                    self.stdout.write(f"  {one.why} ({one.rows:,})")
        forgetting.refuse(account)
        name = account.get_username()
        if not really or again != name:
            raise CommandError(
                "Nothing was changed. This can’t be undone, and backups keep it until they are "
                f"pruned. To do it: --really --again {name}"
            )
        self.stdout.write(f"Done. The account is called {forgetting.forget(account)} now.")
