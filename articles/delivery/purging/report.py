"""The state of the purge queue, as the desk shows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from articles.delivery.purging.queue import MAX_ROWS, in_front
from articles.models import Purge


@dataclass(frozen=True, slots=True)
class Failing:
    """A cache that could not be purged."""

    label: str
    #: When the oldest change was made that it does not know.
    since: datetime
    why: str


def failing(before: datetime) -> list[Failing]:
    """The caches that still have not been told what they should have been before a moment; one
    query, and none where no cache is in front."""
    found: dict[str, Failing] = {}
    labels = {one.name: one.label for one in in_front()}
    failed = Purge.objects.filter(done_at=None, backend__in=labels, asked_at__lt=before)
    rows = failed.exclude(error="").order_by("-next_try_at", "pk")[:MAX_ROWS] if labels else []
    for row in rows:
        last = found.get(row.backend, Failing(labels[row.backend], row.asked_at, row.error))
        found[row.backend] = replace(last, since=min(last.since, row.asked_at))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Latest:
    """How long the latest change took to reach the caches."""

    asked_at: datetime
    #: Until the last of them had dropped what it changed; None while one has not.
    seconds: float | None


def latest() -> Latest | None:
    """The last change of which caches were told; two queries, and none where there is no cache.

    None where there was none yet.
    """
    names = [one.name for one in in_front()]
    hard = Purge.objects.filter(backend__in=names, soft=False)
    last = hard.order_by("-asked_at").values_list("asked_at", flat=True).first() if names else None
    if last is None:
        return None
    took = [row.seconds for row in hard.filter(asked_at=last)]
    known = [seconds for seconds in took if seconds is not None]
    return Latest(last, max(known) if len(known) == len(took) else None)
