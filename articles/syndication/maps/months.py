"""The index of sitemaps, and the file of each month, which is written while it is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from time import time
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet, Subquery, Sum, Value
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.lib.addresses import asked_anew, path_to, site_url
from articles.models import Article, ArticleQuerySet, Author, Category, Paper, State, Topic
from articles.models.lifecycle.workflow import seen
from articles.models.publication.known import writers, written_about
from articles.syndication.maps import by_month
from articles.syndication.maps.searched import Searched
from articles.syndication.maps.writing import (
    HEAD,
    IMAGES,
    NAMESPACE,
    XML,
    element,
    image,
    lastmod,
    row,
    unless_known,
    whole,
)

#: The stories of one file; the protocol allows 50,000 addresses and 50 MB.
STORIES = 20_000
HOUR = 3_600
#: What is asked of a story's picture.
OF_PICTURE = (
    "files", "edition", "width", "height", "sha256", "made", "alt_text", "decorative", "caption",
    "credit", "licence", "licence_url", "source_type",
)  # fmt: skip


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """The files that there are: the pages, and each month with when a story of it came or was
    declared changed last. Two queries, and a third once an hour for an archive."""
    searched, has_authors, has_topics, highest = _state()
    if searched.is_nothing:
        raise Http404("Nothing here may be searched.")
    rows: list[tuple[str, list[Any], datetime | None]] = [("sitemap-pages", [], None)]
    if searched.site:
        rows += [("sitemap-authors", [], None)] if has_authors else []
        rows += [("sitemap-topics", [], None)] if has_topics else []
    large = by_month.parts_of_large(int(time()) // HOUR, STORIES) if highest > STORIES else {}
    for month, changed in by_month.changes(searched).items():
        rows.append(("sitemap-month", [*month], changed))
        rows += [
            ("sitemap-month", [*month, part], changed) for part in range(2, large.get(month, 1) + 1)
        ]
    site = site_url(request)
    text = "".join(
        f"<sitemap>{element('loc', site + _path(name, args))}{lastmod(changed)}</sitemap>\n"
        for name, args, changed in rows
    )
    moments = [changed for _name, _args, changed in rows] + [searched.changed]
    newest = max(filter(None, moments), default=None)
    said = f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n{text}</sitemapindex>\n'
    return whole(request, said, newest)


def _path(name: str, args: list[Any]) -> str:
    return reverse(name, args=[f"{args[0]:04}", f"{args[1]:02}", *args[2:]] if args else [])


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
    """The stories of a month, the first ones first, so that what was told stays in its part; two
    queries. 404 where there is none."""
    when, number = (int(year), int(month)), int(part)
    if not (1_000 <= when[0] <= 9_998 and 1 <= when[1] <= 12 and 1 <= number <= 500):
        raise Http404("No such month.")
    facts = _facts(when)
    searched, site = Searched.by(facts.pop("policy", None)), site_url(request)
    stories = searched.of(Article.objects.visible(within=by_month.stretch_of(when)))
    there = facts["stories"] > (number - 1) * STORIES
    # What may not be searched is counted there too.
    if not there or (searched != Searched() and not stories.exists()):
        raise Http404("There is nothing in it.")
    moments = [facts[name] for name in ("saved", "newest", "ended", "section")]
    moments.append(searched.changed)
    state = f"{site} {number} {searched} {sorted(facts.items())}"
    answer = StreamingHttpResponse(_file(stories, number, site), content_type=XML)
    return unless_known(request, state, max(filter(None, moments), default=None), answer)


def _facts(when: by_month.Month) -> dict[str, Any]:
    """What tells one state of a month from another, and the policy; one query."""
    now, there = timezone.now(), seen()
    dated = Article.objects.within(by_month.stretch_of(when))
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


def _file(stories: ArticleQuerySet, part: int, site: str) -> Iterator[str]:
    yield f'{HEAD}<urlset xmlns="{NAMESPACE}" xmlns:image="{IMAGES}">\n'
    asked = ["slug", "publish_at", "updated_at", "section__slug", "picture_caption"]
    rows = (
        stories.order_by("publish_at", "pk")
        .select_related("section", "picture")
        .only(*asked, *(f"picture__{name}" for name in OF_PICTURE))
    )
    for story in rows[(part - 1) * STORIES : part * STORIES].iterator(chunk_size=1_000):
        assert story.section is not None
        path = path_to("section", story.section.slug) + quote(f"{story.slug}-{story.pk}") + "/"
        shown = image(story.picture, site, story.picture_caption)
        yield row(site + path, story.updated_at or story.publish_at, shown)
    yield "</urlset>\n"
