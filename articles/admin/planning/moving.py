"""Something planned is moved: dropped by the page's script, or by a form that needs none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.admin.common.json_views import wants_json
from articles.admin.common.widgets import LocalDateTimeField
from articles.admin.planning.common import answer, number_in, way_back
from articles.models import Article, Launch, NeedsReason, NotAllowed, Plan
from articles.models.planning.happenings import PLAN_KINDS, STORY_KINDS, Kind
from articles.models.planning.launches import move_launch
from articles.models.planning.rescheduling import MovedMeanwhile
from articles.models.story import bounds

COLUMNS = {Kind.COVERAGE: "starts_at", Kind.WANTED: "deadline"}


@dataclass(slots=True)
class Moving:
    """What is moved: a story's hour, a launch, a plan."""

    kind: str
    row: Any
    person: Any

    @property
    def mark(self) -> str:
        """What it is known by on the page."""
        return f"{self.kind}-{self.row.pk}"

    @property
    def title(self) -> str:
        """What it is called."""
        return str(self.row.front) if self.kind == Kind.FRONT else str(self.row)

    @property
    def at(self) -> datetime | None:
        """Where it stands now."""
        if self.kind in STORY_KINDS:
            found: datetime | None = self.row.hour(self.kind)
        elif self.kind == Kind.FRONT:
            found = self.row.at if self.row.is_scheduled() else None
        else:
            found = getattr(self.row, COLUMNS[Kind(self.kind)])
        return found

    def move(self, at: datetime, was: datetime | None, reason: str) -> None:
        """Move it. Raises NotAllowed, PermissionDenied."""
        bounds.short(reason)
        if self.kind in STORY_KINDS:
            self.row.reschedule(self.kind, at, self.person, was=was, reason=reason)
            return
        if was is not None and self.at != was:
            raise MovedMeanwhile(_("Someone else has moved it meanwhile."))
        if self.kind == Kind.FRONT:
            self.row = move_launch(self.row, at, self.person)
        else:
            self.row.move(COLUMNS[Kind(self.kind)], at, self.person)


def move(request: HttpRequest) -> HttpResponse:
    """The form; posted, it is done, or said why not."""
    given = request.POST if request.method == "POST" else request.GET
    moving = _moving(given.get("mark", ""), request.user)
    if request.method != "POST":
        return _form(request, moving)
    try:
        was, at = _instant(given.get("was", "")), _wanted(given, moving)
        before = moving.at
        moving.move(at, was, given.get("reason", "").strip())
    except NeedsReason as wanting:
        return _refused(request, moving, str(wanting), warnings=wanting.warnings)
    except (NotAllowed, PermissionDenied) as refusal:
        return _refused(request, moving, str(refusal) or _("You may not do this."))
    said = _("%(title)s: now %(when)s.") % {"title": moving.title, "when": _when(at)}
    if wants_json(request):
        undo = {"mark": moving.mark, "was": at.isoformat(), "at": before and before.isoformat()}
        return JsonResponse({"said": said, "undo": undo if before else None})
    messages.success(request, said)
    return HttpResponseRedirect(way_back(request))


def _moving(mark: str, person: Any) -> Moving:
    """What the mark says; 404 where the person sees no such thing."""
    kind, _line, text = mark.partition("-")
    number = number_in(text)
    row: Any = None
    if number is not None and kind in STORY_KINDS:
        rows = Article.objects.within_reach_of(person).select_related("working", "assignee")
        row = rows.filter(pk=number).first()
    elif number is not None and kind == Kind.FRONT:
        row = (
            Launch.objects.select_related("front__section", "front__topic")
            .filter(pk=number)
            .first()
        )
        if row is not None and not row.front.may_be_edited_by(person):
            row = None
    elif number is not None and kind in PLAN_KINDS:
        row = Plan.objects.seen_by(person).filter(pk=number).first()
    if row is None:
        raise Http404(_("This is no longer on the calendar."))
    return Moving(kind, row, person)


def _instant(text: str) -> datetime | None:
    """A moment with its offset; None where there is none."""
    try:
        found = parse_datetime(text.strip()) if len(text) < 40 else None
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None


def _wanted(given: Any, moving: Moving) -> datetime:
    """Where it is to go: a moment, a day and hour by the newsroom's clock, or a `day` on which the
    hour stays. Raises NotAllowed for an hour that there is not."""
    text = given.get("at", "")
    if (instant := _instant(text)) is not None and 1 < instant.year < 9999:
        return instant
    if day := given.get("day", ""):
        if (now := moving.at) is None:
            raise MovedMeanwhile(_("Someone else has removed this time meanwhile."))
        try:
            local = datetime.combine(date.fromisoformat(day[:20]), timezone.localtime(now).time())
        except ValueError:
            raise NotAllowed(_("Choose a day.")) from None
        text = local.isoformat()
    field = LocalDateTimeField(error_messages={"required": _("Choose a day and an hour.")})
    try:
        found = field.clean(text)
    except ValidationError as error:
        raise NotAllowed(" ".join(error.messages)) from None
    assert isinstance(found, datetime)
    return found


def _refused(
    request: HttpRequest, moving: Moving, sentence: str, warnings: list[str] | None = None
) -> HttpResponse:
    if wants_json(request):
        told: dict[str, Any] = {"error": sentence, "form": _address(request, moving)}
        return JsonResponse(told | ({"warnings": warnings} if warnings else {}), status=409)
    return _form(request, moving, sentence, warnings, status=409)


def _address(request: HttpRequest, moving: Moving) -> str:
    query = urlencode({"mark": moving.mark, "next": way_back(request)})
    return f"{reverse('admin:planning-move')}?{query}"


def _form(
    request: HttpRequest,
    moving: Moving,
    wrong: str = "",
    warnings: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    now = moving.at
    local = timezone.localtime(now) if now else None
    context = {
        "moving": moving,
        "label": Kind(moving.kind).label,
        "now": local,
        "was": now.isoformat() if now else "",
        "typed": request.POST.get("at") or (f"{local:%Y-%m-%dT%H:%M}" if local else ""),
        "reason": request.POST.get("reason", ""),
        "wrong": wrong,
        "warnings": warnings,
        "next": way_back(request),
        "zone": timezone.get_current_timezone_name(),
    }
    return answer(request, "move", _("Move"), status=status, **context)


def _when(at: datetime) -> str:
    return date_format(timezone.localtime(at), "l j F, H:i")
