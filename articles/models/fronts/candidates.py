"""All stories that a front could show, in one query, whatever the archive holds.

Each rule's newest are read off an index of their own, those that are pinned by their numbers. Only
what decides about a place is read; the stories that get one are fetched afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import Value

from articles.lib.dependencies import note
from articles.lib.weighing import Candidate
from articles.models.common.prepared import PreparedPart
from articles.models.fronts.block_types import OF_ROWS
from articles.models.fronts.filling import NEWEST
from articles.models.fronts.layout import Block, Layout, Rule
from articles.models.lifecycle.workflow import State
from articles.models.people.authors import Author
from articles.models.story.article import Article
from articles.models.topics.taxonomy import Category, Topic

COLUMNS = (
    "pk",
    "section_id",
    "kind",
    "publish_at",
    "expires_at",
    "picture_id",
    "importance",
    "state",
)
#: So many more than there are places are looked at, so that there is something to weigh.
MORE = 12
#: So many rules are asked for in one query: databases have a bound.
PARTS = 200
#: Among so many of the newest a rule looks for what is rarer: pictures, kinds within a section.
AMONG = 60
#: The text of a query, and what it is given.
Part = tuple[str, list[Any]]


@dataclass(slots=True)
class Candidates:
    """The stories by number, and what each rule has of them, the newest first."""

    stories: dict[int, Candidate] = field(default_factory=dict)
    pools: dict[Rule, list[int]] = field(default_factory=dict)

    def without(self, numbers: Collection[int]) -> Candidates:
        """The same, but for these."""
        left = {pk: story for pk, story in self.stories.items() if pk not in numbers}
        return Candidates(left, self.pools)


def candidates(layout: Layout, scope: Rule, now: datetime, *, at_least: int = 0) -> Candidates:
    """What `layout` could show at `now`; one query. `scope` is what “newest” means on this front:
    of all, of its section, of its topic; of these, `at_least` so many are read."""
    (found,) = candidates_of_many([(layout, scope)], now, at_least=at_least)
    return found


def candidates_of_many(
    fronts: Sequence[tuple[Layout, Rule]], now: datetime, *, at_least: int = 0
) -> list[Candidates]:
    """The same of several fronts, each with its scope; one query for PARTS of their rules."""
    stories: dict[int, Candidate] = {}
    found, parts, pools, pinned = [], list[Part](), list[list[int]](), set[int]()
    for layout, scope in fronts:
        wanted = _wanted(layout)
        wanted[NEWEST] = max(wanted[NEWEST], at_least)
        own = Candidates(stories, {rule: [] for rule in wanted})
        found.append(own)
        pinned |= layout.stories()
        for rule, most in wanted.items():
            if most and rule.by != "most_read":
                parts.append(_newest(len(pools), rule, scope, now, most))
                pools.append(own.pools[rule])
    if pinned:
        note(*(f"article:{pk}" for pk in pinned))
        parts.append(PINNED(now, *sorted(pinned)))
    for start in range(0, len(parts), PARTS):
        for number, *columns in _union(parts[start : start + PARTS]):
            story = _candidate(columns, now)
            stories[story.pk] = story
            if number >= 0:
                pools[number].append(story.pk)
    return [_by_date(one) for one in found]


def _by_date(found: Candidates) -> Candidates:
    """A union promises no order."""
    oldest = datetime.min.replace(tzinfo=UTC)

    def age(pk: int) -> tuple[datetime, int]:
        return found.stories[pk].at or oldest, pk

    for numbers in found.pools.values():
        numbers.sort(key=age, reverse=True)
    return found


def _wanted(layout: Layout) -> Counter[Rule]:
    """How many of each rule could be wanted, however many others take some of them first."""
    places: Counter[Rule] = Counter()
    for block in layout.blocks:
        places[block.rule] += block.count
    pins = len(layout.stories())
    wanted: Counter[Rule] = Counter({NEWEST: 0})
    for block in layout.blocks:
        rule = block.rule
        others = sum(n for other, n in places.items() if not _apart(rule, other))
        # What is pinned may be of any rule, and stands elsewhere.
        number = others + pins + MORE
        wanted[rule] = max(wanted[rule], _searched(block, number))
        if not block.kind.keeps:
            wanted[NEWEST] = max(wanted[NEWEST], sum(places.values()) + pins + MORE)
    return wanted


def _searched(block: Block, number: int) -> int:
    """Where only some of the newest will do, more of them are looked at."""
    return max(number, AMONG) if block.kind.needs_picture else number


def _apart(rule: Rule, other: Rule) -> bool:
    """Whether no story can be of both."""
    return rule.by == other.by and rule.by in {"section", "kind"} and rule.of != other.of


def _newest(number: int, rule: Rule, scope: Rule, now: datetime, most: int) -> Part:
    """The `most` newest stories of the rule, marked with its `number`."""
    if rule.by == "newest":
        rule = scope
    is_of_row = rule.by in OF_ROWS
    note("front:1" if not is_of_row else f"{rule.by}:{rule.of}")
    if rule.by == "kind" and scope.of:
        note(f"{scope.by}:{scope.of}")
    part = _prepared(rule.by, None if is_of_row else rule.of, scope.by)
    sql, given = part(now, number, *([rule.of] if is_of_row else [scope.of or 0]))
    return f"{sql} LIMIT {most:d}", given


@cache
def _prepared(by: str, kind: str | None, scope: str) -> PreparedPart:
    """A rule's stories, the newest first, off an index; of rows of any number."""

    def make(moment: datetime, number: int, of: int) -> models.QuerySet[Article, Any]:
        rule = Rule(by, of if kind is None else kind)
        rows = _rows(rule, Rule(scope, of), moment)
        return rows.annotate(rule=Value(number)).values_list("rule", *COLUMNS)

    return PreparedPart(make)


