"""All that is to happen in a span of time, read as plain values in one query: a month of a busy
newsroom has thousands, of which a page shows some and counts the others."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.fronts.edition import AT_ONCE, Launch
from articles.models.fronts.front import Front
from articles.models.fronts.rows import reach as fronts_of
from articles.models.lifecycle.appointments import Appointment
from articles.models.lifecycle.workflow import UNSEEN, State, Status
from articles.models.planning import places
from articles.models.planning.assignment import Assignment
from articles.models.planning.places import Place
from articles.models.planning.plan import Plan
from articles.models.story.article import Article, ArticleQuerySet
from articles.models.story.rights import ALL, is_at_desk

#: Of one span; beyond, a page says that there are more.
MOST = 10_000


class Kind(TextChoices):
    """What happens."""

    PUBLISH = "publish", _("Publication")
    EXPIRE = "expire", _("Expiry")
    DUE = "due", _("Deadline")
    CHANGES = "changes", _("Scheduled changes")
    FRONT = "front", _("Front")
    COVERAGE = "coverage", _("Coverage")
    WANTED = "wanted", _("Plan deadline")


class Happening(NamedTuple):
    """One of them, made of a row as it is. `number` is that of the story, of the launch, or of the
    plan."""

    kind: str
    number: int
    at: datetime
    end: datetime | None
    title: str
    #: A story's state as it shows then; empty for the rest.
    state: str
    section: int | None
    #: Whose it is: the story's assignee, who has scheduled it.
    whose: int | None
    #: Of a front, its key.
    key: str

    @property
    def mark(self) -> str:
        """What it is known by on the page: `publish-7`."""
        return f"{self.kind}-{self.number}"

    @property
    def of_story(self) -> bool:
        """Whether its number is a story's."""
        return self.kind in STORY_KINDS


