"""`manage.py ticker`: the scheduler, which does what is due, second by second."""

from __future__ import annotations

import logging
import time
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections, reset_queries
from django.utils import timezone

from articles.backup import work as backups
from articles.backup.state import state
from articles.delivery import services
from articles.delivery.ledger import counters
from articles.delivery.purging import queue
from articles.delivery.purging.background import background
from articles.lib.database.serving import never_make_one
from articles.lib.host.shutdown import Shutdown
from articles.mailing import background as mailing
from articles.mailing import queue as mails
from articles.models import Announcement, Heartbeat
from articles.models.bin import emptying
from articles.models.breaking.hearing import tell_ended
from articles.models.cards import drawing as cards
from articles.models.changes.pruning import prune
from articles.models.changes.seals import seal
from articles.models.common.slices import Turn
from articles.models.desk import bulk
from articles.models.fronts.schedule import turns
from articles.models.lifecycle.scheduler import (
    MAX_PER_RUN,
    deliver_announcements,
    do_due,
    wait_no_longer,
)
from articles.models.pictures import renditions
from articles.notifying import background as notifying
from articles.search.upkeep import telling
from articles.search.upkeep.keeping import catch_up, keep_up, look_for_outdated

logger = logging.getLogger(__name__)

NAME = "ticker"
#: Seconds between two heartbeats: each is a write.
BEAT = 5.0
#: Seconds between two rounds of tidying up.
TIDY = 300.0
#: Seconds that `--once` stays for caches to be told.
ONCE = 30.0
#: How far back fronts are looked at when it starts: it was not there for so long at most.
FRONTS_BACK = timedelta(hours=1)
#: The longest wait, in seconds, while the database is away.
LONGEST_WAIT = 3.0
#: A clock that goes back by more than this, in seconds, was set.
SET_BACK = 2.0


class Ticker:
    """Turns, one a second."""

    def __init__(self, ending: Shutdown) -> None:
        self.ending = ending
        self.failures = 0
        self._beaten = -BEAT
        self._tidied = time.monotonic()
        #: What social cards have of the paper.
        self._cards_look = ""
        #: Whether it was seen that the search index is of this release.
        self._is_index_seen = False
        #: Until when fronts were looked at; once more what another one may have died over.
        self._fronts_told = timezone.now() - FRONTS_BACK
        #: How far the clock is ahead of what only counts seconds; less, once it is set back.
        self._ahead = float("inf")

    def run(self) -> None:
        """Turn until told to end."""
        while not self.ending():
            self.ending.wait(self.turn())

    def turn(self) -> float:
        """One turn, whatever happens in it; returns how many seconds to wait for the next."""
        close_old_connections()
        reset_queries()
        try:
            self.tick()
        except DatabaseError as error:
            if not self.failures:
                reason = str(error).strip().partition("\n")[0]
                logger.error(
                    "The database failed (%s); the scheduler retries until it responds.", reason
                )
            return self._back_off()
        except Exception:
            if not self.failures:
                logger.exception("The scheduler failed; retrying.")
            return self._back_off()
        if self.failures:
            logger.warning("The scheduler is running again.")
            self.failures = 0
        # To the second, as stories are due.
        return 1 - time.time() % 1

    def tick(self) -> None:
        """Do all that is due, and say that we are there. Raises DatabaseError."""
        self._look_at_the_clock()
        turn = Turn()

        def stop() -> bool:
            turn.over()
            return self.ending()

        while len(do_due(stop=stop)) == MAX_PER_RUN:
            self._beat()
        tell_ended()
        self._tell_of_fronts()
        deliver_announcements(stop=stop)
        if queue.is_due():
            # Not here: a cache that hangs would hold up what is due in the next second.
            background.call()
        if mails.is_due():
            mailing.call()
        if notifying.is_due():
            notifying.call()
        if not self._is_index_seen:
            catch_up()
            self._is_index_seen = True
        keep_up(stop)
        self._beat()

    def _tell_of_fronts(self) -> None:
        """Have caches in front hear of the fronts that time has changed since the last turn."""
        now = timezone.now()
        turns.tell(self._fronts_told, now)
        self._fronts_told = now

    def _back_off(self) -> float:
        self.failures += 1
        return min(2.0 ** (self.failures - 1), LONGEST_WAIT)

    def _beat(self) -> None:
        if time.monotonic() - self._beaten >= BEAT:
            Heartbeat.beat(NAME)
            renditions.remind()
            self._cards_look = cards.keep_up(self._cards_look)
            cards.remind()
            bulk.remind()
            self._back_up()
            self._beaten = time.monotonic()
        if time.monotonic() - self._tidied >= TIDY:
            self.tidy()

    def tidy(self) -> None:
        """Keep small what grows by itself."""
        Announcement.forget_old()
        queue.forget_old()
        mails.forget_old()
        prune()
        emptying.empty()
        backups.forget_old()
        seal()
        services.tidy_shelf()
        look_for_outdated()
        self._tidied = time.monotonic()

    def _back_up(self) -> None:
        if backups.begin_if_due():
            logger.info("Tonight’s backup was begun.")
        if (last := state().last) is not None:
            services.services().ledger.note(counters.BACKED_UP, int(last.timestamp()))

    def _look_at_the_clock(self) -> None:
        ahead = time.time() - time.monotonic()
        if ahead < self._ahead - SET_BACK:
            wait_no_longer()
            services.services().deadlines.forget()
        self._ahead = ahead


class Command(BaseCommand):
    """Parses, and lets the clock run."""

    help = (
        "Run the scheduler, every second: publication and expiry times, scheduled changes, "
        "purges of caches. Several may run at once; SIGTERM stops it."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--once."""
        parser.add_argument(
            "--once", action="store_true", help="do what is due now, then exit (for cron)"
        )

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        """Run until told to end, or once."""
        never_make_one()
        with Shutdown() as ending:
            ticker = Ticker(ending)
            if not once:
                ticker.run()
                return
            try:
                ticker.tick()
                ticker.tidy()
                background.wait(ONCE)
                mailing.background.wait(ONCE)
                telling.background.wait(ONCE)
            except DatabaseError as error:
                reason = str(error).strip().partition("\n")[0]
                raise CommandError(f"The database failed: {reason}") from error
