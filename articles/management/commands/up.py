"""`manage.py up`: the whole portal, from nothing to serving."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    """Parses, and leaves the doing to newsportal.running.up."""

    help = (
        "Set up what is missing (database, static files, demo newsroom), then serve until Ctrl-C."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """All else stands in the environment."""
        parser.add_argument(
            "--dev", action="store_true", help="reload on code changes; needs DEBUG=1"
        )
        parser.add_argument(
            "--renew",
            action="store_true",
            help="update the database and static files, then have the running portal load the "
            "new code; no request is refused",
        )

        parser.add_argument(
            "--prepare",
            action="store_true",
            help="set up what is missing, then exit: for parts that run as separate services",
        )

    def handle(self, *args: Any, dev: bool, renew: bool, prepare: bool, **options: Any) -> None:
        """Serve; a reason not to is one sentence and exit code 1."""
        from newsportal.running.processes import Died
        from newsportal.running.up import CannotStart, Plan, take_up_new_code, up
        from newsportal.running.up import prepare as make_what_is_missing

        try:
            if renew:
                take_up_new_code()
                print("The portal is loading the new code.")
            elif prepare:
                make_what_is_missing(
                    Plan.read(), dev=False, say=lambda text: print(text, flush=True)
                )
            else:
                up(dev=dev, say=lambda text: print(text, flush=True))
        except (CannotStart, Died) as error:
            sys.exit(f"newsportal: {error}")
