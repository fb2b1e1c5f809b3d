"""The sitemaps of what is no story: sections and the paper's pages, authors, topics."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.lib.addresses import site_url
from articles.models import Author, Category, Page, Topic
from articles.models.publication.known import writers, written_about
from articles.syndication.maps.searched import Searched
from articles.syndication.maps.writing import HEAD, NAMESPACE, row, whole

#: As many as the protocol allows in a file: of more, the latest.
MOST = 50_000


@require_safe
def pages(request: HttpRequest) -> HttpResponseBase:
    """The front, the sections with their months, the corrections, and the paper's own pages."""
    searched, site = Searched.now(), site_url(request)
    rows = [row(site + reverse("front"))] if searched.site else []
    for section in Category.objects.all():
        if searched.has(section.pk):
            rows.append(row(site + section.get_absolute_url()))
            rows.append(row(site + reverse("months", args=[section.slug])))
    if searched.site:
        rows.append(row(site + reverse("corrections")))
        own = Page.objects.visible()
        rows += [row(site + one.get_absolute_url(), one.changed_at) for one in own]
    return _written(request, rows, searched)


@require_safe
def authors(request: HttpRequest) -> HttpResponseBase:
    """The authors whom readers know: those with a role or a story."""
    return _all_of(request, writers(Author.objects.only("slug")))


@require_safe
def topics(request: HttpRequest) -> HttpResponseBase:
    """The topics that readers have stories about."""
    return _all_of(request, written_about(Topic.objects.only("slug")))


def _all_of(request: HttpRequest, nouns: QuerySet[Author] | QuerySet[Topic]) -> HttpResponseBase:
    if not (searched := Searched.now()).site:
        raise Http404("Nothing here may be searched.")
    site = site_url(request)
    latest = nouns.order_by("-pk")[:MOST]
    rows = [row(site + one.get_absolute_url()) for one in latest.iterator()]
    return _written(request, rows, searched)


def _written(request: HttpRequest, rows: Iterable[str], searched: Searched) -> HttpResponseBase:
    """The file; of the rows' own dates none says that one went, so that its date is that of the
    last change of anything."""
    text = "".join(rows)
    if not text:
        raise Http404("There is nothing in it.")
    written = f'{HEAD}<urlset xmlns="{NAMESPACE}">\n{text}</urlset>\n'
    return whole(request, written, searched.told)
