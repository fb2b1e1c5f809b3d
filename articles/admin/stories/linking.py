"""The stories that a link may lead to, found by words of theirs as somebody types."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.admin.common.json_views import json_view
from articles.models import Article
from articles.models.lifecycle.workflow import seen_of_each
from articles.models.story.rights import reach
from articles.search import picked
from articles.search.reach import within_reach

MOST = 8
_LONGEST = 200


def urls(desk: Any) -> list[URLPattern]:
    """The door, for the stories' admin."""
    site: AdminSite = desk.admin_site
    view = json_view(site, never_cache(require_safe(find)))
    return [path("linkable/", view, name="articles_article_linkable")]


def find(request: HttpRequest) -> HttpResponse:
    """Answer the stories that are meant by `q`, which may be the beginning of a headline; without,
    those saved last: of those that readers see, and of those within reach."""
    stories: Any = Article.objects.not_binned().filter(section__isnull=False)
    if within := reach(request.user, Article._base_manager.all()):
        stories = stories.filter(seen_of_each() | within)
    stories = stories.for_cards().select_related("section")
    if query := request.GET.get("q", "").strip()[:_LONGEST]:
        may_be_found = within_reach(request.user, or_public=True)
        found = picked(stories, query, may_be_found, most=MOST)
    else:
        found = stories.order_by("-modified_at", "-pk")[:MOST]
    return JsonResponse({"stories": [_told(story) for story in found]})


def _told(story: Article) -> dict[str, str]:
    now = timezone.now()
    moment = timezone.localtime(story.publish_at or story.modified_at)
    return {
        "headline": str(story),
        "address": story.get_absolute_url(),
        "status": str(story.status_at(now).label),
        "date": date_format(moment, "j M Y"),
        "section": str(story.section),
    }
