"""The list of fronts: what leads each, who laid it out, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.fronts.guarded import slug_of
from articles.admin.stories.list import short
from articles.models import Article, Topic
from articles.models.common.named import place_of
from articles.models.fronts.edition import Edition, Launch
from articles.models.fronts.front import Front
from articles.models.fronts.schedule.archiving import archived_for
from articles.models.fronts.told.in_play import InPlay, Played, in_play
from articles.models.fronts.told.leading import Lead, leads
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
    play = in_play()
    listed = [one for one in play.all_fronts() if one.may_be_edited_by(request.user)]
    if not listed:
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": _("Fronts"),
        "in_fronts": True,
        "rows": _rows(listed, play),
        "may_make": may_make,
        "topics": _topics() if may_make else [],
        "archived": [(slug_of(one), one) for one in archived_for(request.user)],
    }
    return TemplateResponse(request, "admin/articles/front/list.html", context)


def make(request: HttpRequest) -> HttpResponse:
    """Make a topic a front, and go there."""
    if not request.user.has_perm(ALL):
        raise PermissionDenied
    name = request.POST.get("topic", "").strip()
    topic = Topic.objects.filter(name__iexact=name).first() if name and "\0" not in name else None
    if topic is None:
        messages.error(request, _("No topic has this name. Choose one from the list."))
        return HttpResponseRedirect(reverse("admin:fronts"))
    front = Front.of_topic(topic)
    front.ask(request.user)
    if front._state.adding:
        front.save()
    return HttpResponseRedirect(reverse("admin:front", args=[slug_of(front)]))


def _rows(listed: list[Front], play: InPlay) -> list[Row]:
    """A row a front, in a constant number of queries."""
    leading = {lead.front.key: lead for lead in leads(listed, play)}
    return [_row(front, leading.get(front.key), play.fronts.get(front.key)) for front in listed]


def _row(front: Front, lead: Lead | None, played: Played | None) -> Row:
    draft = played.draft if played else None
    shown = played.live.edition if played and played.live else None
    return Row(
        key=front.slug,
        name=str(front),
        lead=lead.story if lead else None,
        since=lead.since if lead else None,
        working=front.working,
        has_draft=draft is not None and (shown is None or draft.read() != shown.read()),
        scheduled=played.scheduled if played else [],
    )


def _topics() -> list[str]:
    """Topics that are no front yet."""
    free = Topic.objects.filter(front=None).order_by("-pk")
    return sorted(free.values_list("name", flat=True)[:MAX_TOPICS], key=place_of)
