"""The index of sitemaps, and the file of each month, which is written while it is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet, Subquery, Sum, Value
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.lib.addresses import asked_anew, site_url
from articles.models import Article, ArticleQuerySet, Author, Category, Paper, State, Topic
from articles.models.lifecycle.workflow import seen
from articles.models.publication.known import writers, written_about
from articles.syndication.known import unless_known
from articles.syndication.maps import by_month
from articles.syndication.maps.searched import Searched
from articles.syndication.maps.stories import named
from articles.syndication.maps.writing import (
    HEAD,
    IMAGES,
    NAMESPACE,
    XML,
    element,
    lastmod,
    row,
    whole,
)

#: The stories of one file, which are some hundredths of a second; the protocol allows 50,000
#: addresses and 50 MB, and as many files.
STORIES = 1_000
#: So many are sent at once.
ROWS = 100


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """The files that there are: the pages, and each month with when a story of it came or was
    declared changed last. Two queries; a large archive is counted in some more, now and then."""
    searched, has_authors, has_topics, highest = _state()
    if searched.is_nothing:
        raise Http404("Nothing here may be searched.")
    others = ["sitemap-pages"]
    if searched.site:
        others += ["sitemap-authors"] if has_authors else []
        others += ["sitemap-topics"] if has_topics else []
    site = site_url(request)
    rows = [_row(site + reverse(name)) for name in others]
    months = by_month.changes(searched)
    files = by_month.files_of(months, STORIES) if highest > STORIES else {}
    for (year, number), changed in months.items():
        first = site + reverse("sitemap-month", args=[f"{year:04}", f"{number:02}"])
        when, stem = lastmod(changed), first.removesuffix(".xml")
        rows.append(_row(first, when))
        parts = range(2, files.get((year, number), 1) + 1)
        rows += [_row(f"{stem}-{part}.xml", when) for part in parts]
    newest = max(filter(None, [*months.values(), searched.changed]), default=None)
    said = f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n{"".join(rows)}</sitemapindex>\n'
    return whole(request, said, newest)


def _row(address: str, when: str = "") -> str:
    return f"<sitemap>{element('loc', address)}{when}</sitemap>\n"


def _state() -> tuple[Searched, bool, bool, int]:
    """What may be searched, whether there are pages of authors and of topics, and the highest
    number of a story; one query."""
    asked: list[QuerySet[Any, Any]] = [
        Paper.objects.filter(pk=1).values("policy")[:1],
        writers(Author.objects.all()).order_by().values("pk")[:1],
        written_about(Topic.objects.all()).order_by().values("pk")[:1],
        Article.objects.order_by("-pk").values("pk")[:1],
    ]
    parts = [one.query.sql_with_params() for one in asked]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(f'({sql})' for sql, _given in parts)}",
            [value for _sql, given in parts for value in given],
        )
        policy, author, topic, highest = cursor.fetchone()
    stored = json.loads(policy) if isinstance(policy, str) else policy
    return Searched.by(stored), author is not None, topic is not None, highest or 0


@require_safe
def old_part(request: HttpRequest, number: int) -> HttpResponse:
    """Where parts were, by the numbers of stories: the index leads on."""
    return asked_anew(redirect("sitemap", permanent=True))


@require_safe
def month(request: HttpRequest, year: str, month: str, part: str = "1") -> HttpResponseBase:
    """The stories of a month, the first ones first, so that what was told stays in its part;
    two queries, and once an hour a third. 404 where there is none."""
    when, number = (int(year), int(month)), int(part)
    if not (1_000 <= when[0] <= 9_998 and 1 <= when[1] <= 12 and 1 <= number <= 500):
        raise Http404("No such month.")
    if (piece := by_month.part_of(when, number, STORIES)) is None:
        raise Http404("There is nothing in it.")
    facts = _facts(piece)
    searched, site = Searched.by(facts.pop("policy", None)), site_url(request)
    stories = piece.of(searched.of(Article.objects.visible(within=piece.stretch)))
    # What may not be searched is counted there too.
    if not facts["stories"] or (searched != Searched() and not stories.exists()):
        raise Http404("There is nothing in it.")
    moments = [facts[name] for name in ("saved", "newest", "ended", "section")]
    moments.append(searched.changed)
    state = f"{site} {number} {searched} {sorted(facts.items())}"
    answer = StreamingHttpResponse(_file(stories, site), content_type=XML)
    return unless_known(request, state, max(filter(None, moments), default=None), answer)


def _facts(piece: by_month.Part) -> dict[str, Any]:
    """What tells one state of a month's piece from another, and the policy; one query."""
    now, there = timezone.now(), seen()
    dated = piece.of(Article.objects.within(piece.stretch))
    dated = dated.filter(state__in=[State.PUBLISHED, State.WITHDRAWN])
    paper = Paper.objects.filter(pk=1).values("policy")[:1]
    sections = Category.objects.order_by("-changed_at").values("changed_at")[:1]
    facts = dated.order_by().annotate(all=Value(1)).values("all")
    found = facts.annotate(
        saved=Max("modified_at"),
        ended=Max("expires_at", filter=Q(expires_at__lte=now)),
        newest=Max("publish_at", filter=there),
        stories=Count("pk", filter=there),
        sum=Sum("pk", filter=there),
        section=Subquery(sections),
        policy=Subquery(paper),
    )
    for one in found:
        return dict(one)
    raise Http404("There is nothing in it.")


def _file(stories: ArticleQuerySet, site: str) -> Iterator[str]:
    yield f'{HEAD}<urlset xmlns="{NAMESPACE}" xmlns:image="{IMAGES}">\n'
    written = (row(*one[:3]) for one in named(stories.order_by("publish_at", "pk"), site))
    while some := "".join(islice(written, ROWS)):
        yield some
    yield "</urlset>\n"
