"""Words looked up in SQLite's FTS5, kept in step with the documents by triggers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.search.engines.base import (
    Candidate,
    Expression,
    Span,
    TookTooLong,
    Wanted,
    together,
)

#: To this tokenizer every character beyond ASCII is one of a word, whichever Unicode SQLite knows:
#: what is no word was made a blank when the words were folded.
INSTALL = """
CREATE VIRTUAL TABLE IF NOT EXISTS articles_searchindex USING fts5(
    text, content='articles_searchdocument', content_rowid='place', tokenize='ascii',
    detail='none'
);
CREATE TRIGGER IF NOT EXISTS articles_searchindex_insert
AFTER INSERT ON articles_searchdocument BEGIN
    INSERT INTO articles_searchindex(rowid, text) VALUES (new.place, new.text);
END;
CREATE TRIGGER IF NOT EXISTS articles_searchindex_delete
AFTER DELETE ON articles_searchdocument BEGIN
    INSERT INTO articles_searchindex(articles_searchindex, rowid, text)
    VALUES ('delete', old.place, old.text);
END;
CREATE TRIGGER IF NOT EXISTS articles_searchindex_update
AFTER UPDATE OF text, place ON articles_searchdocument
WHEN old.text <> new.text OR old.place <> new.place BEGIN
    INSERT INTO articles_searchindex(articles_searchindex, rowid, text)
    VALUES ('delete', old.place, old.text);
    INSERT INTO articles_searchindex(rowid, text) VALUES (new.place, new.text);
END;
"""
NAMES = (
    "articles_searchindex_insert",
    "articles_searchindex_delete",
    "articles_searchindex_update",
)
#: Instructions of SQLite's machine between two looks at the clock.
_STEPS = 20_000
#: The index gives its rows by their number, which is the place, from the end: nothing is sorted,
#: and no more is read than is asked for.
_FIND = """
SELECT d.place, d.story_id, d.title, d.lead, d.names FROM articles_searchindex
CROSS JOIN articles_searchdocument d ON d.place = articles_searchindex.rowid
WHERE articles_searchindex MATCH %s{bounds} ORDER BY articles_searchindex.rowid DESC LIMIT %s
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the index and its triggers where they are missing, and fill a new index."""
    with connection.cursor() as cursor:
        is_new = not _is_there(cursor)
        for statement in _statements(INSTALL):
            cursor.execute(statement)
        if is_new:
            cursor.execute(
                "INSERT INTO articles_searchindex(articles_searchindex) VALUES ('rebuild')"
            )


def repair(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers back after a migration: SQLite makes an altered table anew, without
    them. Where the index itself is not installed, nothing is done."""
    with connection.cursor() as cursor:
        installed = _is_there(cursor)
    if installed:
        install(connection)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the index and its triggers away."""
    with connection.cursor() as cursor:
        for name in NAMES:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute("DROP TABLE IF EXISTS articles_searchindex")


def _is_there(cursor: Any) -> bool:
    cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'articles_searchindex'")
    return bool(cursor.fetchone()[0])


def _statements(script: str) -> list[str]:
    """The script's statements; a trigger's own semicolons are inside its indented body."""
    statements: list[str] = []
    for part in script.strip().split(";\n"):
        if part.startswith(("    ", "END")):
            statements[-1] += ";\n" + part
        else:
            statements.append(part)
    return statements


def candidates(
    using: str, expression: Expression, span: Span, most: int, about: int | None
) -> list[Candidate]:
    """The newest `most` documents in the span that answer to the expression, newest first."""
    bounds, given = together(expression, "instr(' ' || d.text || ' ', %s) > 0")
    for place, test in ((span.start, ">="), (span.end, "<")):
        if place is not None:
            bounds += f" AND articles_searchindex.rowid {test} %s"
            given.append(place)
    with connections[using].cursor() as cursor:
        cursor.execute(_FIND.format(bounds=bounds), [_match(expression), *given, most])
        return [Candidate(*row) for row in cursor.fetchall()]


def _match(expression: Expression) -> str:
    every = " AND ".join(f"({_any(part)})" for part in expression.all)
    left_out = expression.known_to_the_index()
    return f"({every}) NOT ({_any(left_out)})" if left_out else every


def _any(part: tuple[Wanted, ...]) -> str:
    return " OR ".join(map(_one, part))


def _one(wanted: Wanted) -> str:
    every = " AND ".join(f'"{one}"' for one in wanted.tokens) + "*" * wanted.is_begun
    return f"({every})" if len(wanted.tokens) > 1 else every


@contextmanager
def within(using: str, milliseconds: int) -> Iterator[None]:
    """What is asked in the block is cut short after that time. Raises TookTooLong."""
    connection = connections[using]
    connection.ensure_connection()
    # Its own time alone: beside others that keep the machine busy, a search is not a costly one.
    until = time.thread_time() + milliseconds / 1000
    raw: Any = connection.connection
    raw.set_progress_handler(lambda: time.thread_time() > until, _STEPS)
    try:
        yield
    except OperationalError as error:
        if "interrupted" in str(error):
            raise TookTooLong from None
        raise
    finally:
        raw.set_progress_handler(None, 0)
