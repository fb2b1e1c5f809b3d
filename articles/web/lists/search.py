"""The search page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.lib.addresses import path_of
from articles.lib.html import canonical
from articles.lib.searching import snippets
from articles.lib.text import visible
from articles.models import Article
from articles.search import find
from articles.web.lists.pagination import LAST_PAGE, PAGE_SIZE, Page, page_number

LONGEST_QUERY = 200


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was looked for, how much was found, and the stories with the words marked."""
    query = visible.line(request.GET.get("q", ""))[:LONGEST_QUERY].strip()
    found = find(query)
    number = page_number(request)
    start = (number - 1) * PAGE_SIZE
    if number > 1 and start >= len(found.numbers):
        raise Http404("No such page.")
    last = max(1, -(-len(found.numbers) // PAGE_SIZE))
    stories = _in_order(found.numbers[start : start + PAGE_SIZE])
    page = Page(stories, number, min(last, LAST_PAGE), path_of(request), urlencode({"q": query}))
    _add_snippets(page.stories, found.words)
    latest = [] if page.stories else list(Article.objects.visible().newest_first().for_cards()[:5])
    return render(
        request,
        "search.html",
        {
            "query": query,
            "feed_query": f"?{urlencode({'q': query})}",
            "results": page.stories,
            "count": found.count,
            "capped": found.is_about,
            "page": page,
            "latest": latest,
            # Results are no pages of their own; the door to them is one.
            "robots": "noindex" if query else "index",
        },
    )


def _in_order(numbers: tuple[int, ...]) -> list[Article]:
    """These stories, with all that a card shows."""
    found = {one.pk: one for one in Article.objects.visible().filter(pk__in=numbers).for_cards()}
    return [found[pk] for pk in numbers if pk in found]


def _add_snippets(stories: list[Article], wanted: snippets.Wanted) -> None:
    """Give each story a `snippet`: its passage with what is wanted, marked. One query for the
    texts."""
    ids = [story.pk for story in stories]
    bodies = dict(Article.objects.filter(pk__in=ids).values_list("pk", "body")) if ids else {}
    for story in stories:
        passage = canonical.plain_text(bodies[story.pk])
        story.snippet = snippets.snippet(passage, wanted) or story.trail_text
