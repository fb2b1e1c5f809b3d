"""Sitemaps in constant memory: one file for a young paper, an index of parts for an archive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.lib.addresses import site_url
from articles.models import Article, Category, Page

#: The stories of one part, by number; the protocol allows 50,000 addresses in a file.
IN_PART = 20_000
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """All addresses, or the index of the parts that hold them."""
    site = site_url(request)
    highest = Article.objects.aggregate(highest=Max("pk"))["highest"] or 0
    if highest <= IN_PART:
        return _xml(_addresses(site, 0))
    numbers = range(highest // IN_PART + 1)
    paths = [reverse("sitemap-part", args=[number]) for number in numbers]
    body = "".join(f"<sitemap><loc>{site}{path}</loc></sitemap>\n" for path in paths)
    index = f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n{body}</sitemapindex>\n'
    return HttpResponse(index, content_type="application/xml; charset=utf-8")


@require_safe
def part(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """The stories whose numbers fall into this part; the sections are in the first."""
    highest = Article.objects.aggregate(highest=Max("pk"))["highest"] or 0
    if number > highest // IN_PART:
        raise Http404("No such part.")
    return _xml(_addresses(site_url(request), number))


def _xml(rows: Iterator[str]) -> StreamingHttpResponse:
    return StreamingHttpResponse(rows, content_type="application/xml; charset=utf-8")


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
    stories = Article.objects.visible().filter(
        pk__gte=number * IN_PART, pk__lt=(number + 1) * IN_PART
    )
    rows = stories.order_by("pk").values_list(
        "section__slug", "slug", "pk", "publish_at", "updated_at"
    )
    for section, slug, pk, published, updated in rows.iterator(chunk_size=2_000):
        path = reverse("article", args=[section, slug, pk])
        yield _row(site + path, updated or published)
    yield "</urlset>\n"


def _row(address: str, changed: datetime | None) -> str:
    stamp = timezone.localtime(changed).isoformat(timespec="seconds") if changed else ""
    lastmod = f"<lastmod>{stamp}</lastmod>" if stamp else ""
    return f"<url><loc>{escape(address)}</loc>{lastmod}</url>\n"
