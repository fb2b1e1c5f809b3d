"""What is proposed while a reader types: sections, topics and authors, then headlines.

Only what readers may have is looked at, so that nothing else can be proposed; words that only a
draft has are not in the vocabulary that completes the last one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from articles.delivery.limits.turns import ASK_AGAIN, NoTurn, searches
from articles.lib.searching import words
from articles.lib.searching.query import parse
from articles.lib.text import visible
from articles.lib.text.slugs import slug_for
from articles.models import Article, Category
from articles.models.search.document import place_of
from articles.search.asking import Narrowed
from articles.search.engines import Span
from articles.search.picking import begun
from articles.web.search import known
from articles.web.sitewide import chrome

#: Characters that are looked at; shorter beginnings of a name say too little.
LONGEST, SHORTEST_NAME = 100, 2
#: Of each.
MOST_SECTIONS, MOST_NAMES, MOST_STORIES = 2, 2, 8
#: Milliseconds that the database may take for the headlines.
BUDGET = 30
_LAST, _MINUTE = "\x7f", timedelta(minutes=1)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """What may be meant by the beginning `q`, as JSON; nothing while others search."""
    text = visible.line(request.GET.get("q", "")[: 4 * LONGEST])[:LONGEST].strip()
    try:
        with searches().taken(wait=0):
            found = list(_proposed(request, text)) if words(text) else []
    except NoTurn:
        busy = JsonResponse({"suggestions": []}, status=503, headers={"Retry-After": ASK_AGAIN})
        patch_cache_control(busy, no_store=True)
        return busy
    said = ngettext("%(n)d suggestion", "%(n)d suggestions", len(found)) % {"n": len(found)}
    answer = JsonResponse({"said": said, "suggestions": found})
    answer["X-Robots-Tag"] = "noindex"
    # A story that is withdrawn is proposed no more, not for a moment.
    patch_cache_control(answer, no_store=True)
    return answer


def _proposed(request: HttpRequest, text: str) -> Iterator[dict[str, str]]:
    """Six queries at most."""
    yield from _said(_("Section"), _sections(text, chrome.sections(request)))
    if len(text) >= SHORTEST_NAME:
        yield from _said(_("Topic"), _topics(text))
        yield from _said(_("Author"), _authors(text))
    for story in _stories(text):
        kind = story.section.name if story.section else pgettext("of a list", "Story")
        yield {"label": story.headline, "kind": kind, "url": story.get_absolute_url()}


def _said(kind: str, nouns: Iterable[Any]) -> Iterator[dict[str, str]]:
    return ({"label": noun.name, "kind": kind, "url": noun.get_absolute_url()} for noun in nouns)


def _sections(text: str, sections: Iterable[Category]) -> list[Category]:
    """Those whose name has words that begin as these do."""
    typed = words(text)
    return [
        one
        for one in sections
        if all(any(word.startswith(start) for word in words(one.name)) for start in typed)
    ][:MOST_SECTIONS]


def _topics(text: str) -> Any:
    """Those whose address begins as the words do: it is read off an index, and has no accents."""
    start = slug_for(text, fallback="-").strip("-")
    if not start:
        return []
    rows = known.topics()
    if connections[rows.db].vendor == "sqlite":
        rows = rows.filter(slug__gte=start, slug__lt=start + _LAST)
    else:
        rows = rows.filter(slug__startswith=start)
    return rows.order_by("slug")[:MOST_NAMES]


def _authors(text: str) -> Any:
    return known.authors().called(text).order_by("sort_key", "pk")[:MOST_NAMES]


def _stories(text: str) -> list[Article]:
    """The newest whose headline has all the words, the last of which may be a beginning."""
    until = Span(end=place_of(timezone.now() + _MINUTE, 0))
    rows = begun(parse(text), Narrowed(is_public=True), until, BUDGET)
    stories = Article.objects.visible().filter(pk__in=[row.story for row in rows])
    fields = ("headline", "slug", "section", "publish_at", "section__slug", "section__name")
    newest = stories.newest_first().select_related("section").only(*fields)
    return list(newest[:MOST_STORIES]) if rows else []
