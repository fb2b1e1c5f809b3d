"""The stories beside a front: the newest, or what a search finds, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Category, Status
from articles.models.fronts.front import Front
from articles.models.fronts.told.in_play import in_play
from articles.models.lifecycle.workflow import seen_of_each
from articles.models.story.rights import reach
from articles.search import picked
from articles.search.reach import within_reach

PER_PAGE = 20
#: Nobody looks further; a search narrows it down.
MAX_PAGES = 25
#: What is added to a place that readers do not see yet.
STATES = {"draft": _("draft"), "scheduled": _("scheduled")}


@dataclass(frozen=True, slots=True)
class Found:
    """A page of stories, and whether there are more."""

    stories: list[Article]
    more: bool


def find(request: HttpRequest, front: Front) -> Found:
    """The stories that the request asks for. What readers see may be placed on any front; what they
    do not see yet is shown to those who see it at the desk."""
    asked = request.GET
    within = reach(request.user, Article._base_manager.all())
    stories: Any = Article.objects.not_binned().filter(seen_of_each() | within)
    section = asked.get("section", "")
    if section.isascii() and section.isdigit() and len(section) < 19:
        stories = stories.filter(section=int(section))
    elif front.section_id and "section" not in asked:
        stories = stories.filter(section=front.section_id)
    status = asked.get("status", "")
    if status in Status.values:
        stories = stories.with_status(Status(status))
    # By the date of publication where there is one for all; else what was saved last comes first.
    order = (
        "-publish_at" if status in {Status.LIVE.value, Status.SCHEDULED.value} else "-modified_at"
    )
    stories = stories.order_by(order, "-pk").for_cards().select_related("section", "picture")
    page = asked.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 4 else 1
    start = (max(1, min(number, MAX_PAGES)) - 1) * PER_PAGE
    end = start + PER_PAGE + 1
    if query := asked.get("q", "").strip():
        may_be_found = within_reach(request.user, or_public=True)
        found = picked(stories, query, may_be_found, most=end)[start:]
    else:
        found = list(stories[start:end])
    return Found(found[:PER_PAGE], len(found) > PER_PAGE and number < MAX_PAGES)


def rows(request: HttpRequest, front: Front, found: Found) -> str:
    """The stories as rows of the list, with where they stand on other fronts: on this one the page
    says it itself."""
    standing = in_play().standings_of([story.pk for story in found.stories])
    listed = []
    for story in found.stories:
        elsewhere = [one for one in standing.get(story.pk, []) if one.front.key != front.key]
        listed.append((story, [(one, STATES.get(one.state)) for one in elsewhere]))
    return render_to_string("admin/articles/front/stories.html", {"rows": listed}, request)


def stories(request: HttpRequest, front: Front) -> HttpResponse:
    """A page of the list, for the script."""
    found = find(request, front)
    return JsonResponse({"html": rows(request, front, found), "more": found.more})


def choices() -> dict[str, Any]:
    """What the list can be narrowed to."""
    return {"list_sections": list(Category.objects.all()), "list_states": Status.choices}
