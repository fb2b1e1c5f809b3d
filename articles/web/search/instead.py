"""Where nothing was found: what may be asked instead, each with how many stories it finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from articles.models import Article
from articles.search import Found, fewer_words, find
from articles.web.search.asked import Sought
from articles.web.search.number import written

#: Queries with a word less that are tried, and stories that are shown.
MOST_FEWER, NEWEST = 2, 5


@dataclass(frozen=True, slots=True)
class Way:
    """Another search."""

    words: str
    url: str
    found: Found

    @property
    def number(self) -> str:
        """How many stories it finds, as a page writes it."""
        return written(self.found.count)


@dataclass(frozen=True, slots=True)
class Instead:
    """What is offered."""

    #: The words that may have been meant, or the same ones without filters.
    meant: Way | None = None
    unfiltered: Way | None = None
    #: Fewer words.
    fewer: list[Way] = field(default_factory=list)
    newest: list[Article] = field(default_factory=list)


def instead_of(sought: Sought) -> Instead:
    """At most four searches more, of which each has a budget; none for no words."""
    newest = list(Article.objects.visible().newest_first().for_cards()[:NEWEST])
    if not sought.text:
        return Instead(newest=newest)
    meant = _meant(sought)
    unfiltered = _looked(sought.of_words_alone()) if sought.is_filtered else None
    fewer = [] if meant or unfiltered else list(_fewer(sought))
    return Instead(meant, unfiltered, fewer, newest)


def _meant(sought: Sought) -> Way | None:
    """What is looked for by itself, unless somebody wants exactly what they typed."""
    if not sought.as_typed:
        return None
    found = find(sought.text, sought.narrowed)
    if not found.meant:
        return None
    return Way(found.meant, sought.with_words(found.meant).address("exact"), found)


def _looked(sought: Sought) -> Way | None:
    found = find(sought.text, sought.narrowed, as_typed=True)
    return Way(sought.text, sought.address(), found) if found.numbers else None


def _fewer(sought: Sought) -> Iterator[Way]:
    for text in fewer_words(sought.text)[:MOST_FEWER]:
        if way := _looked(sought.with_words(text)):
            yield way
