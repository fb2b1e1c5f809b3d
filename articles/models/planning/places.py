"""What is out, by the places of a page: the first of each, and how many there are. It is read off
an index, so that a day of thousands costs as much as one of fifty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connections
from django.db.models import Q
from django.db.models.expressions import RawSQL

from articles.models.lifecycle.workflow import State, Status
from articles.models.story.article import Article, ArticleQuerySet
from articles.models.story.listing import EPOCH, MOMENT, Stretch

#: Up to so many are counted in one place.
MAX_COUNTED = 300
Place = tuple[datetime, datetime]


def rows_out(section: int | None, state: str, now: datetime) -> ArticleQuerySet:
    """What readers have had, or will have: such stories are never in the bin, of which no index
    would know. All, or those of a section and of a status."""
    rows = Article.objects.filter(state=State.PUBLISHED)
    if section:
        rows = rows.filter(section=section)
    if state == Status.LIVE:
        return rows.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))
    if state == Status.EXPIRED:
        return rows.filter(expires_at__lte=now)
    return rows


def clipped(place: Place, state: str, now: datetime) -> Place:
    """What of a place can have stories of that status."""
    start, end = place
    if state == Status.SCHEDULED:
        return max(start, now + MOMENT), end
    return (start, min(end, now + MOMENT)) if state else place


def first_of_each(rows: ArticleQuerySet, places: Sequence[Place], most: int) -> ArticleQuerySet:
    """The first `most` of each place."""
    parts, given = _each(rows, places, most)
    if not parts:
        return Article.objects.none()
    # No word of it comes from outside; what does is given beside it.
    union = " UNION ALL ".join(f"SELECT * FROM ({part}) AS one" for part in parts)  # noqa: S608
    return Article.objects.filter(pk__in=RawSQL(union, given))  # noqa: S611


def counted(rows: ArticleQuerySet, places: Sequence[Place]) -> list[int]:
    """How many there are in each place, up to `MAX_COUNTED`; one query."""
    parts, given = _each(rows, places, MAX_COUNTED)
    if not parts:
        return []
    words = ", ".join(f"(SELECT COUNT(*) FROM ({part}) AS one)" for part in parts)  # noqa: S608
    with connections[Article.objects.db].cursor() as cursor:
        cursor.execute(f"SELECT {words}", given)
        return [*cursor.fetchone()]


def _each(rows: ArticleQuerySet, places: Sequence[Place], most: int) -> tuple[list[str], list[Any]]:
    """The statement for each place, and what is given to all of them."""
    # Compiled once, with ends that no place has.
    of_one = rows.within(Stretch(EPOCH, EPOCH + MOMENT)).order_by("publish_at", "pk")
    sql, given = of_one.values("pk")[:most].query.sql_with_params()
    adapt = connections[Article.objects.db].ops.adapt_datetimefield_value
    parts: list[Any] = []
    for start, end in places:
        ends = {adapt(EPOCH): adapt(start), adapt(EPOCH + MOMENT): adapt(end)}
        parts += [ends.get(one, one) for one in given]
    return [sql] * len(places), parts
