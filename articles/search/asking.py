"""A query in the tokens of the index: words with their forms, and what it is narrowed to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from articles.lib.searching import marks
from articles.lib.searching.query import Query, Term, Way
from articles.search.engines import Expression, Wanted
from articles.search.forms import MOST_FORMS, SHORTEST_BEGINNING, Forms, forms_of

#: With fewer stories than that, words that only begin as the last one does count too.
ENOUGH = 20
#: In so many stories, together, may words stand for which only their beginning is asked.
MOST_BEGUN = 5_000


@dataclass(frozen=True, slots=True)
class Narrowed:
    """To which stories a search is narrowed."""

    section: int | None = None
    author: int | None = None
    topic: int | None = None
    kind: str = ""
    start: datetime | None = None
    end: datetime | None = None
    #: What stands before that place (`models/search/document.py`), where a list by date goes on.
    before: int | None = None
    #: Any of these marks: what somebody may see.
    any_of: tuple[str, ...] = ()
    #: Only what readers may have.
    is_public: bool = False

    def of(self, expression: Expression) -> Expression:
        """What `expression` asks, of these stories alone; but for the time."""
        for mark in self._marks():
            expression = expression.also(mark)
        return expression.also(*self.any_of)

    def _marks(self) -> Iterator[str]:
        if self.section is not None:
            yield marks.section(self.section)
        if self.author is not None:
            yield marks.author(self.author)
        if self.topic is not None:
            yield marks.topic(self.topic)
        if self.kind:
            yield marks.kind(self.kind)
        if self.is_public:
            yield marks.PUBLIC


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with the forms of its words."""

    query: Query
    forms: Forms
    #: Whether the last word may be a beginning only.
    is_begun: bool = False

    @classmethod
    def of(cls, query: Query) -> Asked:
        """With the forms that the vocabulary knows: one query. Where few stories have the last word
        itself, those count at once that only begin so."""
        written = {way[0]: one.written for one in query.wanted for way in single(one)}
        last = next((one.words[-1] for one in query.wanted if one.is_begun), "")
        start = last if len(last) >= SHORTEST_BEGINNING or not last.isascii() else ""
        forms = forms_of(written, start) if written or start else Forms()
        return cls(query, forms, bool(start) and forms.about(last) < ENOUGH)

    def as_begun(self) -> Asked | None:
        """The same with what begins as the last word, if that is more."""
        may = any(one.is_begun for one in self.query.wanted) and self.forms.begun
        return None if self.is_begun or not may else replace(self, is_begun=True)

    def words(self) -> Expression:
        """For stories that have all of it anywhere."""
        every = tuple(tuple(self._wanted(one)) for one in self.query.wanted)
        left_out = [one for one in self.query.terms if one.is_excluded]
        none = [Wanted(way) for one in left_out for way in (one.words, *one.others)]
        return Expression(every, tuple(none))

    def in_title(self) -> Expression:
        """For those that have all of it in their headline."""
        every = self.words()
        titles = [tuple(map(_in_title, way)) for way in every.all]
        together = [way for way in every.all if any(one.is_together for one in way)]
        return Expression((*titles, *together), every.none)

    def alternatives(self) -> list[list[Way]]:
        """For each term that is wanted the ways to write it, the typed ones first."""
        return [
            [" ".join(one.tokens) + "*" * one.is_begun for one in self._wanted(term)]
            for term in self.query.wanted
        ]

    def rarest(self) -> int | None:
        """In about how many stories the rarest of its words stands, at most; None where there is
        no word that the vocabulary would know."""
        return min(map(self._about, filter(single, self.query.wanted)), default=None)

    def _about(self, term: Term) -> int:
        own = sum(self.forms.about(way[0]) for way in single(term))
        return own + self.forms.stories_begun * (term.is_begun and self.is_begun)

    def _wanted(self, term: Term) -> Iterator[Wanted]:
        is_begun = term.is_begun and self.is_begun
        # As long as they are few, the index is asked for the beginning itself: it may know more.
        # SQLite puts all stories together that have any of them, before it gives the newest.
        is_rare = self.forms.stories_begun <= MOST_BEGUN
        is_open = is_begun and is_rare and len(self.forms.begun) <= MOST_FORMS
        found: dict[Wanted, None] = {}
        for way in (term.words, *term.others):
            found[Wanted(way)] = None
            if is_open:
                found[Wanted(way, is_begun=True)] = None
        for way in single(term):
            found |= {Wanted((word,)): None for word in self.forms.all_of(way[0])}
        if is_begun:
            found |= {Wanted((word,)): None for word in self.forms.begun[:MOST_FORMS]}
        return iter(found)


def single(term: Term) -> list[tuple[str, ...]]:
    """The ways to write a term that are one word, which may have other forms."""
    if term.is_quoted or term.is_excluded:
        return []
    return [way for way in (term.words, *term.others) if len(way) == 1]


def _in_title(wanted: Wanted) -> Wanted:
    """The same words in a headline, in whatever order."""
    return Wanted(tuple(map(marks.in_title, wanted.tokens)), wanted.is_begun, is_apart=True)
