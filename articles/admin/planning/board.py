"""The board: a column for each state, and cards that the verbs move from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.common.json_views import wants_json
from articles.admin.planning.calendar import STAMP
from articles.admin.planning.common import (
    answer,
    choices_for,
    condition_of_person,
    default_first,
    number_in,
    way_back,
    with_query,
)
from articles.admin.planning.coverage.plans import fetched
from articles.admin.planning.shown import Reader
from articles.models import Article, Assignment, NeedsReason, NotAllowed, Plan, Status
from articles.models.changes.log import name_of
from articles.models.planning.happenings import Wanted
from articles.models.planning.rescheduling import Hour
from articles.models.planning.starting import may_start, start
from articles.models.story import bounds
from articles.models.story.listing import fetch_bylines

MOST = 40
PLANNED = "planned"
COLUMNS = {
    PLANNED: gettext_lazy("Planned"), Status.DRAFT: Status.DRAFT.label,
    Status.IN_REVIEW: Status.IN_REVIEW.label, Status.READY: Status.READY.label,
    Status.SCHEDULED: Status.SCHEDULED.label, Status.LIVE: gettext_lazy("Live today"),
}  # fmt: skip


@dataclass(slots=True)
class Card:
    """A story, or a plan without one."""

    mark: str
    title: str
    url: str
    status: str
    section: str
    who: str
    moment: datetime | None
    what: str
    move_url: str
    late: bool = False


@dataclass(slots=True)
class Column:
    """A state with its cards."""

    name: str
    label: str
    number: int
    cards: list[Card]
    more: int
    url: str
    asks: str = ""


def board(request: HttpRequest) -> HttpResponse:
    """The page; where its script asks whether something is new and nothing is, no words."""
    if (opened := default_first(request, "board")) is not None:
        return opened
    person: Any = request.user
    choices = choices_for(person, "board")
    reader = Reader(person, choices.sections, choices.people, request.get_full_path())
    now = timezone.now()
    wanted = Wanted(
        now, now, number_in(request.GET.get("section")), number_in(request.GET.get("person"))
    )
    columns = [_column(reader, name, number, wanted, now) for number, name in enumerate(COLUMNS)]
    stamp = blake2b(repr(columns).encode(errors="replace"), digest_size=12).hexdigest()
    if request.headers.get(STAMP) == stamp:
        return HttpResponse(status=204)
    context: dict[str, Any] = {
        "columns": columns,
        "stamp": stamp,
        "page_name": "board",
        "choices": choices,
        "wanted": wanted,
        "chosen_filter": number_in(request.GET.get("filter")),
        "is_filtered": bool(wanted.section or wanted.person),
        "unfiltered": with_query(request, section="", person="", filter=""),
    }
    return answer(request, "board", _("Board"), **context)


def _column(reader: Reader, name: str, number: int, wanted: Wanted, now: datetime) -> Column:
    cards: list[Card]
    listed = reverse("admin:planning-plans")
    if name == PLANNED:
        rows = _plans(reader, wanted)
        cards = [
            _plan_card(reader, plan) for plan in fetched(rows).order_by("starts_at", "pk")[:MOST]
        ]
    else:
        rows = _stories(reader, Status(name), wanted, now)
        cards = list(_story_cards(reader, rows, now))
        listed = f"{reverse('admin:articles_article_changelist')}?status={name}"
    more = rows.count() - len(cards) if len(cards) >= MOST else 0
    asks = _("Publish this story now, for all readers?") if name == Status.LIVE else ""
    return Column(str(name), str(COLUMNS[name]), number, cards, more, listed, asks)


def _plans(reader: Reader, wanted: Wanted) -> Any:
    over = timezone.now() - timedelta(days=1)
    rows = Plan.objects.seen_by(reader.person).open().filter(story=None)
    rows = rows.filter(Q(starts_at=None) | Q(starts_at__gte=over) | Q(deadline__gte=over))
    if wanted.section:
        rows = rows.filter(section=wanted.section)
    if wanted.person:
        asked = Assignment.objects.filter(person=wanted.person).order_by().values("plan")
        rows = rows.filter(pk__in=asked)
    return rows


def _stories(reader: Reader, status: Status, wanted: Wanted, now: datetime) -> Any:
    rows = Article.objects.within_reach_of(reader.person).with_status(status, now)
    if wanted.section:
        rows = rows.filter(section=wanted.section)
    if wanted.person:
        rows = rows.filter(condition_of_person(wanted.person))
    if status == Status.LIVE:
        today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        return rows.filter(publish_at__gte=today).order_by("-publish_at", "-pk")
    if status == Status.SCHEDULED:
        return rows.order_by("publish_at", "pk")
    return rows.order_by("-modified_at", "-pk")


def _plan_card(reader: Reader, plan: Plan) -> Card:
    who = ", ".join(one.name for one in plan.assignments.all() if one.answer != "declined")
    mark = f"plan-{plan.pk}"
    moves = _move_url(reader, mark) if may_start(plan, reader.person) else ""
    url = reverse("admin:planning-plan", args=[plan.pk])
    section = str(plan.section or "")
    return Card(mark, plan.title, url, PLANNED, section, who, plan.starts_at, "", moves)


def _story_cards(reader: Reader, rows: Any, now: datetime) -> Iterable[Card]:
    rows = rows.select_related("section", "assignee").defer("body", "search_text")
    stories = list(rows[:MOST])
    fetch_bylines(stories)
    for story in stories:
        status, mark = story.status_at(now), f"story-{story.pk}"
        is_dated = status in {Status.SCHEDULED, Status.LIVE}
        moment = story.publish_at if is_dated else story.due_at
        moves = _move_url(reader, mark) if reader.edits and status != Status.LIVE else ""
        yield Card(
            mark, str(story), reverse("admin:articles_article_change", args=[story.pk]),
            status.value, str(story.section or ""),
            name_of(story.assignee) or ", ".join(story.names()),
            moment, _("due") if moment and not is_dated else "", moves,
            late=bool(moment and not is_dated and moment <= now),
        )  # fmt: skip


def _move_url(reader: Reader, mark: str) -> str:
    query = urlencode({"mark": mark, "next": reader.back})
    return f"{reverse('admin:planning-board-move')}?{query}"


# --- A card is moved --------------------------------------------------------------------


def move(request: HttpRequest) -> HttpResponse:
    """The form with the columns; posted, the verb, or why not."""
    given = request.POST if request.method == "POST" else request.GET
    kind, _line, text = given.get("mark", "").partition("-")
    number, person = number_in(text), request.user
    row: Any = None
    if number is not None and kind == "story":
        rows = Article.objects.within_reach_of(person).select_related("working", "section")
        row = rows.filter(pk=number).first()
    elif number is not None and kind == "plan":
        row = fetched(Plan.objects.seen_by(person)).filter(pk=number).first()
    if row is None:
        raise Http404(_("This card is no longer on the board."))
    mark = f"{kind}-{row.pk}"
    if request.method != "POST":
        return _form(request, row, mark)
    try:
        _make(row, given.get("to", ""), request)
    except NeedsReason as wanting:
        return _refused(request, row, mark, str(wanting), wanting.warnings)
    except (NotAllowed, PermissionDenied) as refusal:
        return _refused(request, row, mark, str(refusal) or _("You may not do this."))
    label = COLUMNS[given["to"]] if isinstance(row, Plan) else row.status_label
    said = _("%(title)s: now %(state)s.") % {"title": row, "state": label}
    if wants_json(request):
        return JsonResponse({"said": said})
    messages.success(request, said)
    return HttpResponseRedirect(way_back(request))


def _make(row: Any, to: str, request: HttpRequest) -> None:
    """The verb that leads to the column. Raises NotAllowed, PermissionDenied."""
    by, reason = request.user, request.POST.get("reason", "").strip()
    bounds.short(reason)
    if to not in COLUMNS:
        raise NotAllowed(_("This column no longer exists."))
    if isinstance(row, Plan):
        if to != Status.DRAFT:
            raise NotAllowed(_("A plan becomes a draft first. Move it to “Draft”."))
        start(row, by)
        return
    now = row.status
    was = request.POST.get("was", "")
    if was and was != now:
        raise NotAllowed(
            _("Someone else has moved it meanwhile; now: %(state)s.") % {"state": now.label}
        )
    verbs: dict[tuple[str, str], Callable[[], Any]] = {
        (Status.DRAFT, Status.IN_REVIEW): lambda: row.submit(by, reason),
        (Status.IN_REVIEW, Status.DRAFT): lambda: row.return_to_draft(by, reason),
        (Status.READY, Status.DRAFT): lambda: row.return_to_draft(by, reason),
        (Status.IN_REVIEW, Status.READY): lambda: row.approve(by, reason),
        (Status.SCHEDULED, Status.DRAFT): lambda: row.unschedule(by, reason),
    }
    if to in {Status.SCHEDULED, Status.LIVE} and now in OPEN | {Status.SCHEDULED}:
        row.publish(by, _hour(row) if to == Status.SCHEDULED else None, reason=reason)
    elif verb := verbs.get((now, to)):
        verb()
    elif now != to:
        said = _("“%(now)s” can’t be moved to “%(to)s” here. Open the story for other options.")
        raise NotAllowed(said % {"now": now.label, "to": COLUMNS[to]})


OPEN = {Status.DRAFT, Status.IN_REVIEW, Status.READY}


def _hour(story: Article) -> datetime:
    at = story.hour(Hour.PUBLISH)
    if at is None or at <= timezone.now():
        raise NotAllowed(
            _("Set a publication time in the future first, in the story or the budget.")
        )
    return at


def _refused(
    request: HttpRequest, row: Any, mark: str, sentence: str, warnings: list[str] | None = None
) -> HttpResponse:
    if wants_json(request):
        told: dict[str, Any] = {"error": sentence}
        return JsonResponse(told | ({"warnings": warnings} if warnings else {}), status=409)
    return _form(request, row, mark, sentence, warnings)


def _form(
    request: HttpRequest, row: Any, mark: str, wrong: str = "", warnings: list[str] | None = None
) -> HttpResponse:
    now = PLANNED if isinstance(row, Plan) else row.status.value
    context = {
        "row": row,
        "mark": mark,
        "now": now,
        "label": COLUMNS.get(now, now),
        "ways": [
            (str(name), label) for name, label in COLUMNS.items() if name not in {now, PLANNED}
        ],
        "wrong": wrong,
        "warnings": warnings,
        "wanted_to": request.POST.get("to", ""),
        "next": way_back(request),
    }
    return answer(request, "board_move", _("Move"), status=409 if wrong else 200, **context)
