"""The stories that are meant by the beginning of a headline: for suggestions, and for pickers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from articles.lib.searching.query import Query, parse
from articles.models import Article, ArticleQuerySet
from articles.search.asking import Asked, Narrowed
from articles.search.engines import Candidate, Span, TookTooLong, engine_of
from articles.search.finding import BUDGET_OF_DESK, Search, having_headline
from articles.search.forms import SHORTEST_BEGINNING, Forms, forms_of

#: So many candidates are looked at: some may have ended, or not have what the last letters begin.
LOOKED_AT = 50


def picked(
    stories: ArticleQuerySet, text: str, narrowed: Narrowed | None = None, *, most: int
) -> list[Any]:
    """The `most` of `stories` that whoever types `text` is likely to mean: those with this very
    headline, those whose headlines begin so or have the words, the last of them only begun; where
    these are few, those that have the words anywhere. About ten queries, however many there are.
    What is known of all of `stories` anyway, said by `narrowed`, makes it quick."""
    query, narrowed, rows = parse(text), narrowed or Narrowed(), stories.order_by()
    if not query.wanted:
        return []

    def allowed(numbers: Sequence[int]) -> set[int]:
        return set(rows.filter(pk__in=numbers).values_list("pk", flat=True))

    same = having_headline(query)
    found = {*same, *begun(query, narrowed, Span(), BUDGET_OF_DESK)}
    ours = allowed([one.story for one in found]) if found else set()
    likely = sorted(
        (one for one in found if one.story in ours),
        key=lambda one: (one in same, one.title.startswith(query.plain), one.place),
        reverse=True,
    )
    numbers = [one.story for one in likely]
    if len(numbers) < most:
        search = Search(allowed, narrowed, max(most, LOOKED_AT), BUDGET_OF_DESK, same=same)
        numbers = list(dict.fromkeys([*numbers, *search.answer(query).numbers]))
    place = {pk: at for at, pk in enumerate(numbers[:most])}
    there: list[Any] = list(rows.filter(pk__in=list(place))) if place else []
    return sorted(there, key=lambda story: place[story.pk])


def begun(query: Query, narrowed: Narrowed, span: Span, budget: int) -> list[Candidate]:
    """Some of the newest whose headline has all the words, the last of which may be a beginning:
    two queries; none where that takes longer than `budget`, in milliseconds."""
    if not query.wanted:
        return []
    last = query.terms[-1]
    start = last.words[-1] if last.is_begun else ""
    # With the first letter of the next word those that are shown stay, as far as they have it.
    is_short = last.is_begun and not _says_something(start) and len(query.wanted) > 1
    rows = _candidates(
        replace(query, terms=query.terms[:-1]) if is_short else query, narrowed, span, budget
    )
    if is_short:
        rows = [row for row in rows if f" {start}" in f" {row.title}"]
    return rows


def _says_something(start: str) -> bool:
    """Whether words are looked up by what they begin with."""
    return not start.isascii() or len(start) >= SHORTEST_BEGINNING


def _candidates(query: Query, narrowed: Narrowed, span: Span, budget: int) -> list[Candidate]:
    using = Article.objects.db
    engine = engine_of(using)
    last = query.wanted[-1]
    start = last.words[-1] if last.is_begun and _says_something(last.words[-1]) else ""
    asked = Asked(query, forms_of({}, start) if start else Forms(), bool(start))
    try:
        with engine.within(using, budget):
            title = narrowed.of(asked.in_title())
            return engine.candidates(using, title, span, LOOKED_AT, None)
    except TookTooLong:
        return []
