"""In which months there are stories, read off the index month by month: as quick for a million
stories as for a thousand. Months are those of UTC, which both databases cut alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from time import time
from typing import Any, NamedTuple

from django.db import connections, models
from django.db.models import F, Q, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber

from articles.models import Article, ArticleQuerySet
from articles.models.story.listing import Stretch
from articles.syndication.maps.searched import Searched

Month = tuple[int, int]
#: When the month of a moment begins, in each database's words. A percent sign is two.
BEGINS = {
    "sqlite": "strftime('%%Y-%%m-01 00:00:00', found.moment)",
    "postgresql": "(date_trunc('month', found.moment AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')",
}
HOUR = 3_600
#: Months that are counted in one query.
AT_ONCE = 100


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


class Part(NamedTuple):
    """A file's piece of a month: the stories of a stretch of time, and of those of its first moment
    the ones from number `first` on."""

    stretch: Stretch
    first: int = 0

    def of(self, stories: ArticleQuerySet) -> ArticleQuerySet:
        """What of `stories`, all of which are within the stretch, is in it."""
        if not self.first:
            return stories
        return stories.filter(Q(publish_at__gt=self.stretch.start) | Q(pk__gte=self.first))


def part_of(month: Month, number: int, most: int) -> Part | None:
    """The `number`th file of a month, of `most` stories each, the first ones first; None where
    there is none. The last one also holds what came since their beginnings were looked up."""
    hour, whole = int(time()) // HOUR, stretch_of(month)
    begins = begins_of(month, most, hour)
    if number == len(begins) + 2:
        # Another process may have seen it come, and have told of it.
        begins = begins_of.__wrapped__(month, most, hour)
    if number > len(begins) + 1:
        return None
    behind = begins[number - 1] if number <= len(begins) else None
    if number == 1:
        return Part(whole._replace(behind=behind))
    start, first = begins[number - 2]
    return Part(Stretch(start, whole.end, behind), first)


@lru_cache(maxsize=1_000)
def begins_of(month: Month, most: int, _hour: int) -> tuple[tuple[datetime, int], ...]:
    """Moment and number of the first story of each of the month's files but the first file; once an
    `_hour`, read off the index of that month alone."""
    place = Window(RowNumber(), order_by=[F("publish_at").asc(), F("pk").asc()])
    sql, given = _seen_in(month).values("publish_at", "pk", place=place).query.sql_with_params()
    with connections[Article.objects.db].cursor() as cursor:
        cursor.execute(
            f"SELECT publish_at, pk FROM ({sql}) AS placed"  # noqa: S608 - our own words
            " WHERE place > 1 AND place %% %s = 1 ORDER BY place",
            [*given, most],
        )
        return tuple((moment_of(at), pk) for at, pk in cursor.fetchall())


def files_of(months: Iterable[Month], most: int) -> dict[Month, int]:
    """How many files of `most` stories each month has. To count is the one thing that grows with
    the archive: the latest two are looked at once an hour, those that are over once a day."""
    latest, over, hour = [*months][:2], [*months][2:], int(time()) // HOUR
    found = {month: len(begins_of(month, most, hour)) + 1 for month in latest}
    return found | counted(tuple(over), most, hour // 24)


@lru_cache(maxsize=2)
def counted(months: tuple[Month, ...], most: int, _day: int) -> dict[Month, int]:
    """The same of months that are over, off the index; once a `_day`."""
    found: dict[Month, int] = {}
    for start in range(0, len(months), AT_ONCE):
        some = months[start : start + AT_ONCE]
        # An aggregate without groups, which Django has for no subquery.
        each = [_seen_in(one).values("pk").query.sql_with_params() for one in some]
        words = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS seen)" for sql, _given in each)  # noqa: S608
        with connections[Article.objects.db].cursor() as cursor:
            cursor.execute(f"SELECT {words}", [value for _sql, given in each for value in given])
            found |= {
                month: max(1, -(-number // most))
                for month, number in zip(some, cursor.fetchone(), strict=True)
            }
    return found


def _seen_in(month: Month) -> ArticleQuerySet:
    return Article.objects.visible(within=stretch_of(month)).order_by()


def moment_of(value: Any) -> datetime:
    """A moment as PostgreSQL has it, or SQLite, which has texts in UTC; in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.fromisoformat(value).replace(tzinfo=UTC)
