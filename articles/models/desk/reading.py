"""What lists of the desk are read off: parts, each of which an index holds in the list's order.

    numbers = first_of(stories, reached_by(person), 50)     # one query

Of each part as many stories are read as the list is long, so that it costs what it shows, however
long the archive is. Without them a database would sort all that somebody reaches, or walk through
everybody's stories to meet theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet, Value
from django.db.models.expressions import RawSQL

from articles.models.common.unindexed import Unindexed
from articles.models.lifecycle.workflow import State, Status
from articles.models.story.article import Article, ArticleQuerySet
from articles.models.story.rights import ALL, OF_SECTIONS, author_of, sections_of

#: What takes of stories, which stand in the list's order, those of one part.
Part = Callable[[QuerySet[Article]], QuerySet[Article]]
#: What says of a part's stories which columns are read of how many.
Asked = Callable[[Any], QuerySet[Any, Any]]
#: A statement, and what is given to it.
Statement = tuple[str, Sequence[Any]]
#: So many parts with one query: SQLite takes 500.
MAX_PARTS = 400
#: In which order lists of a status are read off an index; all others last saved first.
SAVED_LAST = ("-modified_at", "-pk")
ORDER = {
    Status.LIVE: ("-publish_at", "-pk"),
    Status.SCHEDULED: ("-publish_at", "-pk"),
    Status.EXPIRED: ("-expires_at", "-pk"),
}
#: Of which there are few, found by an index of their own.
FEW = frozenset({Status.EXPIRED})
STATES: tuple[str, ...] = tuple(State.values)
#: A number that no row has.
MARK = -(2**31)


def _whole(stories: QuerySet[Article]) -> QuerySet[Article]:
    return stories


#: All there is, off the indexes of all stories.
WHOLE: Sequence[Part] = (_whole,)


@dataclass(frozen=True)
class Where:
    """The part with this in its columns."""

    columns: Mapping[str, Any]

    def __call__(self, stories: QuerySet[Article]) -> QuerySet[Article]:
        """Those of the stories."""
        return stories.filter(**self.columns)

    @property
    def is_plain(self) -> bool:
        """Whether the columns' values are given to a database as they are."""
        return all(type(value) in {int, str} for value in self.columns.values())


def where(**columns: Any) -> Part:
    """The part with this in its columns."""
    return Where(columns)


def reached_by(person: Any, states: Sequence[str] = STATES) -> Sequence[Part]:
    """The parts of what `person` reaches, as `within_reach_of` says it; of a list that asks for
    one state, without `states`."""
    if person.has_perm(ALL):
        return WHOLE
    own = begun_or_assigned(person, is_whole=bool(states))
    if author := author_of(person):
        own += under([author])
    return [*own, *of_sections(sections_of(person) if person.has_perm(OF_SECTIONS) else (), states)]


def begun_or_assigned(person: Any, *, is_whole: bool = True) -> list[Part]:
    """The stories that `person` began, and those that are assigned to them; of a list that is not
    of one state, off an index in its order."""
    return [partial(_own, name, person.pk, is_whole) for name in ("created_by", "assignee")]


def of_sections(sections: Iterable[int], states: Sequence[str] = STATES) -> list[Part]:
    """Those of the sections: a part for each state, where these are given."""
    if not states:
        return [where(section=one) for one in sorted(sections)]
    return [where(section=one, state=state) for one in sorted(sections) for state in states]


def within_section(person: Any, section: int, states: Sequence[str] = STATES) -> Sequence[Part]:
    """The parts of what `person` reaches of a section."""
    is_theirs = person.has_perm(ALL) or section in sections_of(person)
    return of_sections([section], states) if is_theirs else reached_by(person, states)


def under(authors: Iterable[int], until: datetime | None = None) -> list[Part]:
    """Those under the authors' names: of each the newest that are out, from `until` back, and what
    is not."""
    beside = ("byline__author", "byline__listed_at", "byline__article_id")
    return [partial(_tied, beside, one, out, until) for one in authors for out in (True, False)]


def about(topics: Iterable[int], until: datetime | None = None) -> list[Part]:
    """The same of topics."""
    beside = ("taggings__tag", "taggings__listed_at", "taggings__content_object_id")
    return [partial(_tied, beside, one, out, until) for one in topics for out in (True, False)]


def _own(column: str, person: int, is_whole: bool, stories: QuerySet[Article]) -> QuerySet[Article]:
    """By their account. In another order than that of the index they are all found first, and are
    as many as one person has."""
    if is_whole and tuple(stories.query.order_by) == SAVED_LAST:
        return stories.filter(**{column: person})
    theirs = Article.objects.order_by().filter(**{column: person})
    # By an expression, so that no index is walked to meet them.
    first, *rest = (str(name).removeprefix("-") for name in stories.query.order_by)
    found = stories.filter(pk__in=theirs.values("pk"))
    return found.order_by(Unindexed(first).desc(), *(f"-{name}" for name in rest))


