"""The moments at which a front changes by itself: an edition's hour, and the end of a pin."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import Min

from articles.models.changes.outbox import announce
from articles.models.fronts.edition import Edition, Launch
from articles.models.fronts.rows import noted_as


def between(before: datetime, now: datetime) -> dict[datetime, set[str]]:
    """The surrogate keys of the fronts that have changed after `before` and up to `now`, by the
    moment at which they did; two queries."""
    found: dict[datetime, set[str]] = defaultdict(set)
    launches = Launch.objects.filter(cancelled_at=None, at__gt=before, at__lte=now)
    for at, key in launches.order_by().values_list("at", "front__key"):
        found[at].add(noted_as(key))
    # Also of editions that others have replaced since: a page too many is made anew, not one few.
    for edition in Edition.objects.ending_between(before, now):
        for end in edition.read().ends():
            if before < end <= now:
                found[end].add(noted_as(edition.front.key))
    return found


def next_moment(now: datetime) -> datetime | None:
    """The next of them after `now`; two queries."""
    launch = Launch.objects.coming(now).order_by().aggregate(at=Min("at"))["at"]
    editions = Edition.objects.ending_between(now, now)
    ends = [end for edition in editions for end in edition.read().ends() if end > now]
    return min(filter(None, [launch, *ends]), default=None)


def moments_of(launch: Launch) -> list[datetime]:
    """Those that come with this launch."""
    if launch.cancelled_at is not None:
        return []
    return [launch.at, *launch.edition.read().ends()]


def tell(before: datetime, now: datetime) -> int:
    """Announce what has changed between the two, for caches in front; returns how many fronts."""
    keys = set[str]().union(*between(before, now).values())
    if keys:
        announce(keys)
    return len(keys)
