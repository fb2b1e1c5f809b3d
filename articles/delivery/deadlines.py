"""What time itself changes: stories that come and end, planned changes, banners, fronts, years.

The ledger says when the next such moment is. Until then a page is good as long as none of its keys
changes; each request compares that moment with the clock, which costs nothing. Whoever comes after
it first looks into the database, puts down the keys of what has changed by itself, and the moment
after; others who come meanwhile, to any process, wait for that. So a page is exact to the second
whatever job is late, without an expiry of its own.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import blake2b
from time import monotonic, time

from django.db import DatabaseError, close_old_connections
from django.db.models import Min
from django.utils import timezone

from articles.delivery.door.single_flight import SingleFlight
from articles.delivery.hosts import Hosts, NotifyFailed
from articles.delivery.ledger.ledger import (
    LAST_MOMENT,
    NEXT_MOMENT,
    PLANNED,
    TAKEN_SINCE,
    Ledger,
)
from articles.lib.database.availability import patience, watch
from articles.models import Appointment, Article, Banner, Restoration, State
from articles.models.breaking import queue
from articles.models.breaking.banner import KEY
from articles.models.fronts.schedule import turns
from articles.models.lifecycle import scheduler
from articles.models.story.keys import keys_of

logger = logging.getLogger(__name__)

MICRO = 1_000_000
#: How far ahead is looked at most: what is planned by a process that could not tell us is seen
#: by then.
MAX_LOOK_AHEAD = timedelta(seconds=60)
#: While the database is away, it is asked again after so many seconds.
RETRY_SECONDS = 1.0
#: Where more stories than these change at one moment, all pages are made anew.
MAX_STORIES = 200
#: Seconds that a reader waits for another one's look, and for which planned changes are published
#: in one: where very many are due at once, the next readers go on with the rest.
WAIT, LONGEST = 1.0, 0.5
#: Seconds that whoever looks waits for the database: pages are shown as they are rather than late.
DATABASE_TIMEOUT = 2.0
#: Seconds until they do.
PAUSE = 0.05


class Deadlines:
    """The turns of the clock, for one ledger; `locks` see to it that one process looks."""

    def __init__(self, ledger: Ledger, hosts: Hosts, locks: SingleFlight) -> None:
        self.ledger = ledger
        self.hosts = hosts
        self.locks = locks
        self._not_before = 0.0
        self._is_away = False

    def is_due(self, now: float) -> bool:
        """Whether the next moment has come, or nobody knows when it is."""
        return now * MICRO >= self.ledger.words[NEXT_MOMENT]

    def expect(self, moment: datetime) -> None:
        """Something was planned for `moment`: it is looked at anew by then."""
        self.ledger.look()
        words = self.ledger.words
        # In this order: a look that ends meanwhile sees the one, or leaves the other.
        words[PLANNED] += 1
        words[NEXT_MOMENT] = min(words[NEXT_MOMENT], _micro(moment))

    def forget(self) -> None:
        """The clock was set: it is looked at anew at the next request."""
        self.ledger.look()
        self.ledger.words[PLANNED] += 1
        self.ledger.words[NEXT_MOMENT] = 0

    def turn(self) -> bool:
        """Put down what time has changed, or wait until somebody else has. False where that can't
        be told: because the database is away, or the other one takes too long."""
        now = time()
        if now < self._not_before or watch.is_away:
            return False
        # Nobody waits for those who wait for a database.
        with self.locks.alone("the clock", wait=0 if self._is_away else WAIT) as alone:
            if not (alone and self.is_due(time())):
                return alone or not self.is_due(time())
            try:
                close_old_connections()
                with patience(DATABASE_TIMEOUT):
                    self._look()
            except DatabaseError as error:
                if not self._is_away:
                    logger.warning(
                        "The database failed, so what is due is unknown: %s", str(error).strip()
                    )
                self._not_before, self._is_away = now + RETRY_SECONDS, True
                return False
            self._is_away = False
            return True

    def _look(self) -> None:
        self.ledger.know_life(Restoration.current_life())
        words = self.ledger.words
        now = timezone.now()
        # Before anything is read: what is planned meanwhile is looked at once more.
        planned, last = words[PLANNED], words[LAST_MOMENT]
        before = datetime.fromtimestamp(last / MICRO, tz=now.tzinfo) if last else now
        if last and before > now + timedelta(seconds=1):
            # The clock was set back: what is not due any more is on pages.
            self._flush(now)
        elif last:
            self._put_down_between(before, now)
        if words[LAST_MOMENT] < last or (words[LAST_MOMENT] and not last):
            # Meanwhile other hosts have said from where on we have to look: once more.
            words[NEXT_MOMENT] = 0
            return
        words[LAST_MOMENT] = _micro(now)
        self.hosts.turned(_micro(now))
        # Until it is written, everybody who comes sees that the moment is due, and waits.
        words[NEXT_MOMENT] = _micro(self._after_changes(now))
        if words[PLANNED] != planned:
            words[NEXT_MOMENT] = 0

    def _after_changes(self, now: datetime) -> datetime:
        """Publish the planned changes that are due; when there is something to do next."""
        if scheduler.changes_are_due(now):
            end = monotonic() + LONGEST
            scheduler.do_due(
                now,
                verb=Appointment.Verb.CHANGES,
                most=MAX_STORIES,
                stop=lambda: monotonic() > end,
            )
            if scheduler.changes_are_due(now):
                return now + timedelta(seconds=PAUSE)
        return min(filter(None, (*_upcoming(now), now + MAX_LOOK_AHEAD)))

    def _put_down_between(self, before: datetime, now: datetime) -> None:
        published = Article.objects.filter(state=State.PUBLISHED)
        came = published.filter(publish_at__gt=before, publish_at__lte=now)
        went = published.filter(expires_at__gt=before, expires_at__lte=now)
        stories = [
            *came.order_by("-publish_at")[: MAX_STORIES + 1],
            *went[: MAX_STORIES + 1],
        ]
        if len(stories) > MAX_STORIES:
            self._flush(now)
            return
        changes: dict[str, set[str]] = defaultdict(set)
        for story in stories:
            if story.publish_at is not None and before < story.publish_at <= now:
                changes[f"came {_micro(story.publish_at)}"] |= keys_of(story)
            if story.expires_at is not None and story.expires_at <= now:
                gone = keys_of(story) | {f"recall:{story.pk}"}
                changes[f"went {_micro(story.expires_at)}"] |= gone
        changes |= _of_others(before, now)
        for what, keys in changes.items():
            self._put_down(what, keys)

    def _put_down(self, what: str, keys: Iterable[str]) -> None:
        """Each host sees by itself what time changes. The number is the same on all of them, so
        that they know it for one change."""
        number = int.from_bytes(blake2b(what.encode(), digest_size=8).digest(), "big") | 2**63
        with suppress(NotifyFailed):
            self.hosts.tell(keys, number)

    def _flush(self, now: datetime) -> None:
        """So much has changed that no page counts any more, also none of other hosts."""
        self.ledger.words[TAKEN_SINCE] = _micro(now)
        self.ledger.flush_all()


def _of_others(before: datetime, now: datetime) -> dict[str, set[str]]:
    """What has changed by itself beside the stories."""
    changes: dict[str, set[str]] = {}
    for moment in queue.moments(Banner, before, now):
        changes[f"banner {_micro(moment)}"] = {KEY}
    for moment, keys in turns.between(before, now).items():
        changes[f"fronts {_micro(moment)}"] = keys
    if (year := timezone.localtime(now).year) != timezone.localtime(before).year:
        changes[f"year {year}"] = {"year"}
    return changes


def _upcoming(now: datetime) -> tuple[datetime | None, ...]:
    """The next moments at which a story comes, one ends, changes are due, a banner comes or goes,
    and the year."""
    published = Article.objects.filter(state=State.PUBLISHED)
    coming = published.filter(publish_at__gt=now).aggregate(at=Min("publish_at"))
    ending = published.filter(expires_at__gt=now).aggregate(at=Min("expires_at"))
    changes = Appointment.objects.filter(
        state=Appointment.State.DUE, verb=Appointment.Verb.CHANGES, next_try_at__gt=now
    ).aggregate(at=Min("next_try_at"))
    year = timezone.localtime(now).year + 1
    first = datetime(year, 1, 1, tzinfo=timezone.get_current_timezone())
    return (
        coming["at"],
        ending["at"],
        changes["at"],
        queue.next_moment(Banner, now),
        turns.next_moment(now),
        first,
    )


def _micro(moment: datetime) -> int:
    return int(moment.timestamp() * MICRO)
