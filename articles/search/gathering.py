"""The candidates of a search: the newest stories that answer to it, gathered from the newest on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from articles.search.engines import Candidate, Engine, Expression, Span

#: Those of the numbers that may be shown to whoever asks.
Allowed = Callable[[Sequence[int]], set[int]]


@dataclass(slots=True)
class Gathered:
    """What was found up to now, and how far one got."""

    found: dict[int, Candidate] = field(default_factory=dict)
    #: Whether that is all there is.
    is_all: bool = False


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Asks an engine, and leaves out what may not be shown."""

    engine: Engine
    using: str
    allowed: Allowed

    def gather(
        self,
        so_far: Gathered,
        expression: Expression,
        span: Span,
        most: int,
        about: int | None = None,
    ) -> None:
        """Put into `so_far` the newest `most` that answer to the expression and may be shown;
        `about` so many are likely to answer, if somebody knows. Raises TookTooLong."""
        while True:
            ask = most + 1
            rows = self.engine.candidates(self.using, expression, span, ask, about)
            allowed = self.allowed([one.story for one in rows]) if rows else set()
            for one in rows:
                if one.story in allowed:
                    if len(so_far.found) == most:
                        return
                    so_far.found[one.story] = one
            if len(rows) < ask:
                so_far.is_all = True
                return
            span = replace(span, end=rows[-1].place)
