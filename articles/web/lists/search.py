"""The search page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.lib.html import canonical
from articles.lib.searching import snippets
from articles.lib.searching.query import parse
from articles.lib.text import visible
from articles.models import Article
from articles.search import find
from articles.web.lists.pagination import paginate

LONGEST_QUERY = 200


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was looked for, how much was found, and the stories with the words marked."""
    query = visible.line(request.GET.get("q", ""))[:LONGEST_QUERY].strip()
    found = find(query)
    page = paginate(request, found.stories, query=urlencode({"q": query}), total=found.count)
    _add_snippets(page.stories, query)
    latest = [] if page.stories else list(Article.objects.visible().newest_first().for_cards()[:5])
    return render(
        request,
        "search.html",
        {
            "query": query,
            "feed_query": f"?{urlencode({'q': query})}",
            "results": page.stories,
            "count": found.count,
            "capped": found.capped,
            "page": page,
            "latest": latest,
            # Results are no pages of their own; the door to them is one.
            "robots": "noindex" if query else "index",
        },
    )


def _add_snippets(stories: list[Article], query: str) -> None:
    """Give each story a `snippet`: its passage with the words, marked. One query for the texts."""
    ids = [story.pk for story in stories]
    wanted = [term.ways for term in parse(query).wanted]
    bodies = dict(Article.objects.filter(pk__in=ids).values_list("pk", "body")) if ids else {}
    for story in stories:
        passage = canonical.plain_text(bodies[story.pk])
        story.snippet = snippets.snippet(passage, wanted) or story.trail_text
