"""Lists of stories: the latest, a section, its months, an author, a topic."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from articles.lib.addresses import absolute
from articles.lib.dependencies import delivered
from articles.models import Article, Author, Category, FormerTopic, Topic
from articles.web import chrome
from articles.web.pagination import LAST_PAGE, paginate
from articles.web.story import asked_anew

#: A month ends somewhere, so its numbered pages go on to its end: 10,000 stories.
MONTH_PAGES = 500


@require_safe
@delivered("list")
def latest(request: HttpRequest) -> HttpResponse:
    """Every story, the newest first, day by day."""
    page = paginate(request, Article.objects.visible().newest_first())
    return render(
        request,
        "latest.html",
        {
            "page": page,
            "days": _by_day(page.stories),
            "feed_url": reverse("feed"),
            "canonical": absolute(request, page.url(page.number)),
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
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """A section's front and its numbered pages; then on to its months."""
    found = chrome.section_or_404(request, slug)
    page = paginate(request, Article.objects.visible().in_section(found))
    if page.number == page.last == LAST_PAGE:
        page = replace(page, archive_url=_month_url(found, page.stories[-1].publish_at))
    return render(
        request,
        "section.html",
        {
            "section": found,
            "current_section": found,
            "page": page,
            "feed_url": reverse("section-feed", args=[found.slug]),
            "feed_title": found.name,
            "canonical": absolute(request, page.url(page.number)),
        },
    )


def _month_url(found: Category, moment: datetime | None) -> str:
    assert moment is not None
    local = timezone.localtime(moment)
    return reverse("archive", args=[found.slug, f"{local:%Y}", f"{local:%m}"])


@require_safe
@delivered("list")
def archive(request: HttpRequest, slug: str, year: str, month: str) -> HttpResponse:
    """A section's month, in the newsroom's time zone, with the way to the months beside it."""
    found = chrome.section_or_404(request, slug)
    start, end = _month(int(year), int(month))
    stories = Article.objects.visible().in_section(found)
    page = paginate(request, stories.in_month(start, end), most_pages=MONTH_PAGES)
    older = stories.filter(publish_at__lt=start).values_list("publish_at", flat=True)[:1]
    newer = stories.filter(publish_at__gte=end).reverse().values_list("publish_at", flat=True)[:1]
    older_month, newer_month = ([timezone.localtime(at).date() for at in q] for q in (older, newer))
    if not page.stories and not older_month:
        raise Http404("Nothing that old.")
    return render(
        request,
        "archive.html",
        {
            "section": found,
            "current_section": found,
            "month": start.date(),
            "page": page,
            "older_month": next(iter(older_month), None),
            "newer_month": next(iter(newer_month), None),
            "canonical": absolute(request, page.url(page.number)),
        },
    )


def _month(year: int, month: int) -> tuple[datetime, datetime]:
    """The first moment of the month and that of the next; 404 for one that is none."""
    if not (1 <= month <= 12 and 1900 <= year <= 9000):
        raise Http404("No such month.")
    after = (year + month // 12, month % 12 + 1)
    zone = timezone.get_current_timezone()
    return datetime(year, month, 1, tzinfo=zone), datetime(*after, 1, tzinfo=zone)


@require_safe
@delivered("list")
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Who the author is, and what they wrote."""
    found = get_object_or_404(Author.objects.select_related("picture"), slug=slug)
    page = paginate(request, Article.objects.visible().by_author(found))
    return render(
        request,
        "author.html",
        {
            "author": found,
            "page": page,
            "feed_url": reverse("author-feed", args=[found.slug]),
            "feed_title": found.name,
            "canonical": absolute(request, page.url(page.number)),
        },
    )


@require_safe
@delivered("list")
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The stories about a topic; 301 from an address that it had before."""
    found = Topic.objects.filter(slug=slug).first()
    if found is None:
        former = get_object_or_404(FormerTopic.objects.select_related("topic"), slug=slug)
        return asked_anew(redirect(former.topic, permanent=True))
    page = paginate(request, Article.objects.visible().about(found))
    return render(
        request,
        "topic.html",
        {
            "topic": found,
            "page": page,
            "feed_url": reverse("topic-feed", args=[found.slug]),
            "feed_title": found.name,
            "canonical": absolute(request, page.url(page.number)),
        },
    )
