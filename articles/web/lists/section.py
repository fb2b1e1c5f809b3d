"""A section's pages: its front, its months, and the list of all months that it has stories in.

Each is 301 from an address that the section had before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.lib.addresses import absolute, leading_on, path_of
from articles.lib.dependencies import delivered, note
from articles.models import Article, ArticleQuerySet, Category, FormerSection, Tagging, Topic
from articles.models.common.named import place_of
from articles.models.fronts.page import readers_page
from articles.models.fronts.rows import key_of
from articles.models.story.listing import EPOCH, NEVER, Stretch, month_of
from articles.web.lists.heads import told_of
from articles.web.lists.pagination import LAST_PAGE, PAGE_SIZE, opened, paginate
from articles.web.sitewide import chrome

#: A month ends somewhere, so its numbered pages go on to its end: 10,000 stories.
MONTH_PAGES = 500
#: Among how many of the newest stories a topic is looked for, how often it has to be there, and
#: how many topics are shown.
AMONG, OFTEN, SUBTOPICS = 60, 2, 8
#: So many months are looked into with one query: forty years of them.
AT_ONCE = 480


@require_safe
@delivered("list")
@leading_on(FormerSection.leading_from)
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """A section's front and its numbered pages; then on to its months."""
    found = chrome.section_or_404(request, slug)
    page, opening = opened(
        request,
        Article.objects.visible().in_section(found),
        lambda: readers_page(
            key_of(section=found.pk), chrome.sections(request), newest=PAGE_SIZE, look_at=AMONG
        ),
    )
    if page.number == page.last == LAST_PAGE:
        page = replace(page, archive_url=_month_url(found, page.stories[-1].publish_at))
    return render(
        request,
        "section.html",
        {
            "section": found,
            "current_section": found,
            "page": page,
            "structured": told_of(request, found.name, found.description, page, opening),
            "opening": opening,
            "subtopics": subtopics(opening.newest[:AMONG]) if opening else [],
            "feed_url": reverse("section-feed", args=[found.slug]),
            "feed_title": found.name,
            "canonical": absolute(request, page.url(page.number)),
            "twin": absolute(request, page.path.removesuffix("/")),
        },
    )


def subtopics(newest: list[int]) -> list[Topic]:
    """The topics that the section's newest stories have most often; one query, whatever the
    archive holds."""
    # Another topic of any of them is another list.
    note(*(f"article:{number}" for number in newest))
    taggings = Tagging.objects.filter(content_object__in=newest).select_related("tag")
    topics = {tagging.tag_id: tagging.tag for tagging in taggings}
    often = Counter(tagging.tag_id for tagging in taggings)
    ranked = sorted(often, key=lambda pk: (-often[pk], place_of(topics[pk].name)))
    return [topics[pk] for pk in ranked if often[pk] >= OFTEN][:SUBTOPICS]


def _month_url(found: Category, moment: datetime | None) -> str:
    assert moment is not None
    local = timezone.localtime(moment)
    return reverse("archive", args=[found.slug, f"{local:%Y}", f"{local:%m}"])


@require_safe
@delivered("list")
@leading_on(FormerSection.leading_from)
def archive(request: HttpRequest, slug: str, year: str, month: str) -> HttpResponse:
    """A section's month, in the newsroom's time zone, with the way to the months beside it."""
    found = chrome.section_or_404(request, slug)
    asked = _month(int(year), int(month))
    start, end = timezone.localtime(asked.start), asked.end

    def within(stretch: Stretch) -> ArticleQuerySet:
        return Article.objects.visible(within=stretch).in_section(found)

    page = paginate(request, within(asked), most_pages=MONTH_PAGES)
    older = within(Stretch(EPOCH, start)).values_list("publish_at", flat=True)[:1]
    newer = within(Stretch(end, NEVER)).reverse().values_list("publish_at", flat=True)[:1]
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
            "structured": told_of(request, f"{found.name}, {start:%Y-%m}", found.description, page),
            "older_month": next(iter(older_month), None),
            "newer_month": next(iter(newer_month), None),
            "canonical": absolute(request, page.url(page.number)),
        },
    )


def _month(year: int, month: int) -> Stretch:
    """The month by the newsroom's clock; 404 for one that is none."""
    if not (1 <= month <= 12 and 1900 <= year <= 9000):
        raise Http404("No such month.")
    return month_of(year, month)


@dataclass(frozen=True, slots=True)
class Year:
    """A year of a section, with the months that have stories, the newest first."""

    number: int
    months: list[date]


@require_safe
@delivered("list")
@leading_on(FormerSection.leading_from)
def months(request: HttpRequest, slug: str) -> HttpResponse:
    """The months of a section, from its newest story back to its first."""
    found = chrome.section_or_404(request, slug)
    stories = Article.objects.visible().in_section(found)
    dates = stories.values_list("publish_at", flat=True)
    newest, first = dates.first(), dates.reverse().first()
    there: list[datetime] = []
    if newest and first:
        between = _between(timezone.localtime(first).date(), timezone.localtime(newest).date())
        for start in range(0, len(between), AT_ONCE):
            there += Article.objects.months_of(found, between[start : start + AT_ONCE])
    return render(
        request,
        "months.html",
        {
            "section": found,
            "current_section": found,
            "years": _years(timezone.localtime(moment).date() for moment in there),
            "canonical": absolute(request, path_of(request)),
        },
    )


def _between(first: date, newest: date) -> list[date]:
    """The months from that of `newest` back to that of `first`."""
    span = (newest.year - first.year) * 12 + newest.month - first.month
    numbers = (newest.year * 12 + newest.month - 1 - back for back in range(span + 1))
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def _years(days: Iterable[date]) -> list[Year]:
    """The months of these days, by year."""
    by_year = groupby(days, key=lambda day: day.year)
    return [Year(year, [day.replace(day=1) for day in some]) for year, some in by_year]
