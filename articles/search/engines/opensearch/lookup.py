"""Candidates from the engine, and from the database what the engine has not been told yet.

A story is found as soon as it is saved, and never by what it says no more: those whose telling
waits are looked at here, and the engine is not believed of them. Where they are too many, where the
engine fails, or has no index of ours, the database's own index is asked in its place.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

from articles.models import EngineIndex, SearchDocument, SearchTelling
from articles.search.engines.base import (
    Candidate,
    Engine,
    Expression,
    Span,
    TookTooLong,
    answers,
)
from articles.search.engines.opensearch import queries, wire
from articles.search.engines.opensearch.breaker import breaker

logger = logging.getLogger(__name__)

#: Milliseconds for what is asked outside of a block that says it.
BUDGET = 400
#: Seconds that an answer may be on its way, above those in which the engine cuts itself short.
ON_ITS_WAY = 0.1
#: With more stories that wait to be told, the database is asked.
MOST_WAITING = 100
#: Seconds for which it is known whether the engine has an index of ours.
KNOWN = 5.0
_FIELDS = ("place", "story", "title", "lead", "names")


@dataclass(slots=True)
class Block:
    """What is asked within one budget."""

    ends: float
    milliseconds: int
    #: What is entered once the database is asked.
    entered: ExitStack = field(default_factory=ExitStack)
    is_fallen_back: bool = False


_block: ContextVar[Block | None] = ContextVar("search_block", default=None)
_live: dict[str, tuple[float, bool]] = {}


@dataclass(frozen=True, slots=True)
class OpenSearch:
    """The engine, and the database's own one behind it."""

    own: Engine

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Make the database's own index; the engine's is built in the background."""
        self.own.install(connection)

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        """Take the database's own index away."""
        self.own.remove(connection)

    @contextmanager
    def within(self, using: str, milliseconds: int) -> Iterator[None]:
        """What is asked in the block is cut short after that time; where the engine fails, the
        database gets as much once more. Raises TookTooLong."""
        block = Block(time.monotonic() + milliseconds / 1000, milliseconds)
        token = _block.set(block)
        try:
            with block.entered:
                yield
        finally:
            _block.reset(token)

    def candidates(
        self, using: str, expression: Expression, span: Span, most: int, about: int | None
    ) -> list[Candidate]:
        """The newest `most` documents in the span that answer to the expression, newest first.
        Three queries, or those of the database's own engine."""
        block, to = _block.get(), wire.server()
        if not (block and block.is_fallen_back) and _is_live(using, to.at):
            waiting = _waiting(using)
            if waiting is not None and breaker.may_ask(to.at):
                try:
                    found = _asked(using, to, expression, span, most, set(waiting))
                except wire.Away as why:
                    _put_down(why)
                else:
                    breaker.answered()
                    found += _of_waiting(using, waiting, expression, span)
                    return sorted(found, reverse=True)[:most]
        if block and not block.is_fallen_back:
            block.is_fallen_back = True
            block.entered.enter_context(self.own.within(using, block.milliseconds))
        return self.own.candidates(using, expression, span, most, about)


def _put_down(why: wire.Away) -> None:
    if isinstance(why, wire.Refused) and why.status == 400:
        # Of this question alone: nobody is to have the others go without the engine by asking it.
        logger.warning("The search engine does not understand a question: %s", why)
        breaker.answered()
    else:
        breaker.failed(str(why))


def _is_live(using: str, at: str) -> bool:
    """Whether the engine has an index of ours; asked every few seconds."""
    until, is_live = _live.get(at, (0.0, False))
    if until < time.monotonic():
        is_live = EngineIndex.objects.using(using).filter(at=at, is_live=True).exists()
        _live[at] = time.monotonic() + KNOWN, is_live
    return is_live


def _waiting(using: str) -> list[int] | None:
    """The stories of which the engine has still to be told; None where those are too many."""
    stories = SearchTelling.objects.using(using).order_by().values_list("story", flat=True)
    found = list(stories[: MOST_WAITING + 1])
    return found if len(found) <= MOST_WAITING else None


def _of_waiting(
    using: str, waiting: Sequence[int], expression: Expression, span: Span
) -> list[Candidate]:
    if not waiting:
        return []
    rows = _documents(using, waiting, span).values_list(*_FIELDS, "text")
    return [Candidate(*row) for *row, text in rows if answers(text, expression)]


def _documents(using: str, stories: Sequence[int], span: Span) -> QuerySet[SearchDocument]:
    """Those of these stories that lie in the span, wherever the engine has them."""
    rows = SearchDocument.objects.using(using).filter(story__in=stories)
    if span.start is not None:
        rows = rows.filter(place__gte=span.start)
    return rows if span.end is None else rows.filter(place__lt=span.end)


def _asked(
    using: str,
    to: wire.Server,
    expression: Expression,
    span: Span,
    most: int,
    waiting: set[int],
) -> list[Candidate]:
    """What the engine finds, as the database has it: what it knows of stories that are gone is left
    out, and more is asked for. Raises Away and TookTooLong."""
    found: list[Candidate] = []
    rest = span
    while True:
        hits = _hits(to, expression, rest, most)
        numbers = [story for _place, story in hits if story not in waiting]
        if numbers:
            rows = _documents(using, numbers, span).values_list(*_FIELDS)
            found += [Candidate(*row) for row in rows]
        if len(hits) < most or len(found) >= most:
            return found
        rest = replace(rest, end=hits[-1][0])


def _hits(to: wire.Server, expression: Expression, span: Span, most: int) -> queries.Hits:
    block = _block.get()
    left = block.ends - time.monotonic() if block else BUDGET / 1000
    if left <= 0:
        raise TookTooLong
    asked = queries.search(expression, span, most, max(1, int(left * 1000)))
    path = f"/{to.name}/_search?allow_partial_search_results=true&{queries.WANTED}"
    said = wire.ask(to, "POST", path, asked, seconds=left + ON_ITS_WAY)
    hits = queries.hits(said, span, most)
    if hits.is_cut:
        raise TookTooLong
    return hits
