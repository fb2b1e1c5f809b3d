"""Sitemaps in constant memory: one file for a young paper, an index of parts for an archive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from typing import Any
from xml.sax.saxutils import escape

from django.db.models import Count, F, Max, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from articles.lib.addresses import site_url
from articles.models import Article, ArticleQuerySet, Category, Page

#: The stories of one part, by number; the protocol allows 50,000 addresses in a file.
STORIES_PER_PART = 20_000
XML = "application/xml; charset=utf-8"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@require_safe
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """All addresses; or for an archive the index of the parts that hold them, each with when a
    story of it came or was changed last."""
    highest = Article.objects.aggregate(highest=Max("pk"))["highest"] or 0
    if highest <= STORIES_PER_PART:
        return _written(request, 0)
    site, parts = site_url(request), _parts()
    rows = "".join(
        f"<sitemap><loc>{site}{reverse('sitemap-part', args=[number])}</loc>"
        f"{_lastmod(parts.get(number))}</sitemap>\n"
        for number in sorted({0, *parts})
    )
    index = f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n{rows}</sitemapindex>\n'
    return _unless_known(request, index, None, HttpResponse(index, content_type=XML))


def _parts() -> dict[int, datetime]:
    """The parts that hold stories, each with when one of them came or was changed last. Both are
    read off an index: a look at each story's row would be a look at each story's text."""
    visible = Article.objects.visible().order_by().annotate(part=F("pk") / STORIES_PER_PART)
    came = visible.values_list("part").annotate(at=Max("publish_at"))
    changed = visible.filter(updated_at__isnull=False).values_list("part")
    parts = dict(came)
    return parts | {
        number: max(at, parts[number])
        for number, at in changed.annotate(at=Max("updated_at"))
        if number in parts
    }


@require_safe
def part(request: HttpRequest, number: int) -> HttpResponseBase:
    """The stories whose numbers fall into this part; the sections are in the first."""
    if number and not _part(number).exists():
        raise Http404("No such part.")
    return _written(request, number)


def _written(request: HttpRequest, number: int) -> HttpResponseBase:
    """The part, a row at a time; nothing of it is made for whoever has it."""
    facts = _facts(number)
    moments = (facts[name] for name in ("saved", "newest", "ended", "section", "page"))
    site, changed = site_url(request), max((at for at in moments if at), default=None)
    answer = StreamingHttpResponse(_addresses(site, number), content_type=XML)
    return _unless_known(request, f"{site} {sorted(facts.items())}", changed, answer)


def _facts(number: int) -> dict[str, Any]:
    """What tells one state of a part from another, in three queries."""
    now, there = timezone.now(), Q(pk__in=_part(number).values("pk"))
    return (
        _in_part(Article.objects.all(), number).aggregate(
            saved=Max("modified_at"),
            ended=Max("expires_at", filter=Q(expires_at__lte=now)),
            newest=Max("publish_at", filter=there),
            stories=Count("pk", filter=there),
            sum=Sum("pk", filter=there),
        )
        | Category.objects.aggregate(section=Max("changed_at"), sections=Count("pk"))
        | Page.objects.aggregate(page=Max("changed_at"), pages=Count("pk"))
    )


def _unless_known(
    request: HttpRequest, state: str, changed: datetime | None, answer: Any
) -> HttpResponseBase:
    """`answer`, or 304 for whoever has what it says in this `state`."""
    tag = f'"{blake2b(state.encode(), digest_size=12).hexdigest()}"'
    second = int(changed.timestamp()) if changed else None
    said: HttpResponseBase = get_conditional_response(request, tag, second, answer) or answer
    said["ETag"] = tag
    if second:
        said["Last-Modified"] = http_date(second)
    patch_vary_headers(said, ["Accept-Encoding"])
    return said


def _part(number: int) -> ArticleQuerySet:
    return _in_part(Article.objects.visible(), number)


def _in_part(stories: ArticleQuerySet, number: int) -> ArticleQuerySet:
    return stories.filter(pk__gte=number * STORIES_PER_PART, pk__lt=(number + 1) * STORIES_PER_PART)


def _addresses(site: str, number: int) -> Iterator[str]:
    yield f'{HEAD}<urlset xmlns="{NAMESPACE}">\n'
    if number == 0:
        yield _row(site + reverse("front"), None)
        for category in Category.objects.all():
            yield _row(site + category.get_absolute_url(), None)
            yield _row(site + reverse("months", args=[category.slug]), None)
        yield _row(site + reverse("corrections"), None)
        for page in Page.objects.visible():
            yield _row(site + page.get_absolute_url(), page.changed_at)
    rows = (
        _part(number)
        .order_by("pk")
        .values_list("section__slug", "slug", "pk", "publish_at", "updated_at")
    )
    for section, slug, pk, published, updated in rows.iterator(chunk_size=2_000):
        path = reverse("article", args=[section, slug, pk])
        yield _row(site + path, updated or published)
    yield "</urlset>\n"


def _row(address: str, changed: datetime | None) -> str:
    return f"<url><loc>{escape(address)}</loc>{_lastmod(changed)}</url>\n"


def _lastmod(changed: datetime | None) -> str:
    stamp = timezone.localtime(changed).isoformat(timespec="seconds") if changed else ""
    return f"<lastmod>{stamp}</lastmod>" if stamp else ""
