"""The purge queue: written with the change, retried until done, shared by all processes.

A row is written in the transaction of the change that it tells of, so that no crash loses it.
Whoever works takes what is due in hand by one transaction, joins what is for the same cache, and
tells each cache in a thread of its own, so that one that hangs holds up no other. A worker that
dies leaves rows that are due again when its lease is over; purging twice does no harm.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.delivery.pages.freshness import SOFT_LAG
from articles.delivery.purging import purgers
from articles.delivery.purging.base import PurgeFailed, Purger, batches
from articles.delivery.purging.dummy import Dummy
from articles.models import Purge
from articles.models.common import slices

logger = logging.getLogger(__name__)

#: How many rows are joined in one go.
MAX_ROWS = 200
#: What was done is remembered for so long; what can't be done is tried for so long.
KEPT = timedelta(days=14)
TRIED = timedelta(days=30)
#: Behind the name of a cache: the repetition, for pages that were on their way to it.
AGAIN = " again"


def in_front() -> list[Purger]:
    """The caches that have to be told; none where there is only the dummy."""
    return [one for one in purgers() if not isinstance(one, Dummy)]


def enqueue(keys: Iterable[str], *, soft: bool) -> None:
    """Have `keys` purged everywhere, once the transaction that is open is committed.

    For each cache a row, and a second one some seconds later where a page may have been on its
    way to it that was made before the change; of soft keys, when no page of ours lags any more.
    """
    wanted, now = sorted(set(keys)), timezone.now()
    if not wanted:
        return
    rows = []
    for purger in in_front():
        row = Purge(keys=wanted, soft=soft, backend=purger.name, asked_at=now, next_try_at=now)
        rows.append(row)
        if purger.again_after is not None:
            wait = max(purger.again_after, SOFT_LAG + 1) if soft else purger.again_after
            later = now + timedelta(seconds=wait)
            again = {"backend": purger.name + AGAIN, "asked_at": later, "next_try_at": later}
            rows.append(Purge(keys=wanted, soft=soft, **again))
    Purge.objects.bulk_create(rows)


def is_due(now: datetime | None = None) -> bool:
    """Whether something could be purged now; one query, and none where no cache is in front."""
    names = [one.name for one in in_front()]
    return bool(names) and _due(names, now).exists()


def work(now: datetime | None = None, *, most: int = MAX_ROWS) -> int:
    """Purge what is due, at most `most` rows; returns how many are done with.

    Any number may work at once. Never raises for a cache that fails: its rows are tried again
    later. Raises DatabaseError where the database is away.
    """
    caches = {one.name: one for one in in_front()}
    rows = Purge.claim_some(_due(list(caches), now), most) if caches else []
    if not rows:
        return 0
    batches: dict[str, Batch] = {}
    for row in rows:
        name = row.backend.removesuffix(AGAIN)
        batches.setdefault(name, Batch(caches[name])).rows.append(row)
    with ThreadPoolExecutor(len(batches)) as pool:
        list(pool.map(Batch.send, batches.values()))
    return sum(_put_down(batch) for batch in batches.values())


@dataclass
class Batch:
    """Purges sent to one cache in one request, and the result."""

    purger: Purger
    rows: list[Purge] = field(default_factory=list)
    #: The keys that were purged, hard and soft.
    told: dict[bool, set[str]] = field(default_factory=lambda: {False: set(), True: set()})
    failure: PurgeFailed | None = None

    def send(self) -> None:
        """Tell the cache; hard purges first, and what was dropped need not be called stale."""
        try:
            for soft in (False, True):
                keys = {key: None for row in self.rows if row.soft == soft for key in row.keys}
                self._send([key for key in keys if key not in self.told[False]], soft)
        except PurgeFailed as failure:
            self.failure = failure
        except Exception as error:
            logger.exception("Purging at %s broke.", self.purger)
            self.failure = PurgeFailed(f"Internal error: {type(error).__name__}: {error}")

    def _send(self, keys: Sequence[str], soft: bool) -> None:
        for batch in batches(keys, self.purger.most):
            self.purger.send(batch, soft=soft)
            self.told[soft].update(batch)

    def left_of(self, row: Purge) -> list[str]:
        """The keys of `row` that the cache has not been told."""
        told = self.told[False] | (self.told[True] if row.soft else set())
        return [key for key in row.keys if key not in told]


def _due(names: list[str], now: datetime | None) -> QuerySet[Purge]:
    return Purge.due(now).filter(backend__in=[*names, *(name + AGAIN for name in names)])


def _put_down(batch: Batch) -> int:
    """Keep how it went; returns how many rows are done with."""
    now = timezone.now()
    done: list[Purge] = []
    left: list[Purge] = []
    for row in batch.rows:
        keys = batch.left_of(row)
        (left if keys else done).append(row)
        row.keys = keys or row.keys
    with transaction.atomic():
        numbers: dict[bool, list[int]] = defaultdict(list)
        for row in done:
            numbers[row.backend.endswith(AGAIN)].append(row.pk)
        told = Purge.objects.filter(pk__in=numbers[False])
        told.update(done_at=now, claimed_until=None, error="")
        # A repetition has nothing to tell once it is done.
        Purge.objects.filter(pk__in=numbers[True]).delete()
        if batch.failure:
            _put_off(batch, batch.failure, left, now)
        elif _failed(batch.purger).update(next_try_at=now) or any(row.error for row in done):
            # It is well again: what failed before need not wait any longer.
            logger.warning("%s can be purged again.", batch.purger)
    for row in done:
        if row.pk in numbers[False]:
            took = (now - row.asked_at).total_seconds()
            logger.info("%s purged in %.2f s: %s", batch.purger, took, " ".join(row.keys))
    return len(done)


def _put_off(batch: Batch, failure: PurgeFailed, rows: list[Purge], now: datetime) -> None:
    """Have `rows` tried again, the later the more often they were; and with them all that failed
    before, so that a cache that is away costs one attempt a time and not one a row."""
    least = timedelta(seconds=failure.wait or 0.0)
    waits = {row.pk: max(Purge.pace.after(row.attempts), least) for row in rows}
    for row in rows:
        row.error, row.claimed_until = Purge.told(str(failure))["error"], None
        row.next_try_at = now + waits[row.pk]
    Purge.objects.bulk_update(rows, ["keys", "error", "next_try_at", "claimed_until"])
    longest = max(waits.values(), default=least)
    failed = _failed(batch.purger).filter(next_try_at__lt=now)
    failed.update(next_try_at=now + longest)
    logger.warning("%s Tried again within %.0f s.", failure, longest.total_seconds())


def _failed(purger: Purger) -> QuerySet[Purge]:
    names = [purger.name, purger.name + AGAIN]
    return Purge.objects.filter(done_at=None, backend__in=names).exclude(error="")


def forget_old(now: datetime | None = None) -> int:
    """Take away what was done long ago, what was tried for long enough, and what is for a cache
    that is there no longer; returns how many rows went."""
    now = now or timezone.now()
    names = [one.name for one in in_front()]
    old = Purge.objects.filter(asked_at__lt=now - KEPT).exclude(done_at=None)
    tired = Purge.objects.filter(asked_at__lt=now - TRIED)
    backends = [*names, *(name + AGAIN for name in names)]
    nobodys = Purge.objects.filter(done_at=None).exclude(backend__in=backends)
    if count := tired.filter(done_at=None, backend__in=backends).count():
        logger.error("%d purges were given up after %d days.", count, TRIED.days)
    return sum(map(slices.delete, (old, tired, nobodys)))
