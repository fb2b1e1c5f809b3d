"""The order of banners: one is up, and each of the others begins where the one before it ends.

Whoever changes it is alone (`alone`), so that two people who put up one at once get one after the
other. The moments are worked out again by every change, and so are always those of the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone


@contextmanager
def alone(banners: type[Any]) -> Iterator[None]:
    """A transaction in which nobody else changes a banner; whoever reads is not held up.

    SQLite has one writer anyway. A row could not be locked for this: there may be none yet.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            table = connection.ops.quote_name(banners._meta.db_table)
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        yield


@contextmanager
def held(banner: Any, asks: Callable[[], None]) -> Iterator[datetime]:
    """Alone, with the row of `banner` read anew and what `asks` raises; gives the moment."""
    with alone(type(banner)):
        banner.refresh_from_db()
        asks()
        yield timezone.now()


def waiting(banners: type[Any], now: datetime) -> list[Any]:
    """What is up or waits, in order, each with its story."""
    return list(banners.objects.open(now).select_related("story__section"))


def arrange(banners: type[Any], now: datetime, order: Sequence[Any] = ()) -> None:
    """Write down when each is up; those in `order` wait in that order. What leads to a story that
    is gone comes down."""
    rows = waiting(banners, now)
    running = [one for one in rows if one.starts_at <= now]
    places = {one.pk: place for place, one in enumerate(order)}
    behind = [one for one in rows if one.starts_at > now]
    behind.sort(key=lambda one: places.get(one.pk, len(places)))
    moment = now
    for one in [*running, *behind]:
        before = (one.starts_at, one.ends_at, one.taken_down_at)
        if one.story is not None and not one.story.is_visible:
            one.taken_down_at, one.is_end_told = now, True
        elif one in running:
            one.ends_at = _within_story(one, one.ends_at)
            moment = max(moment, one.ends_at)
        else:
            one.starts_at = moment
            wanted = moment + timedelta(minutes=one.minutes)
            one.ends_at = moment = _within_story(one, wanted)
        if before != (one.starts_at, one.ends_at, one.taken_down_at):
            one.save(update_fields=["starts_at", "ends_at", "taken_down_at", "is_end_told"])


def _within_story(one: Any, end: datetime) -> datetime:
    """No later than its story's own end, and never before it begins."""
    last = one.story.expires_at if one.story is not None else None
    return max(one.starts_at, min(end, last)) if last else end


def moments(banners: type[Any], after: datetime, until: datetime) -> set[datetime]:
    """The moments after `after`, until `until`, at which one came or went by itself."""
    between = (after, until)
    rows = banners.objects.filter(
        Q(starts_at__range=between) | Q(ends_at__range=between), taken_down_at=None
    )
    found = rows.values_list("starts_at", "ends_at")
    return {one for row in found for one in row if after < one <= until}


def next_moment(banners: type[Any], now: datetime) -> datetime | None:
    """The next at which one comes or goes; the first to end is there before the others come."""
    first: Any = banners.objects.open(now).values_list("starts_at", "ends_at").first() or ()
    return min((one for one in first if one > now), default=None)


def story_gone(banners: type[Any], keys: Iterable[str]) -> list[Any]:
    """Readers lost the stories of these keys (`recall:7`), or were told of a mistake: take down the
    banners of those that are gone. One query, and none for other keys."""
    numbers = [key.partition(":")[2] for key in keys if key.startswith("recall:")]
    if not numbers:
        return []
    now = timezone.now()
    theirs = banners.objects.open(now).filter(story__in=numbers).values_list("pk", flat=True)
    if not (those := list(theirs)):
        return []
    with alone(banners):
        arrange(banners, now)
    gone = banners.objects.filter(pk__in=those).exclude(taken_down_at=None)
    return list(gone.select_related("story__section"))


def would_be_up(
    banners: type[Any], minutes: int, story: Any = None
) -> tuple[datetime, datetime, Any]:
    """From when until when one that is put up now would be up, and behind which other."""
    now = timezone.now()
    rows = waiting(banners, now)
    last = rows[-1] if rows else None
    start = last.ends_at if last else now
    end = start + timedelta(minutes=minutes)
    if story is not None and story.expires_at:
        end = max(start, min(end, story.expires_at))
    return start, end, last
