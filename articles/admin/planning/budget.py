"""The story budget: what is coming, whose, how long, with which pictures, where, and by when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.planning.common import (
    answer,
    choices_for,
    condition_of_person,
    default_first,
    number_in,
    with_query,
)
from articles.admin.planning.coverage.plans import fetched
from articles.admin.planning.shown import Reader
from articles.models import Article, Assignment, Plan, State, Status
from articles.models.changes.log import name_of
from articles.models.fronts.told.in_play import Standing, in_play
from articles.models.lifecycle.workflow import UNSEEN
from articles.models.planning.happenings import Wanted
from articles.models.story.listing import fetch_bylines

MOST = 400
DAYS = {"1": 1, "3": 3, "7": 7, "30": 30, "all": None}
LABELS = {
    "1": gettext_lazy("Next 24 hours"), "3": gettext_lazy("Next 3 days"),
    "7": gettext_lazy("Next 7 days"), "30": gettext_lazy("Next 30 days"),
    "all": gettext_lazy("Everything"),
}  # fmt: skip
#: The columns, in their order.
COLUMNS = {
    "title": gettext_lazy("Headline"), "who": gettext_lazy("Who"),
    "words": gettext_lazy("Words"), "pictures": gettext_lazy("Pictures"),
    "section": gettext_lazy("Section"), "fronts": gettext_lazy("Front"),
    "state": gettext_lazy("State"), "deadline": gettext_lazy("Deadline"),
    "out": gettext_lazy("Publication"),
}  # fmt: skip


@dataclass(slots=True)
class Line:
    """A story to come, with its plan where it has one; or a plan without a story."""

    mark: str
    title: str
    url: str
    status: str
    label: str
    section: str
    who: str
    words: int | None
    pictures: int | None
    deadline: datetime | None
    out: datetime | None
    plan: Plan | None = None
    story: Article | None = None
    stands: list[Standing] = field(default_factory=list)
    may_edit: bool = False
    may_schedule: bool = False
    may_plan: bool = False
    #: What was typed and refused, and why.
    typed: Any = None
    wrong: str = ""

    @property
    def exact_deadline(self) -> str:
        """That of the plan, as it is compared."""
        return self.plan.values()["deadline"] or "" if self.plan else ""

    @property
    def wanted(self) -> int | None:
        """The length that is wanted."""
        return self.plan.words if self.plan else None

    @property
    def wanted_pictures(self) -> int | None:
        """The number of pictures that is wanted."""
        return self.plan.pictures if self.plan else None

    @property
    def fronts(self) -> str:
        """Where it stands on fronts, in words."""
        return "; ".join(
            f"{one.front}: {one.block}, {one.position}" for one in self.stands
        )  # fmt: skip

    def key(self, column: str) -> tuple[bool, Any]:
        """What it is sorted by; nothing comes last."""
        found = self.label if column == "state" else getattr(self, column)
        value = found.casefold() if isinstance(found, str) else found
        return (value in (None, ""), value)


def budget(request: HttpRequest, typed: Any = None, wrong: str = "") -> HttpResponse:
    """The page; `typed` is a line that was refused, `wrong` why."""
    if (opened := default_first(request, "budget")) is not None:
        return opened
    person: Any = request.user
    choices = choices_for(person, "budget")
    reader = Reader(person, choices.sections, choices.people, request.get_full_path())
    days = given if (given := request.GET.get("days")) in DAYS else "7"
    wanted = _wanted(request)
    span = DAYS[days]
    until = wanted.start + timedelta(days=span) if span else None
    lines = [*_stories(reader, wanted, until), *_plans(reader, wanted, until)]
    for line in lines:
        if typed is not None and line.mark == typed.get("mark"):
            line.typed, line.wrong = typed, wrong
    sort, path = request.GET.get("sort", "deadline"), reverse("admin:planning-budget")
    column = sort.removeprefix("-")
    column = column if column in COLUMNS else "deadline"
    context = {
        "lines": _sorted(lines, column, is_turned=sort.startswith("-")),
        "is_cut": len(lines) >= MOST,
        "columns": _heads(request, column, is_turned=sort.startswith("-")),
        "days": [(value, label, value == days) for value, label in LABELS.items()],
        "now": wanted.start,
        "path": path,
        "here": f"{path}?{request.GET.urlencode()}",
        "page_name": "budget",
        "choices": choices,
        "wanted": wanted,
        "states": Status.choices[:4],
        "chosen_filter": number_in(request.GET.get("filter")),
        "is_filtered": bool(wanted.section or wanted.person or wanted.state),
        "unfiltered": path + with_query(request, section="", person="", state="", filter=""),
        "kept": [("sort", request.GET["sort"])] if "sort" in request.GET else [],
        "wrong": wrong,
        "zone": timezone.get_current_timezone_name(),
    }
    return answer(request, "budget", _("Story budget"), status=409 if wrong else 200, **context)


def _wanted(request: HttpRequest) -> Wanted:
    now, state = timezone.now(), request.GET.get("state", "")
    section, person = (number_in(request.GET.get(name)) for name in ("section", "person"))
    return Wanted(now, now, section, person, state=state if state in Status.values else "")


def _sorted(lines: list[Line], column: str, *, is_turned: bool) -> list[Line]:
    known = [line for line in lines if not line.key(column)[0]]
    rest = [line for line in lines if line.key(column)[0]]
    known.sort(key=lambda line: (line.key(column)[1], line.mark), reverse=is_turned)
    return known + sorted(rest, key=lambda line: line.title.casefold())


def _heads(request: HttpRequest, column: str, *, is_turned: bool) -> Iterable[dict[str, Any]]:
    path = reverse("admin:planning-budget")
    for name, label in COLUMNS.items():
        is_sorted = name == column
        turned = is_sorted and not is_turned
        yield {
            "label": label,
            "url": path + with_query(request, sort=f"-{name}" if turned else name),
            "sorted": ("descending" if is_turned else "ascending") if is_sorted else "",
        }


def _stories(reader: Reader, wanted: Wanted, until: datetime | None) -> Iterator[Line]:
    now = timezone.now()
    coming = Q(state__in=UNSEEN) | Q(state=State.PUBLISHED, publish_at__gt=now)
    rows = Article.objects.within_reach_of(reader.person).filter(coming)
    if until is not None:
        soon = Q(due_at__lt=until) | Q(publish_at__lt=until) | Q(due_at=None, publish_at=None)
        rows = rows.filter(soon)
    if wanted.section:
        rows = rows.filter(section=wanted.section)
    if wanted.person:
        rows = rows.filter(condition_of_person(wanted.person))
    if wanted.state:
        rows = rows.with_status(Status(wanted.state), now)
    rows = rows.select_related("section", "assignee", "coverage", "coverage__section")
    rows = rows.defer("body", "search_text").annotate(shown_pictures_count=Count("picture_uses"))
    stories = list(rows.order_by("-modified_at", "-pk")[:MOST])
    fetch_bylines(stories)
    stands = in_play().standings_of([story.pk for story in stories]) if stories else {}
    for story in stories:
        yield _line(reader, story, stands.get(story.pk, []))


def _line(reader: Reader, story: Article, stands: list[Standing]) -> Line:
    plan = getattr(story, "coverage", None)
    is_open = story.state in UNSEEN
    governs = reader.governs(story.section_id)
    lead = 1 if story.picture_id else 0
    return Line(
        f"story-{story.pk}", str(story), reverse("admin:articles_article_change", args=[story.pk]),
        story.status.value, story.status_label, str(story.section or ""),
        name_of(story.assignee) or ", ".join(story.names()), story.word_count,
        story.shown_pictures_count + lead,  # type: ignore[attr-defined]
        story.due_at, story.publish_at, plan, story, stands,
        may_edit=bool(reader.edits),
        may_schedule=bool(reader.edits and (is_open or (reader.publishes and governs))),
        may_plan=plan is not None and not plan.is_archived
        and plan.may_be_planned_by(reader.person),
    )  # fmt: skip


def _plans(reader: Reader, wanted: Wanted, until: datetime | None) -> Iterator[Line]:
    if wanted.state:
        return
    now = timezone.now() - timedelta(days=1)
    rows = Plan.objects.seen_by(reader.person).open().filter(story=None)
    coming = Q(starts_at=None, deadline=None) | Q(starts_at__gte=now) | Q(deadline__gte=now)
    rows = rows.filter(coming)
    if until is not None:
        soon = Q(starts_at__lt=until) | Q(deadline__lt=until) | Q(starts_at=None, deadline=None)
        rows = rows.filter(soon)
    if wanted.section:
        rows = rows.filter(section=wanted.section)
    if wanted.person:
        asked = Assignment.objects.filter(person=wanted.person).order_by().values("plan")
        rows = rows.filter(pk__in=asked)
    for plan in fetched(rows).order_by("starts_at", "pk")[:MOST]:
        people = [one for one in plan.assignments.all() if one.answer != "declined"]
        yield Line(
            f"plan-{plan.pk}", plan.title, reverse("admin:planning-plan", args=[plan.pk]),
            "planned", _("Planned"), str(plan.section or ""),
            ", ".join(f"{one.name} ({one.get_answer_display().lower()})" for one in people),
            None, None, plan.deadline, None, plan,
            may_plan=plan.may_be_planned_by(reader.person),
        )  # fmt: skip
