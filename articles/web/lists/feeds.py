"""The feeds of the front, each section, author and topic, of what was searched for, and of the
corrections; each in three formats, with its pages of history."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Max, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.delivery.limits.turns import ASK_AGAIN, NoTurn, searches
from articles.lib.addresses import leading_on, site_url
from articles.lib.dependencies import delivered
from articles.models import (
    Announcement,
    Article,
    ArticleQuerySet,
    Author,
    Category,
    Correction,
    FormerAuthor,
    FormerSection,
    FormerTopic,
    Paper,
    Topic,
)
from articles.models.story.listing import Stretch
from articles.search import find
from articles.syndication.feeds import atom, channel, history, json_feed, rss
from articles.syndication.feeds.channel import Channel, Item, Links, Written
from articles.syndication.feeds.history import NEWEST, Listed, Month
from articles.syndication.known import unless_known
from articles.syndication.story.full_text import in_full
from articles.web.search.asked import read
from articles.web.search.choices import chosen

FORMATS: Final = {"rss": rss, "atom": atom, "json": json_feed}


@require_safe
@delivered("feed")
def front(request: HttpRequest, form: str = "rss", month: Month | None = None) -> HttpResponse:
    """The newest stories of all sections."""
    paper = Paper.current()
    told = Channel(paper, "", paper.motto, reverse("front"), reverse("feed"), "front")

    def listed(stretch: Stretch | None) -> ArticleQuerySet:
        return Article.objects.visible(within=stretch).newest_first()

    return _answer(request, form, told, listed, month)


@require_safe
@delivered("feed")
@leading_on(FormerSection.leading_from)
def section(
    request: HttpRequest, slug: str, form: str = "rss", month: Month | None = None
) -> HttpResponse:
    """The newest stories of a section; 301 from an address that it had before."""
    found = get_object_or_404(Category, slug=slug)

    def listed(stretch: Stretch | None) -> ArticleQuerySet:
        return Article.objects.visible(within=stretch).in_section(found)

    return _answer(request, form, _of(found, "section", found.description), listed, month)


@require_safe
@delivered("feed")
@leading_on(FormerAuthor.leading_from)
def author(
    request: HttpRequest, slug: str, form: str = "rss", month: Month | None = None
) -> HttpResponse:
    """The newest stories of an author; 301 from an address that they had before."""
    found = get_object_or_404(Author, slug=slug)

    def listed(stretch: Stretch | None) -> ArticleQuerySet:
        return Article.objects.by_author(found, stretch)

    is_known = bool(found.role)
    told = _of(found, "author", found.role)
    return _answer(request, form, told, listed, month, empty=is_known)


@require_safe
@delivered("feed")
@leading_on(FormerTopic.leading_from)
def topic(
    request: HttpRequest, slug: str, form: str = "rss", month: Month | None = None
) -> HttpResponse:
    """The newest stories about a topic; 301 from an address that it had before."""
    found = get_object_or_404(Topic, slug=slug)

    def listed(stretch: Stretch | None) -> ArticleQuerySet:
        return Article.objects.about(found, stretch)

    told = _of(found, "topic", found.description)
    return _answer(request, form, told, listed, month, empty=False)


@require_safe
@delivered("feed")
def corrections(request: HttpRequest, form: str = "rss") -> HttpResponse:
    """What was put right in stories that are out, the newest first."""
    pages = reverse("corrections"), reverse("corrections-feed")
    told = Channel(Paper.current(), _("Corrections"), "", *pages, "corrections")
    site = site_url(request)
    newest = Correction.objects.visible().for_cards()[:NEWEST]
    items = [channel.of_correction(one, site) for one in newest]
    return _written(form, Written(told, site, "", items, Links(), settings.WEBSUB_HUBS))


@require_safe
def search(request: HttpRequest, form: str = "rss") -> HttpResponseBase:
    """The newest stories with what is searched for, of those that it is narrowed to; empty for no
    words."""
    sought = read(request)
    asked = sought.query("sort", "exact")
    called = " · ".join((sought.text, *(one.label for one in chosen(sought))))
    told = Channel(
        Paper.current(),
        _("%(query)s – search") % {"query": called} if sought.text else _("Search"),
        "",
        sought.address("sort", "exact"),
        reverse("search-feed") + (f"?{asked}" if asked else ""),
        f"search {sought.text}" if not sought.is_filtered else f"search {asked}",
        is_passing=True,
    )
    try:
        with searches().taken():
            found = find(sought.text, replace(sought.narrowed, before=None), by_date=True)
    except NoTurn:
        return _busy()
    newest = Article.objects.visible().filter(pk__in=found.numbers[:NEWEST]).newest_first()
    response = _answer(request, form, told, lambda _stretch: newest, None)
    return unless_known(request, response.content.decode(), _changed(newest), response)


def _changed(stories: ArticleQuerySet) -> datetime | None:
    """When one of the stories was saved last, or anything changed of late: one may have been
    withdrawn. One query."""
    told = Max(Subquery(Announcement.newest()))
    found = stories.order_by().aggregate(saved=Max("modified_at"), told=told)
    return max(filter(None, found.values()), default=None)


def _busy() -> HttpResponse:
    """503 to a program that comes again by itself."""
    said = {"Retry-After": str(ASK_AGAIN), "Cache-Control": "no-store"}
    return HttpResponse(_("Please try again in a moment") + "\n", "text/plain", 503, headers=said)


def _of(noun: Any, called: str, description: str) -> Channel:
    path = reverse(f"{called}-feed", args=[noun.slug])
    page = noun.get_absolute_url()
    return Channel(Paper.current(), noun.name, description, page, path, f"{called} {noun.pk}")


def _answer(
    request: HttpRequest,
    form: str,
    told: Channel,
    listed: Listed,
    month: Month | None,
    *,
    empty: bool = True,
) -> HttpResponse:
    """The feed of these stories, or its page of a month; 404 where there are none and it may not
    be `empty`."""
    site = site_url(request)
    stories, leading = history.page(listed, month) if month else history.newest(listed)
    full = stories.for_reading().prefetch_related("topics")  # type: ignore[misc]
    found = list(full.defer("search_text"))
    if not found and not empty:
        raise Http404("Readers have no such story.")
    links = Links() if told.is_passing else leading(found)
    items: list[Item] = [channel.of_story(one) for one in in_full(found, site)]
    own = month.path if month else ""
    return _written(form, Written(told, site, own, items, links, settings.WEBSUB_HUBS))


def _written(form: str, feed: Written) -> HttpResponse:
    format_ = FORMATS[form]
    response = HttpResponse(format_.write(feed), content_type=format_.CONTENT_TYPE)
    # Pages of others read it in the browser too.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    if feed.channel.is_passing:
        response["X-Robots-Tag"] = "noindex"
    if feed.hubs and not feed.own:
        links = [*((hub, "hub") for hub in feed.hubs), (feed.address(form), "self")]
        response["Link"] = ", ".join(f'<{address}>; rel="{rel}"' for address, rel in links)
    return response
