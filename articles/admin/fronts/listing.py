"""The list of fronts: what leads each, who laid it out, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.fronts.guarded import slug_of
from articles.admin.stories.list import short
from articles.models import Article, Category, Topic
from articles.models.fronts.edition import Edition, Launch
from articles.models.fronts.front import Front
from articles.models.fronts.told.placements import leads
from articles.models.story.rights import ALL

#: So many topics are offered while a name is typed.
MAX_TOPICS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A front in the list."""

    key: str
    name: str
    lead: Article | None
    since: datetime | None
    working: Edition | None
    has_draft: bool
    scheduled: list[Launch]

    @property
    def by_name(self) -> str:
        """Who laid it out last."""
        return self.working.by_name if self.working else ""

    @property
    def leads_since(self) -> str:
        """Since when it leads: the hour today, else the day with it."""
        return short(self.since) if self.since else ""

    @property
    def at(self) -> datetime | None:
        """When."""
        return self.working.at if self.working else None


def fronts(request: HttpRequest) -> HttpResponse:
    """The fronts that this person may lay out."""
    may_make = request.user.has_perm(ALL)
    listed = _fronts(request)
    if not listed:
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": _("Fronts"),
        "in_fronts": True,
        "rows": _rows(listed),
        "may_make": may_make,
        "topics": _topics() if may_make else [],
    }
    return TemplateResponse(request, "admin/articles/front/list.html", context)


def make(request: HttpRequest) -> HttpResponse:
    """Make a topic a front, and go there."""
    if not request.user.has_perm(ALL):
        raise PermissionDenied
    name = request.POST.get("topic", "").strip()
    topic = Topic.objects.filter(name__iexact=name).first() if name and "\0" not in name else None
    if topic is None:
        messages.error(request, _("There is no topic of this name. Choose one from the list."))
        return HttpResponseRedirect(reverse("admin:fronts"))
    front = Front.of_topic(topic)
    front.ask(request.user)
    if front._state.adding:
        front.save()
    return HttpResponseRedirect(reverse("admin:front", args=[slug_of(front)]))


def _fronts(request: HttpRequest) -> list[Front]:
    """Home, all sections, and topics that were made fronts, within reach. Two queries."""
    known = {
        front.key: front for front in Front.objects.select_related("section", "topic", "working")
    }
    found = [known.pop("home", None) or Front(key="home")]
    for section in Category.objects.all():
        front = known.pop(f"section:{section.pk}", None) or Front(key=f"section:{section.pk}")
        front.section = section
        found.append(front)
    found += sorted(known.values(), key=lambda front: str(front).casefold())
    return [front for front in found if front.may_be_edited_by(request.user)]


def _rows(listed: list[Front]) -> list[Row]:
    """A row a front, in a constant number of queries."""
    leading = {lead.front.key: lead for lead in leads(listed)}
    numbers = [front.pk for front in listed if front.pk]
    newest = Launch.objects.filter(front=OuterRef("pk")).out().values("edition")[:1]
    shown = Front.objects.filter(pk__in=numbers).values_list("pk", Subquery(newest))
    editions = Edition.objects.in_bulk([edition for _pk, edition in shown if edition])
    live = {pk: editions.get(edition) for pk, edition in shown if edition}
    scheduled: dict[int, list[Launch]] = {}
    for launch in Launch.objects.filter(front__in=numbers).coming():
        scheduled.setdefault(launch.front_id, []).append(launch)
    return [_row(front, leading.get(front.key), live, scheduled) for front in listed]


def _row(front: Front, lead: Any, live: dict[int, Any], scheduled: dict[int, list[Launch]]) -> Row:
    number = front.pk or 0
    shown, working = live.get(number), front.working
    waits = working is not None and (shown is None or working.read() != shown.read())
    return Row(
        key=slug_of(front),
        name=str(front),
        lead=lead.story if lead else None,
        since=lead.since if lead else None,
        working=working,
        has_draft=waits,
        scheduled=scheduled.get(number, []),
    )


def _topics() -> list[str]:
    """Topics that are no front yet."""
    free = Topic.objects.filter(front=None).order_by("-pk")
    return sorted(free.values_list("name", flat=True)[:MAX_TOPICS], key=str.casefold)
