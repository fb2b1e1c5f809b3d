"""What somebody's calendar program fetches: what that person sees of what is planned."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from articles.models import CalendarFeed, Category, Entry, Launch, Paper, Plan, Status
from articles.models.planning.happenings import (
    PLAN_KINDS,
    STORY_KINDS,
    Happening,
    Kind,
    Wanted,
    happenings,
)
from articles.syndication.ical import Event, calendar

#: So far back and ahead it tells, and of so many at most.
BACK, AHEAD, MOST = timedelta(days=31), timedelta(days=400), 3_000
HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}
#: Of texts: the desk speaks it whatever the paper is written in.
LANGUAGE = "en-gb"
UNSURE = frozenset({Status.DRAFT.value, Status.IN_REVIEW.value, Status.READY.value})


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar; whatever is wrong with an address, the answer is the same."""
    found = CalendarFeed.find(token) if len(token) < 100 else None
    if found is None:
        return _kept_from_all(HttpResponse("Not found.\n", "text/plain; charset=utf-8", 404))
    with translation.override(LANGUAGE):
        body = _body(request, found.account, only_own=request.GET.get("mine") == "1")
    found.was_used()
    stamp = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    known = request.headers.get("If-None-Match", "")
    if stamp in (one.strip().removeprefix("W/") for one in known.split(",")):
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(body, "text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'inline; filename="planning.ics"'
    answer["ETag"] = stamp
    return _kept_from_all(answer)


def _kept_from_all(answer: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        answer[name] = value
    return answer


def _body(request: HttpRequest, person: Any, *, only_own: bool) -> bytes:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    wanted = Wanted(today - BACK, today + AHEAD, person=person.pk if only_own else None)
    found = happenings(person, wanted)[:MOST]
    host = urlsplit(settings.SITE_URL).hostname or request.get_host().partition(":")[0]
    events = Telling(request, found, host)
    return calendar(f"{Paper.current().called}: planning", events.all(), host)


class Telling:
    """The events of what happens: four queries for all of them."""

    def __init__(self, request: HttpRequest, found: list[Happening], host: str) -> None:
        self.request, self.found, self.host = request, found, host
        stories = {one.number for one in found if one.kind in STORY_KINDS}
        plans = {one.number for one in found if one.kind in PLAN_KINDS}
        self.sections = dict(Category.objects.values_list("pk", "name"))
        self.plans = Plan.objects.in_bulk(plans) if plans else {}
        launches = {one.number for one in found if one.kind == Kind.FRONT}
        made = Launch.objects.filter(pk__in=launches).values_list("pk", "made_at")
        self.launches = dict(made) if launches else {}
        entries = Entry.objects.filter(article__in=stories).order_by().values("article")
        rows = entries.annotate(last=Max("at"), number=Count("pk")) if stories else ()
        self.changes = {row["article"]: (row["last"], row["number"]) for row in rows}

    def all(self) -> list[Event]:
        """In the order of time."""
        return [self._event(one) for one in self.found]

    def _event(self, one: Happening) -> Event:
        plan = self.plans.get(one.number) if one.kind in PLAN_KINDS else None
        modified, sequence = self._version(one, plan)
        label = Kind(one.kind).label
        title = one.title or ("Home page" if one.kind == Kind.FRONT else "Untitled story")
        told = [
            str(Status(one.state).label) if one.state in Status.values else "",
            self.sections.get(one.section or 0, ""),
            plan.note if plan else "",
        ]
        return Event(
            f"{one.mark}@{self.host}", one.at, f"{label}: {title}", sequence, modified, one.end,
            place=plan.place if plan else "",
            description="\n".join(filter(None, told)),
            url=self.request.build_absolute_uri(_path(one)),
            category=str(label),
            is_certain=one.state not in UNSURE,
        )  # fmt: skip

    def _version(self, one: Happening, plan: Plan | None) -> tuple[datetime, int]:
        if plan is not None:
            return plan.changed_at, plan.version
        if one.kind == Kind.FRONT:
            return self.launches.get(one.number, one.at), 0
        # What is not in the log was never moved.
        return self.changes.get(one.number, (one.at, 0))


def _path(one: Happening) -> str:
    if one.kind in PLAN_KINDS:
        return reverse("admin:planning-plan", args=[one.number])
    if one.kind == Kind.FRONT:
        return reverse("admin:front-history", args=[one.key.replace(":", "-")])
    return reverse("admin:articles_article_change", args=[one.number])
