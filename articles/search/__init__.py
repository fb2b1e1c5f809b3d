"""Search over the words of the stories, on the database's own full-text index.

Newest first. Words match whole; where few stories have them, the last one also as a beginning.
Case and accents do not matter. The cost is bounded for rare and for common words alike: a rare
word's stories are looked up, a common one's are met while walking back from the newest.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connections

from articles.lib import searching
from articles.models import Article, ArticleQuerySet
from articles.search import postgresql, sqlite

#: Up to so many matches are counted; beyond, the page says "more than".
MAX_RESULTS = 1_000
MAX_QUERY_WORDS = 12
#: With fewer stories than that, words that only begin as the last one does count too.
ENOUGH = 20
BACKENDS = {"sqlite": sqlite, "postgresql": postgresql}


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the stories, how many, and whether there are more than that."""

    stories: ArticleQuerySet
    count: int
    capped: bool


def find(query: str) -> Found:
    """The visible stories with all the words of `query`, newest first; none for no words."""
    stories = Article.objects.visible().newest_first()
    found, capped = _narrowed(stories, query)
    return Found(found, MAX_RESULTS if capped else found.count(), capped)


def among(stories: ArticleQuerySet, query: str) -> ArticleQuerySet:
    """Those of `stories`, in their order, with all the words of `query`."""
    return _narrowed(stories, query)[0]


def _narrowed(stories: ArticleQuerySet, query: str) -> tuple[ArticleQuerySet, bool]:
    words = list(dict.fromkeys(searching.words(query)))[:MAX_QUERY_WORDS]
    if not words:
        return stories.none(), False
    backend = BACKENDS[connections[stories.db].vendor]
    for begun in (False, True):
        ids = backend.matching(stories.db, words, MAX_RESULTS + 1, begun=begun)
        if len(ids) > MAX_RESULTS:
            return backend.narrow(stories, words, begun=begun), True
        if len(ids) >= ENOUGH:
            break
    return (stories.filter(pk__in=ids) if ids else stories.none()), False