STORY_KINDS = frozenset({Kind.PUBLISH, Kind.EXPIRE, Kind.DUE, Kind.CHANGES})
PLAN_KINDS = frozenset({Kind.COVERAGE, Kind.WANTED})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for."""

    start: datetime
    end: datetime
    section: int | None = None
    person: int | None = None
    kinds: Collection[str] = frozenset(Kind.values)
    state: str = ""
    #: Where a page puts what happens; of each place it shows `most`.
    places: tuple[Place, ...] = ()
    most: int = MOST


def happenings(reader: Any, wanted: Wanted) -> list[Happening]:
    """What `reader` may see of it, in the order of time; one query. Where it is asked for places,
    of many stories that are out, or will be, the first of each; how many more `not_read` says."""
    if not is_at_desk(reader):
        return []
    parts = [*_stories(reader, wanted), *_changes(reader, wanted), *_fronts(reader, wanted)]
    parts += _plans(reader, wanted)
    if not parts:
        return []
    rows = parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]
    made = map(Happening._make, rows.order_by("h_at", "h_kind", "h_number")[:MOST])
    return [one for one in made if not wanted.state or one.state == wanted.state]


def not_read(reader: Any, wanted: Wanted, found: list[Happening]) -> dict[int, int]:
    """How many more stories than those `found` are out in each place, by its number: of thousands
    not all. One query where there are any."""
    if not _by_places(reader, wanted):
        return {}
    starts = [start for start, _end in wanted.places]
    read = Counter(
        bisect_right(starts, one.at) - 1
        for one in found
        if one.kind == Kind.PUBLISH and one.state not in UNSEEN
    )
    full = [number for number, times in read.items() if times >= wanted.most]
    counted = places.counted(*_out_in(wanted, [wanted.places[number] for number in full]))
    numbers = zip(full, counted, strict=True)
    return {number: count - read[number] for number, count in numbers if count > read[number]}


def _by_places(reader: Any, wanted: Wanted) -> bool:
    """Of those who reach some stories only, these are found by what they reach."""
    is_asked = bool(wanted.places) and not wanted.person and Kind.PUBLISH in wanted.kinds
    return is_asked and is_at_desk(reader) and bool(reader.has_perm(ALL))


def _state_of(story: str = "") -> Case:
    """As `Shown.status_at` says it of a row."""
    now, out, over = timezone.now(), f"{story}publish_at", f"{story}expires_at"
    published = Q(**{f"{story}state": State.PUBLISHED})
    later = Q(**{f"{out}__isnull": True}) | Q(**{f"{out}__gt": now})
    return Case(
        When(published & later, then=Value(Status.SCHEDULED.value)),
        When(published & Q(**{f"{over}__lte": now}), then=Value(Status.EXPIRED.value)),
        When(published, then=Value(Status.LIVE.value)),
        default=F(f"{story}state"),
        output_field=CharField(),
    )


Parts = Iterator[QuerySet[Any, Any]]


def _part(rows: QuerySet[Any], kind: Kind, **columns: Any) -> QuerySet[Any, Any]:
    """One kind of them, with the columns that all have, of the same types on every database."""
    none, text = Cast(Value(None), DateTimeField()), Value("", CharField())
    told = {"end": none, "state": text, "key": text} | {
        name: F(one) if isinstance(one, str) else one for name, one in columns.items()
    }
    told["kind"] = Value(kind.value, CharField())
    columns = {f"h_{name}": one for name, one in told.items()}
    named: QuerySet[Any, Any] = rows.order_by().annotate(**columns)
    return named.values_list(*(f"h_{name}" for name in Happening._fields))


def _span(name: str, wanted: Wanted) -> Q:
    return Q(**{f"{name}__gte": wanted.start, f"{name}__lt": wanted.end})


def _stories(reader: Any, wanted: Wanted) -> Parts:
    rows = Article.objects.within_reach_of(reader)
    if wanted.section:
        rows = rows.filter(section=wanted.section)
    if wanted.person:
        mine = Q(assignee=wanted.person) | Q(assignee=None, created_by=wanted.person)
        rows = rows.filter(mine)
    of_all = {
        "number": "pk", "title": "headline", "state": _state_of(), "section": "section_id",
        "whose": Coalesce("assignee_id", "created_by_id"),
    }  # fmt: skip
    open_ones, out = Q(state__in=UNSEEN), Q(state=State.PUBLISHED)
    each = (
        (Kind.PUBLISH, "publish_at", open_ones),
        (Kind.PUBLISH, "publish_at", out),
        (Kind.EXPIRE, "expires_at", open_ones | out),
        (Kind.DUE, "due_at", open_ones),
    )
    for kind, name, condition in each:
        if kind in wanted.kinds:
            found = rows.filter(condition, _span(name, wanted))
            if condition is out:
                found = _first_of(found, reader, wanted)
            yield _part(found, kind, at=name, **of_all)


def _first_of(found: ArticleQuerySet, reader: Any, wanted: Wanted) -> ArticleQuerySet:
    """Read off the index by date: of a long archive a month has more than are shown."""
    if not _by_places(reader, wanted):
        return Article.objects.filter(pk__in=found.order_by("publish_at", "pk").values("pk")[:MOST])
    return places.first_of_each(*_out_in(wanted, wanted.places), wanted.most)


def _out_in(wanted: Wanted, some: Sequence[Place]) -> tuple[ArticleQuerySet, list[Place]]:
    """The stories that are out, and what of some places can have any that are wanted."""
    now = timezone.now()
    rows = places.rows_out(wanted.section, wanted.state, now)
    return rows, [places.clipped(one, wanted.state, now) for one in some]


def _changes(reader: Any, wanted: Wanted) -> Parts:
    if Kind.CHANGES not in wanted.kinds:
        return
    # Asked of each of these: SQLite would begin with all stories.
    within = Article.objects.within_reach_of(reader).order_by().filter(pk=OuterRef("article"))
    rows = Appointment.objects.filter(
        _span("at", wanted), Exists(within), verb=Appointment.Verb.CHANGES,
        state=Appointment.State.DUE,
    )  # fmt: skip
    if wanted.section:
        rows = rows.filter(article__section=wanted.section)
    if wanted.person:
        rows = rows.filter(by=wanted.person)
    yield _part(
        rows, Kind.CHANGES, number="article_id", at="at", title="article__headline",
        state=_state_of("article__"), section="article__section_id", whose="by_id",
    )  # fmt: skip


def _fronts(reader: Any, wanted: Wanted) -> Parts:
    if Kind.FRONT not in wanted.kinds:
        return
    mine = Front.objects.filter(fronts_of(reader)).order_by().values("pk")
    rows = Launch.objects.filter(
        ~AT_ONCE, _span("at", wanted), cancelled_at=None, front__in=mine
    )  # fmt: skip
    if wanted.section:
        rows = rows.filter(front__section=wanted.section)
    if wanted.person:
        rows = rows.filter(by=wanted.person)
    title = Coalesce("front__section__name", "front__topic__name", "front__name")
    yield _part(
        rows, Kind.FRONT, number="pk", at="at", title=title, section="front__section_id",
        whose="by_id", key="front__key",
    )  # fmt: skip


def _plans(reader: Any, wanted: Wanted) -> Parts:
    rows = Plan.objects.seen_by(reader).open()
    if wanted.section:
        rows = rows.filter(section=wanted.section)
    if wanted.person:
        asked = Assignment.objects.filter(person=wanted.person).order_by().values("plan")
        rows = rows.filter(pk__in=asked)
    of_all = {
        "number": "pk", "title": "title", "section": "section_id", "whose": "created_by_id",
    }  # fmt: skip
    if Kind.COVERAGE in wanted.kinds:
        begun = Q(starts_at__lt=wanted.end) & (
            Q(starts_at__gte=wanted.start) | Q(ends_at__gt=wanted.start)
        )
        yield _part(rows.filter(begun), Kind.COVERAGE, at="starts_at", end="ends_at", **of_all)
    if Kind.WANTED in wanted.kinds:
        due = rows.filter(_span("deadline", wanted), story=None)
        yield _part(due, Kind.WANTED, at="deadline", **of_all)
