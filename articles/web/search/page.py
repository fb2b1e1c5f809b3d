"""The search page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from articles.delivery.limits.turns import ASK_AGAIN, NoTurn, searches
from articles.lib.html import canonical
from articles.lib.searching import snippets
from articles.lib.searching.query import parse
from articles.models import Article, SearchDocument
from articles.models.search.document import moment_of
from articles.search import Found, find
from articles.web.lists.pagination import PAGE_SIZE, Page, page_number
from articles.web.search import choices
from articles.web.search.asked import Sought, read
from articles.web.search.instead import instead_of
from articles.web.search.number import written
from articles.web.sitewide import chrome

#: More pages than search ranks stories for.
MOST_PAGES = 99


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was looked for, how much was found, the stories with the words marked, and what they
    may be narrowed to; 503 where too many search at once."""
    sought = read(request)
    number = page_number(request, MOST_PAGES)
    try:
        with searches().taken():
            context = _looked_up(request, sought, number)
    except NoTurn:
        return _busy(request, sought)
    return render(request, "search.html", {**_form(sought), **context})


def _form(sought: Sought) -> dict[str, Any]:
    """What was asked, as the page repeats it."""
    said = sought.values
    hidden = {name: said[name] for name in said if name not in {"q", "exact", "before"}}
    return {
        "query": sought.text,
        "sought": sought,
        "hidden": hidden,
        "chosen": choices.chosen(sought),
        "unfiltered_url": sought.of_words_alone().address(),
        # Results are no pages of their own; the door to them is one.
        "robots": "noindex" if said else "index",
    }


def _looked_up(request: HttpRequest, sought: Sought, number: int) -> dict[str, Any]:
    """All that is asked of the database: with what was found or, where that is nothing, instead
    of it."""
    found = find(sought.text, sought.narrowed, by_date=sought.by_date, as_typed=sought.as_typed)
    page = _page(sought, found, number)
    context = {
        "results": page.stories,
        "page": page,
        "found": found,
        "number": written(found.count),
        "feed_query": f"?{sought.query('sort', 'exact')}",
        "is_long": parse(sought.text).is_cut,
    }
    if not page.stories:
        instead = instead_of(sought) if not found.is_cut else None
        return {**context, "instead": instead, "latest": instead.newest if instead else []}
    _mark(page.stories, found.words)
    return {
        **context,
        "groups": choices.groups(sought, found, chrome.sections(request)),
        "own_dates": {name: sought.values.get(name, "") for name in ("from", "to")},
        "orders": [(False, sought.address("sort")), (True, sought.address(sort="date"))],
        "ranked": not sought.by_date,
        "newest_url": sought.address(),
        "exactly_url": sought.address(exact="1") if found.meant else "",
        "from_on": moment_of(sought.before) if sought.before is not None else None,
    }


def _page(sought: Sought, found: Found, number: int) -> Page:
    """The page of what is ranked; 404 past it. Behind the last one of a list by date, which is all
    that is looked at at once, the list goes on from its last story."""
    start = (number - 1) * PAGE_SIZE
    if number > 1 and start >= len(found.numbers):
        raise Http404("No such page.")
    last = max(1, -(-len(found.numbers) // PAGE_SIZE))
    further = ""
    if sought.by_date and number == last and found.is_about and found.numbers:
        of_last = SearchDocument.objects.filter(story=found.numbers[-1])
        if place := of_last.values_list("place", flat=True).first():
            further = sought.address(before=str(place))
    kept = sought.query(before=sought.values.get("before", ""))
    stories = _in_order(found.numbers[start : start + PAGE_SIZE])
    return Page(stories, number, last, reverse("search"), kept, further)


def _in_order(numbers: tuple[int, ...]) -> list[Article]:
    """These stories, with all that a card shows."""
    if not numbers:
        return []
    found = {one.pk: one for one in Article.objects.visible().filter(pk__in=numbers).for_cards()}
    return [found[pk] for pk in numbers if pk in found]


def _mark(stories: list[Article], wanted: snippets.Wanted) -> None:
    """Give each story its passage with what is wanted, and its headline, both marked. One query
    for the texts."""
    ids = [story.pk for story in stories]
    bodies = dict(Article.objects.filter(pk__in=ids).values_list("pk", "body"))
    for story in stories:
        passage = canonical.plain_text(bodies.get(story.pk, ""))
        story.snippet = snippets.snippet(passage, wanted) or story.trail_text
        story.marked_headline = snippets.marked(story.headline, wanted)


def _busy(request: HttpRequest, sought: Sought) -> HttpResponse:
    """503 with the form as it was, to be sent again."""
    context = {**_form(sought), "again_in": ASK_AGAIN, "again_url": request.get_full_path()}
    response = render(request, "search.html", context, status=503)
    response["Retry-After"] = str(ASK_AGAIN)
    patch_cache_control(response, no_store=True)
    return response
