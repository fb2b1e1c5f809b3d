"""A story's page, and what its address answers when readers may not see it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.delivery.services import kept
from articles.lib.addresses import absolute, asked_anew, path_of, site_url
from articles.lib.dependencies import delivered, not_kept, note, recorded
from articles.models import Article, Paper, Status
from articles.models.translations.group import for_all_others, readable
from articles.syndication.heads import structured
from articles.syndication.story.told import facts
from articles.web.sitewide import chrome
from articles.web.sitewide.offline import kept_offline
from articles.web.story import preview
from articles.web.story.reading import STORY, Reading, page_context


@require_safe
@delivered("article")
@kept_offline
def article(request: HttpRequest, section: str, slug: str, pk: str) -> HttpResponse:
    """The story; 301 from a wrong slug or section, 410 once it is withdrawn or expired.

    A draft or an embargoed story is a 404 for everyone but those who reach it at the desk: they
    see its working copy, as its readers will.
    """
    story = next(iter(STORY(int(pk))), None)
    if story is None or story.section is None:
        raise Http404("No such story.")
    is_live = story.status == Status.LIVE
    if not is_live and not preview.may_preview(request, story):
        if story.status in {Status.WITHDRAWN, Status.EXPIRED} and story.is_out:
            if path_of(request) != story.get_absolute_url():
                not_kept()  # there is no end of wrong addresses
            return gone(request, has_ended=story.status == Status.EXPIRED)
        raise Http404("No such story.")
    if path_of(request) != story.get_absolute_url():
        return asked_anew(redirect(story.get_absolute_url(), permanent=is_live))
    if not is_live:
        return preview.working_copy(request, story)
    return render(request, "article.html", _public(request, story))


def gone(request: HttpRequest, *, has_ended: bool) -> HttpResponse:
    """The neutral page of a story that was taken away, or whose time is over."""
    context = {"robots": "noindex", "has_ended": has_ended, "canonical": ""}
    return asked_anew(render(request, "410.html", context, status=410))


def _public(request: HttpRequest, story: Article) -> dict[str, object]:
    """The page's context, with all that leads others to the story."""
    assert story.section is not None
    if (page := recorded()) is not None:
        page.since = story.publish_at
    context = page_context(request, Reading(story))
    site, paper = site_url(request), chrome.paper(request)
    told = facts(story, site=site, topics=context["topics"], corrections=context["corrections"])
    source: int | None = story.versions_of  # type: ignore[attr-defined]
    versions = readable(source)
    if len(versions) > 1:
        context |= {"versions": versions, "for_all_others": for_all_others(versions, source)}
    return context | {
        "feed_url": reverse("section-feed", args=[story.section.slug]),
        "feed_title": story.section.name,
        "robots": "index",
        "canonical": absolute(request, story.get_absolute_url()),
        "told": told,
        "twin": told.address.removesuffix("/"),
        "structured": structured.script(
            structured.story(
                told, publisher=kept(("publisher", site), lambda: _publisher(paper, site))
            ),
            structured.breadcrumbs(structured.way_to(told), site=site),
        ),
    }


def _publisher(paper: Paper, site: str) -> structured.Node:
    note("chrome")
    return structured.publisher(paper, site)
