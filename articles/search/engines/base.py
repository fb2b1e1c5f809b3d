"""What an engine is asked, and what it answers."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Wanted:
    """A token, or several that stand next to each other; the last may be a beginning only."""

    tokens: tuple[str, ...]
    is_begun: bool = False
    #: Several may stand anywhere.
    is_apart: bool = False

    @property
    def is_together(self) -> bool:
        """Whether there are several, next to each other."""
        return len(self.tokens) > 1 and not self.is_apart


@dataclass(frozen=True, slots=True)
class Expression:
    """What a document has to have: one of each of `all`, and none of `none`."""

    all: tuple[tuple[Wanted, ...], ...]
    none: tuple[Wanted, ...] = ()

    def known_to_the_index(self) -> tuple[Wanted, ...]:
        """What is left out by looking at the index alone: words that stand next to each other may
        be there apart, too, which the text says."""
        return () if any(one.is_together for one in self.none) else self.none

    def also(self, *tokens: str) -> Expression:
        """The same, with one of these tokens, too, if there are any."""
        if not tokens:
            return self
        return Expression((*self.all, tuple(Wanted((one,)) for one in tokens)), self.none)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of places (`models/search/document.py`), from `start` up to, not including, `end`;
    None is as far as there is."""

    start: int | None = None
    end: int | None = None


class Candidate(NamedTuple):
    """A document that was found, as ranking sees it."""

    place: int
    story: int
    title: str
    lead: str
    names: str


def together(expression: Expression, test: str) -> tuple[str, list[Any]]:
    """The conditions, in SQL, for what has to stand next to each other, as an index without places
    can't tell: each asks a document's text by `test`, for which a value is given."""
    conditions = ""
    given: list[Any] = []
    for part in (*expression.all, expression.none):
        if any(one.is_together for one in part):
            tests = " OR ".join([test] * len(part))
            conditions += f" AND {'NOT ' if part is expression.none else ''}({tests})"
            given += [f" {' '.join(one.tokens)}{'' if one.is_begun else ' '}" for one in part]
    return conditions, given


def answers(text: str, expression: Expression) -> bool:
    """Whether a document with that text answers to the expression, told without an index."""
    words, whole = set(text.split(" ")), f" {text} "
    has = partial(_has, words, whole)
    return all(any(map(has, part)) for part in expression.all) and not any(
        map(has, expression.none)
    )


def _has(words: set[str], whole: str, wanted: Wanted) -> bool:
    if wanted.is_together:
        return f" {' '.join(wanted.tokens)}{'' if wanted.is_begun else ' '}" in whole
    *first, last = wanted.tokens
    if wanted.is_begun:
        return words.issuperset(first) and f" {last}" in whole
    return words.issuperset(wanted.tokens)


class TookTooLong(Exception):
    """The engine was cut short."""


class Engine(Protocol):
    """One way to look words up."""

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Make the index where it is missing, of the documents that are there."""
        ...

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        """Take it away."""
        ...

    def candidates(
        self, using: str, expression: Expression, span: Span, most: int, about: int | None
    ) -> list[Candidate]:
        """The newest `most` documents in the span that answer to the expression, newest first;
        `about` so many are likely to do, if somebody knows."""
        ...

    def within(self, using: str, milliseconds: int) -> AbstractContextManager[None]:
        """What is asked in the block is cut short after that time. Raises TookTooLong."""
        ...