def _rows(rule: Rule, scope: Rule, now: datetime) -> models.QuerySet[Article]:
    visible = Article.objects.visible(now)
    if rule.by == "kind":
        if scope.by == "newest":
            return visible.of_kind(rule.of)
        within = _rows(scope, NEWEST, now).values("pk")[:AMONG]
        return visible.filter(pk__in=within, kind=rule.of).order_by("-publish_at", "-pk")
    of_rows: dict[str, Any] = {
        "section": lambda: visible.in_section(Category(pk=rule.of)),
        "topic": lambda: Article.objects.about(Topic(pk=rule.of), moment=now),
        "author": lambda: Article.objects.by_author(Author(pk=rule.of), moment=now),
    }
    rows: models.QuerySet[Article] = of_rows.get(rule.by, visible.newest_first)()
    return rows


def _pinned(_moment: datetime, *numbers: int) -> models.QuerySet[Article, Any]:
    rows = Article.objects.not_binned().order_by().filter(pk__in=numbers)
    return rows.annotate(rule=Value(-1)).values_list("rule", *COLUMNS)


#: What is pinned, wherever it is and whether readers see it or not.
PINNED = PreparedPart(_pinned)


def _union(parts: Sequence[Part]) -> Iterable[Sequence[Any]]:
    """The rows of all `parts`, in one query. Written out, because SQLite takes a limit in a union
    only inside a subquery."""
    if not parts:
        return []
    union = " UNION ALL ".join(
        f"SELECT * FROM ({sql}) AS part{number}"  # noqa: S608 - Django has written it
        for number, (sql, _given) in enumerate(parts)
    )
    with connection.cursor() as cursor:
        cursor.execute(union, [param for _sql, given in parts for param in given])
        rows: Iterable[Sequence[Any]] = cursor.fetchall()
        return rows


def _candidate(columns: Sequence[Any], now: datetime) -> Candidate:
    pk, section, kind, at, end, picture, importance, state = columns
    at, end = _moment(at), _moment(end)
    return Candidate(
        pk=pk,
        section=section,
        kind=kind,
        at=at,
        has_picture=picture is not None,
        importance=importance,
        is_visible=(
            state == State.PUBLISHED and at is not None and at <= now and (end is None or end > now)
        ),
    )


def _moment(value: Any) -> datetime | None:
    """A moment as the driver gives it: SQLite's has no time zone, and is UTC."""
    moment: datetime | None = datetime.fromisoformat(value) if isinstance(value, str) else value
    if moment is not None and moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment
