"""In which months there are stories, read off the index month by month: as quick for a million
stories as for a thousand. Months are those of UTC, which both databases cut alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connections, models
from django.db.models.expressions import RawSQL

from articles.models import Article, ArticleQuerySet
from articles.models.story.listing import Stretch
from articles.syndication.maps.searched import Searched

Month = tuple[int, int]
#: When the month of a moment begins, in each database's words. A percent sign is two.
BEGINS = {
    "sqlite": "strftime('%%Y-%%m-01 00:00:00', found.moment)",
    "postgresql": "(date_trunc('month', found.moment AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')",
}
NAMED = {
    "sqlite": "substr(publish_at, 1, 7)",
    "postgresql": "to_char(publish_at AT TIME ZONE 'UTC', 'YYYY-MM')",
}


def stretch_of(month: Month) -> Stretch:
    """The month as a stretch of time."""
    year, number = month
    start = datetime(year, number, 1, tzinfo=UTC)
    return Stretch(start, datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC))


def changes(searched: Searched) -> dict[Month, datetime]:
    """The months that have stories which may be searched, each with when one of them came or was
    declared changed last, the latest month first; one query."""
    found: dict[Month, datetime] = {}
    for published, updated in _moments(searched):
        month = (published.year, published.month)
        found[month] = max(found.get(month, published), updated or published)
    return dict(sorted(found.items(), reverse=True))


def _moments(searched: Searched) -> Iterator[tuple[datetime, datetime | None]]:
    """The hour of each month's newest story; and both of each that was declared changed."""
    connection = connections[Article.objects.db]
    hour = models.DateTimeField()
    begins = RawSQL(BEGINS[connection.vendor], [], output_field=hour)  # noqa: S611 - our own words
    first, given = _newest(searched.of(Article.objects.all()))
    former, also_given = _newest(searched.of(Article.objects.filter(publish_at__lt=begins)))
    # By their numbers, which a small index has: SQLite would look at every story that is visible.
    declared = Article.objects.filter(updated_at__isnull=False).order_by().values("pk")
    changed = searched.of(Article.objects.filter(pk__in=declared)).visible().order_by()
    updated, given_last = changed.values("publish_at", "updated_at").query.sql_with_params()
    # No word of it comes from outside; what does is given beside it.
    months = f"SELECT * FROM ({first}) AS newest UNION ALL SELECT ({former}) FROM found"  # noqa: S608
    sql = f"""WITH RECURSIVE found(moment) AS ({months} WHERE found.moment IS NOT NULL)
        SELECT moment, NULL FROM found WHERE moment IS NOT NULL
        UNION ALL SELECT * FROM ({updated}) AS changed"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*given, *also_given, *given_last])
        for published, at in cursor.fetchall():
            yield moment_of(published), moment_of(at) if at else None


def _newest(stories: ArticleQuerySet) -> tuple[str, tuple[Any, ...]]:
    newest = stories.visible().order_by("-publish_at", "-pk").values("publish_at")[:1]
    return newest.query.sql_with_params()


@lru_cache(maxsize=2)
def parts_of_large(_hour: int, most: int) -> dict[Month, int]:
    """How many files the months have that hold more than `most` stories. This one grows with the
    archive, so that it is looked up once an `_hour`: such months are few, and mostly over."""
    connection = connections[Article.objects.db]
    dates = Article.objects.visible().order_by().values("publish_at")
    visible, given = dates.query.sql_with_params()
    named = NAMED[connection.vendor]
    with connection.cursor() as cursor:
        sql = f"SELECT {named}, COUNT(*) FROM ({visible}) AS seen GROUP BY 1 HAVING COUNT(*) > %s"  # noqa: S608
        cursor.execute(sql, [*given, most])
        return {_month(name): -(-count // most) for name, count in cursor.fetchall()}


def _month(name: str) -> Month:
    year, month = name.split("-")
    return int(year), int(month)


def moment_of(value: Any) -> datetime:
    """A moment as PostgreSQL has it, or SQLite, which has texts in UTC; in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.fromisoformat(value).replace(tzinfo=UTC)
