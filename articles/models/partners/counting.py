"""How often partner feeds are fetched: counted in memory, written down now and then.

A fetch that the page store answers asks no database, so what is counted waits until somebody
writes it: a moment of the clock later, off the reader's way. A process that dies loses seconds.
"""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, date, datetime
from time import monotonic, time

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from articles.models.partners.feed import PartnerFeed, PartnerUse

#: Seconds between two writes.
PAUSE = 10.0
#: Days begin at a quarter of an hour of UTC, whatever the zone.
QUARTER = 900


class Uses:
    """What was fetched and is not written down yet, by the feed's slug and the quarter of an
    hour."""

    def __init__(self) -> None:
        self._waiting: Counter[tuple[str, int]] = Counter()
        self._lock = threading.Lock()
        self._written = monotonic()

    def count(self, slug: str) -> bool:
        """One more; whether it is time to write."""
        with self._lock:
            self._waiting[slug, int(time()) // QUARTER] += 1
            return monotonic() - self._written >= PAUSE

    def write(self) -> None:
        """Write down what waits. While the database is away it waits on."""
        with self._lock:
            waiting, self._waiting = self._waiting, Counter()
            self._written = monotonic()
        if not waiting:
            return
        try:
            with transaction.atomic():
                _add(waiting)
        except DatabaseError:
            with self._lock:
                self._waiting.update(waiting)

    def write_aside(self) -> None:
        """The same in a thread that does other things, and keeps no connection for it."""
        try:
            self.write()
        finally:
            connection.close()


def _add(waiting: Counter[tuple[str, int]]) -> None:
    feeds = PartnerFeed.objects.filter(slug__in={slug for slug, _quarter in waiting})
    numbers = dict(feeds.order_by().values_list("slug", "pk"))
    days: Counter[tuple[int, date]] = Counter()
    for (slug, quarter), times in waiting.items():
        if slug in numbers:
            moment = datetime.fromtimestamp(quarter * QUARTER, UTC)
            days[numbers[slug], timezone.localtime(moment).date()] += times
    for (number, day), times in sorted(days.items(), key=str):
        rows = PartnerUse.objects.filter(feed=number, day=day)
        if not rows.update(times=F("times") + times):
            _row, made = PartnerUse.objects.get_or_create(
                feed_id=number, day=day, defaults={"times": times}
            )
            if not made:
                rows.update(times=F("times") + times)


USES = Uses()
