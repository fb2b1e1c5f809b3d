"""What time itself changes: stories that are due, stories that end, planned changes, a new year.

The ledger says when the next such moment is. Until then a page is good as long as none of its keys
changes; each request compares that moment with the clock, which costs nothing. Whoever comes after
it first looks into the database, puts down the keys of what has changed by itself, and the moment
after. So a page is exact to the second whatever job is late, without an expiry of its own.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import blake2b
from threading import Lock
from time import time

from django.db import DatabaseError, close_old_connections
from django.db.models import Min
from django.utils import timezone

from articles.delivery.hosts import Hosts, Untold
from articles.delivery.ledger import LAST_MOMENT, NEXT_MOMENT, TAKEN_SINCE, Ledger
from articles.models import Appointment, Article, State, due
from articles.models.outbox import keys_of

logger = logging.getLogger(__name__)

MICRO = 1_000_000
#: How far ahead is looked at most: what is planned by a process that could not tell us is seen
#: by then.
FARTHEST = timedelta(seconds=60)
#: While the database is away, it is asked again after so many seconds.
RETRY = 1.0
#: Where more stories than these change at one moment, all pages are made anew.
MOST = 200


class Moments:
    """The turns of the clock, for one ledger."""

    def __init__(self, ledger: Ledger, hosts: Hosts) -> None:
        self.ledger = ledger
        self.hosts = hosts
        self._lock = Lock()
        self._not_before = 0.0

    def is_due(self, now: float) -> bool:
        """Whether the next moment has come, or nobody knows when it is."""
        return now * MICRO >= self.ledger.words[NEXT_MOMENT]

    def expect(self, moment: datetime) -> None:
        """Something was planned for `moment`: it is looked at anew by then."""
        words = self.ledger.words
        words[NEXT_MOMENT] = min(words[NEXT_MOMENT], _micro(moment))

    def forget(self) -> None:
        """The clock was set: it is looked at anew at the next request."""
        self.ledger.words[NEXT_MOMENT] = 0

    def turn(self) -> bool:
        """Put down what time has changed. False where that can't be told, because the database
        is away or another thread is at it."""
        now = time()
        if now < self._not_before or not self._lock.acquire(blocking=False):
            return False
        try:
            close_old_connections()
            self._look()
        except DatabaseError:
            logger.warning("It can't be told what is due: the database does not answer.")
            self._not_before = now + RETRY
            return False
        finally:
            self._lock.release()
        return True

    def _look(self) -> None:
        words = self.ledger.words
        now = timezone.now()
        last = words[LAST_MOMENT]
        # Before anything is read: what is planned meanwhile makes it earlier again.
        until = words[NEXT_MOMENT] = _micro(now + FARTHEST)
        before = datetime.fromtimestamp(last / MICRO, tz=now.tzinfo) if last else now
        if last and before > now + timedelta(seconds=1):
            # The clock was set back: what is not due any more is on pages.
            self._flush(now)
        elif last:
            self._put_down_between(before, now)
        if words[LAST_MOMENT] < last or (words[LAST_MOMENT] and not last):
            # Meanwhile other hosts have said from where on we have to look: once more.
            until = words[NEXT_MOMENT] = 0
        else:
            words[LAST_MOMENT] = _micro(now)
            self.hosts.turned(_micro(now))
        if due.changes_are_due(now):
            due.do_due(now, verb=Appointment.Verb.CHANGES, most=MOST)
        upcoming = min(filter(None, (*_upcoming(now), now + FARTHEST)))
        if until and words[NEXT_MOMENT] == until:
            words[NEXT_MOMENT] = _micro(upcoming)

    def _put_down_between(self, before: datetime, now: datetime) -> None:
        published = Article.objects.filter(state=State.PUBLISHED)
        came = published.filter(publish_at__gt=before, publish_at__lte=now)
        went = published.filter(expires_at__gt=before, expires_at__lte=now)
        stories = [*came.order_by("-publish_at")[: MOST + 1], *went[: MOST + 1]]
        if len(stories) > MOST:
            self._flush(now)
            return
        changes: dict[str, set[str]] = defaultdict(set)
        for story in stories:
            if story.publish_at is not None and before < story.publish_at <= now:
                changes[f"came {_micro(story.publish_at)}"] |= keys_of(story)
            if story.expires_at is not None and story.expires_at <= now:
                gone = keys_of(story) | {f"recall:{story.pk}"}
                changes[f"went {_micro(story.expires_at)}"] |= gone
        if (year := timezone.localtime(now).year) != timezone.localtime(before).year:
            changes[f"year {year}"].add("year")
        for what, keys in changes.items():
            self._put_down(what, keys)

    def _put_down(self, what: str, keys: Iterable[str]) -> None:
        """Each host sees by itself what time changes. The number is the same on all of them, so
        that they know it for one change."""
        number = int.from_bytes(blake2b(what.encode(), digest_size=8).digest(), "big") | 2**63
        with suppress(Untold):
            self.hosts.tell(keys, number)

    def _flush(self, now: datetime) -> None:
        """So much has changed that no page counts any more, also none of other hosts."""
        self.ledger.words[TAKEN_SINCE] = _micro(now)
        self.ledger.flush_all()


def _upcoming(now: datetime) -> tuple[datetime | None, ...]:
    """The next moments at which a story comes, one ends, changes are due, and the year."""
    published = Article.objects.filter(state=State.PUBLISHED)
    coming = published.filter(publish_at__gt=now).aggregate(at=Min("publish_at"))
    ending = published.filter(expires_at__gt=now).aggregate(at=Min("expires_at"))
    changes = Appointment.objects.filter(
        state=Appointment.State.DUE, verb=Appointment.Verb.CHANGES, next_try_at__gt=now
    ).aggregate(at=Min("next_try_at"))
    year = timezone.localtime(now).year + 1
    first = datetime(year, 1, 1, tzinfo=timezone.get_current_timezone())
    return coming["at"], ending["at"], changes["at"], first


def _micro(moment: datetime) -> int:
    return int(moment.timestamp() * MICRO)
