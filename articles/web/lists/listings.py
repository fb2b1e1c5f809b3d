"""Lists of stories: the latest, an author, a topic. A section's are in `section`."""

from __future__ import annotations

from itertools import groupby

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from articles.lib.addresses import absolute, leading_on, site_url
from articles.lib.dependencies import delivered, note
from articles.models import Article, Author, FormerAuthor, FormerTopic, Launch, Topic
from articles.models.fronts.page import FrontPage, live_layout, page_of
from articles.models.fronts.rows import key_of, noted_as
from articles.syndication.heads import structured
from articles.web.lists.heads import nodes_of, told_of
from articles.web.lists.pagination import PAGE_SIZE, opened, paginate
from articles.web.sitewide import chrome


@require_safe
@delivered("list")
def latest(request: HttpRequest) -> HttpResponse:
    """Every story, the newest first, day by day."""
    page = paginate(request, Article.objects.visible().newest_first())
    name = _("Latest stories")
    return render(
        request,
        "latest.html",
        {
            "structured": told_of(request, name, "", page),
            "page": page,
            "days": _by_day(page.stories),
            "feed_url": reverse("feed"),
            "canonical": absolute(request, page.url(page.number)),
            "twin": absolute(request, page.path.removesuffix("/")),
        },
    )


def _by_day(stories: list[Article]) -> list[tuple[str, list[Article]]]:
    """The stories of each day, in the newsroom's time zone, under what the day is called.

    No day is called “today”: a page may be kept for longer than that is true.
    """
    written = pgettext("date format", "l j F Y")
    days = groupby(stories, key=lambda story: timezone.localtime(story.publish_at).date())
    return [(formats.date_format(day, written), list(some)) for day, some in days]


@require_safe
@delivered("list")
@leading_on(FormerAuthor.leading_from)
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Who the author is, and what they wrote; 301 from an address that they had before. 404 for
    one whom readers know nothing of: no story, and no role in the house."""
    found = get_object_or_404(Author.objects.select_related("picture"), slug=slug)
    page = paginate(request, Article.objects.by_author(found))
    if not page.stories and not found.role:
        raise Http404("Readers know of no such author.")
    return render(
        request,
        "author.html",
        {
            "author": found,
            "page": page,
            "structured": structured.script(
                structured.profile(found, site=site_url(request), paper=chrome.paper(request)),
                *nodes_of(request, found.name, found.role, page),
            ),
            "feed_url": reverse("author-feed", args=[found.slug]),
            "feed_title": found.name,
            "canonical": absolute(request, page.url(page.number)),
            "twin": absolute(request, page.path.removesuffix("/")),
        },
    )


@require_safe
@delivered("list")
@leading_on(FormerTopic.leading_from)
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The stories about a topic; 301 from an address that it had before. 404 where readers have
    none: its name may tell what is being written."""
    found = get_object_or_404(_topics(), slug=slug)
    page, opening = opened(request, Article.objects.about(found), lambda: _front(request, found))
    if not (page.stories or opening):
        raise Http404("Readers have no story about it.")
    return render(
        request,
        "topic.html",
        {
            "topic": found,
            "page": page,
            "structured": told_of(request, found.name, found.description, page, opening),
            "opening": opening,
            "feed_url": reverse("topic-feed", args=[found.slug]),
            "feed_title": found.name,
            "canonical": absolute(request, page.url(page.number)),
            "twin": absolute(request, page.path.removesuffix("/")),
        },
    )


def _topics() -> QuerySet[Topic]:
    """The topics, each with whether it has a front: most have none, and pay nothing for it."""
    launched = Launch.objects.out().filter(front__topic=OuterRef("pk"))
    return Topic.objects.annotate(has_front=Exists(launched))


def _front(request: HttpRequest, found: Topic) -> FrontPage | None:
    """What an editor has made the topic's page open with; None where nobody has."""
    key = key_of(topic=found.pk)
    note(noted_as(key))
    layout = live_layout(key) if vars(found)["has_front"] else None
    if layout is None:
        return None
    return page_of(key, layout, chrome.sections(request), newest=PAGE_SIZE)