def _tied(
    beside: tuple[str, str, str],
    of: int,
    is_out: bool,
    until: datetime | None,
    stories: QuerySet[Article],
) -> QuerySet[Article]:
    """By the date that is repeated beside the story, off that index, whatever the list's order."""
    whose, moment, number = beside
    # What has a date is out.
    bound = {f"{moment}__lte": until} if until and is_out else {f"{moment}__isnull": not is_out}
    of_name = stories.filter(**{whose: of}, **bound)
    return of_name.order_by(f"-{moment}", f"-{number}")


def first_of(stories: QuerySet[Article], parts: Sequence[Part], most: int) -> list[int]:
    """The numbers of the first `most` of `stories` in their order, which is by columns and turned
    round (`-modified_at`); one query."""
    if len(parts) == 1:
        return list(parts[0](stories).values_list("pk", flat=True)[:most])
    order = [str(name).removeprefix("-") for name in stories.query.order_by]
    asked = _asked(stories, parts, lambda found: found.values_list("pk", *order)[:most])
    rows = {row[0]: row[1:] for row in _union(stories.db, [*asked])}
    # What has no date comes last, on either database.
    ordered = sorted(rows, key=lambda pk: (rows[pk][0] is not None, rows[pk]), reverse=True)
    return ordered[:most]


def first_rows(stories: QuerySet[Article], parts: Sequence[Part], most: int) -> QuerySet[Article]:
    """The rows themselves, where there are few parts; in the query that fetches them."""
    asked = _asked(stories, parts, lambda found: found.values_list("pk")[:most])
    union, given = _written([*asked])
    if not union:
        return stories.none()
    return stories.filter(pk__in=RawSQL(union, given))[:most]  # noqa: S611 - Django has written it


def counted_by_status(
    stories: ArticleQuerySet, parts: Sequence[Part], now: datetime, most: int
) -> Counter[Status]:
    """How many of `stories` show as each status, each counted up to `most`; one query."""
    found: dict[str, set[int]] = {status.value: set() for status in Status}
    asked: list[Statement] = []
    for status in Status:
        some: Any = stories.with_status(status, now).order_by(*ORDER.get(status, SAVED_LAST))
        named: Any = some.annotate(shows_as=Value(status.value))
        of_status = WHOLE if status in FEW else parts
        asked += _asked(named, of_status, lambda found: found.values_list("pk", "shows_as")[:most])
    for pk, shows_as in _union(stories.db, asked):
        found[shows_as].add(pk)
    return Counter({status: min(len(found[status.value]), most) for status in Status})


def _asked(stories: QuerySet[Article], parts: Sequence[Part], asked: Asked) -> Iterator[Statement]:
    """The statement of each part. Those of the same columns are written once: that takes longer
    than reading them."""
    known: dict[tuple[str, ...], _Form] = {}
    for part in parts:
        with suppress(EmptyResultSet):  # Django knows without asking that there is nothing
            if not (isinstance(part, Where) and part.is_plain):
                yield asked(part(stories)).query.sql_with_params()
                continue
            names = tuple(part.columns)
            if names not in known:
                known[names] = _Form.of(part.columns, lambda some: asked(some(stories)))
            yield known[names].filled(part.columns)


@dataclass(frozen=True)
class _Form:
    """A statement with marks for the values of columns."""

    sql: str
    given: Sequence[Any]
    marks: Mapping[Any, str]

    @classmethod
    def of(cls, columns: Mapping[str, Any], asked: Callable[[Part], QuerySet[Any, Any]]) -> _Form:
        """That of these columns, with values that nothing else has."""
        marks = {
            name: f"\ue000{at}" if isinstance(value, str) else MARK - at
            for at, (name, value) in enumerate(columns.items())
        }
        sql, given = asked(Where(marks)).query.sql_with_params()
        return cls(sql, given, {mark: name for name, mark in marks.items()})

    def filled(self, columns: Mapping[str, Any]) -> Statement:
        """The statement for these values."""
        marks = self.marks
        return self.sql, [columns[marks[one]] if one in marks else one for one in self.given]


def _union(database: str, asked: Sequence[Statement]) -> list[tuple[Any, ...]]:
    """The rows of all."""
    rows: list[tuple[Any, ...]] = []
    with connections[database].cursor() as cursor:
        for start in range(0, len(asked), MAX_PARTS):
            cursor.execute(*_written(asked[start : start + MAX_PARTS]))
            rows += cursor.fetchall()
    return rows


def _written(asked: Sequence[Statement]) -> tuple[str, list[Any]]:
    """All in one. Written out, because SQLite takes a limit in a union only inside a subquery."""
    each = [f"SELECT * FROM ({sql}) AS part" for sql, _given in asked]  # noqa: S608 - Django has written it
    return " UNION ALL ".join(each), [value for _sql, given in asked for value in given]
