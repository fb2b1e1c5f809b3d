"""Words looked up in PostgreSQL's full text, by a GIN index of the documents."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any

from django.db import OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from articles.lib.searching import marks
from articles.models.search.document import moment_of
from articles.search.engines.base import (
    Candidate,
    Expression,
    Span,
    TookTooLong,
    Wanted,
    together,
)

#: The words are folded already: each is a lexeme as it stands, whatever the server's locale. They
#: are in the index alone, without places; what stands next to each other is looked up in the text.
_WORDS = "array_to_tsvector(string_to_array(text, ' '))"
INSTALL = (
    # A list of what waits to be sorted in would be read through by each search.
    f"""
    CREATE INDEX IF NOT EXISTS articles_searchindex ON articles_searchdocument
    USING gin ({_WORDS}) WITH (fastupdate = off)
    """,
    # How common a word is says the plan little here, and costs each ANALYZE a lot.
    "ALTER INDEX articles_searchindex ALTER COLUMN 1 SET STATISTICS 0",
)
#: What was found is there before it is sorted: else the newest would be walked one by one.
_FIND = """
WITH found AS MATERIALIZED (
    SELECT place, story_id, title, lead, names FROM articles_searchdocument
    WHERE {words} @@ %s::tsquery{bounds}
)
SELECT * FROM found ORDER BY place DESC LIMIT %s
"""
#: Up to so many are found at once, however old; what is more common, in steps.
_AT_ONCE = 3_000
#: How many of the newest documents the first step looks through: the index knows no order, so that
#: what it finds in a step is sorted. The next steps are of so many times the time that these took.
_FIRST, _NEXT = 4_000, (8, 64)
_BORDER = f"""
SELECT max(place), min(place) FROM
    (SELECT place FROM articles_searchdocument ORDER BY place DESC LIMIT {_FIRST}) AS newest
"""
#: Seconds for which it is known where the steps end.
_KNOWN = 300.0
#: SQLSTATE of what was cancelled.
_CANCELLED = "57014"
#: For the time of a search: the plan is to go by the index, and to keep exactly what that finds.
_SETTINGS = ("statement_timeout", "enable_seqscan", "work_mem")


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the index where it is missing."""
    with connection.cursor() as cursor:
        for statement in INSTALL:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the index away."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS articles_searchindex")


def candidates(
    using: str, expression: Expression, span: Span, most: int, about: int | None
) -> list[Candidate]:
    """The newest `most` documents in the span that answer to the expression, newest first; of what
    is common, step by step."""
    found: list[Candidate] = []
    rare = about is not None and about <= _AT_ONCE
    for part, days in [(span, ())] if rare else _steps(using, span):
        found += _found(using, expression.also(*days), part, most - len(found))
        if len(found) >= most:
            break
    return found


def _steps(using: str, span: Span) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """The span in parts, the newest first, each with the marks of its days: as wide back from its
    own end, however long ago that is, as they would be from the newest document."""
    end, (newest, width) = span.end, _newest(using)
    top = newest + 1 if end is None else min(end, newest + 1)
    for times in (1, *_NEXT):
        start = max(top - width * times, span.start or 0)
        yield Span(start, end), _days(start, end)
        end = start
        if start <= (span.start or 0):
            return
    yield Span(span.start, end), () if span.start is None else _days(span.start, end)


def _days(start: int, end: int | None) -> tuple[str, ...]:
    last = moment_of(end - 1).date() if end else _far_ahead()
    return tuple(marks.between(moment_of(start).date(), last))


def _far_ahead() -> date:
    """A day after all that is planned; the last of a year, which takes few marks."""
    return date(timezone.now().year + 2, 12, 31)


@cache
def _kept_newest(using: str) -> dict[str, Any]:
    return {"until": 0.0, "found": (0, 0)}


def _newest(using: str) -> tuple[int, int]:
    """The place of the newest document, and how wide a stretch the first step's are: asked for from
    time to time, which reads as much of an index."""
    kept = _kept_newest(using)
    if kept["until"] < time.monotonic():
        with connections[using].cursor() as cursor:
            cursor.execute(_BORDER)
            newest, border = cursor.fetchone()
        if newest is None:
            return 0, 1
        kept["found"] = (newest, max(1, newest - border))
        kept["until"] = time.monotonic() + _KNOWN
    return kept["found"]  # type: ignore[no-any-return]


def _found(using: str, expression: Expression, span: Span, most: int) -> list[Candidate]:
    bounds, given = together(expression, "strpos(' ' || text || ' ', %s) > 0")
    places: list[int] = []
    for place, test in ((span.start, ">="), (span.end, "<")):
        if place is not None:
            bounds += f" AND place {test} %s"
            places.append(place)
    with connections[using].cursor() as cursor:
        query = _FIND.format(words=_WORDS, bounds=bounds)
        cursor.execute(query, [_tsquery(expression), *given, *places, most])
        return [Candidate(*row) for row in cursor.fetchall()]


def _tsquery(expression: Expression) -> str:
    parts = [_any(part) for part in expression.all]
    if left_out := expression.known_to_the_index():
        parts.append(f"!({_any(left_out)})")
    return " & ".join(f"({part})" for part in parts)


def _any(part: tuple[Wanted, ...]) -> str:
    return " | ".join(
        "(" + " & ".join(f"'{token}'" for token in one.tokens) + ":*" * one.is_begun + ")"
        for one in part
    )


@contextmanager
def within(using: str, milliseconds: int) -> Iterator[None]:
    """What is asked in the block is cut short after that time. Raises TookTooLong."""
    connection = connections[using]
    is_nested = connection.in_atomic_block
    try:
        with transaction.atomic(using=using), connection.cursor() as cursor:
            before = _set(cursor, (str(milliseconds), "off", "64MB"))
            yield
            if is_nested:  # The transaction around this one goes on as it was.
                _set(cursor, before)
    except OperationalError as error:
        cause: Any = error.__cause__
        if getattr(cause, "pgcode", "") == _CANCELLED:
            raise TookTooLong from None
        raise


def _set(cursor: Any, values: Sequence[str]) -> Sequence[str]:
    """Set the settings; returns what they were before."""
    former = ", ".join(f"current_setting('{name}')" for name in _SETTINGS)
    new = ", ".join(f"set_config('{name}', %s, true)" for name in _SETTINGS)
    cursor.execute(
        f"WITH former AS MATERIALIZED (SELECT {former}) SELECT *, {new} FROM former", values
    )
    before: Sequence[str] = cursor.fetchone()[: len(_SETTINGS)]
    return before
