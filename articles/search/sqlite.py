"""Search on SQLite's FTS5, kept in step by triggers."""

from __future__ import annotations

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from articles.models import ArticleQuerySet

#: The words are folded already, so the tokenizer only has to split them at the blanks.
INSTALL = """
CREATE VIRTUAL TABLE IF NOT EXISTS articles_search USING fts5(
    search_text, content='articles_article', content_rowid='id', detail='none',
    prefix='2 3', tokenize="unicode61 remove_diacritics 0 categories 'L* M* N*'"
);
CREATE TRIGGER IF NOT EXISTS articles_search_insert AFTER INSERT ON articles_article BEGIN
    INSERT INTO articles_search(rowid, search_text) VALUES (new.id, new.search_text);
END;
CREATE TRIGGER IF NOT EXISTS articles_search_delete AFTER DELETE ON articles_article BEGIN
    INSERT INTO articles_search(articles_search, rowid, search_text)
    VALUES ('delete', old.id, old.search_text);
END;
CREATE TRIGGER IF NOT EXISTS articles_search_update
AFTER UPDATE OF search_text ON articles_article WHEN old.search_text <> new.search_text BEGIN
    INSERT INTO articles_search(articles_search, rowid, search_text)
    VALUES ('delete', old.id, old.search_text);
    INSERT INTO articles_search(rowid, search_text) VALUES (new.id, new.search_text);
END;
"""
REMOVE = """
DROP TRIGGER IF EXISTS articles_search_insert;
DROP TRIGGER IF EXISTS articles_search_delete;
DROP TRIGGER IF EXISTS articles_search_update;
DROP TABLE IF EXISTS articles_search;
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the index and its triggers where they are missing, and fill a new index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'articles_search'")
        new = cursor.fetchone()[0] == 0
        for statement in _statements(INSTALL):
            cursor.execute(statement)
        if new:
            cursor.execute("INSERT INTO articles_search(articles_search) VALUES ('rebuild')")


def repair(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers back after a migration: SQLite makes an altered table anew, without
    them. Where the index itself is not installed, nothing is done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'articles_search'")
        installed = cursor.fetchone()[0] == 1
    if installed:
        install(connection)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the index and its triggers away."""
    with connection.cursor() as cursor:
        for statement in _statements(REMOVE):
            cursor.execute(statement)


def _statements(script: str) -> list[str]:
    """The script's statements; a trigger's own semicolons are inside its indented body."""
    parts = script.strip().split(";\n")
    statements: list[str] = []
    for part in parts:
        if part.startswith(("    ", "END")):
            statements[-1] += ";\n" + part
        else:
            statements.append(part)
    return statements


def matching(using: str, words: list[str], limit: int, *, begun: bool) -> list[int]:
    """The ids of at most `limit` stories, in any state, with all of `words`; with `begun`, the
    last one may be a beginning only."""
    expression = " AND ".join(f'"{word}"' for word in words) + ("*" if begun else "")
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM articles_search WHERE articles_search MATCH %s LIMIT %s",
            [expression, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def narrow(stories: ArticleQuerySet, words: list[str], *, begun: bool) -> ArticleQuerySet:
    """Those of `stories` with all of `words`, tested one by one in the order of `stories`.

    The words are looked for in the text itself: asked for one row, the index would gather all
    rows of a word's beginning first.
    """
    parts = [f" {word} " for word in words]
    if begun:
        parts[-1] = parts[-1].rstrip()
    test = " AND ".join(["instr(' ' || articles_article.search_text || ' ', %s) > 0"] * len(parts))
    return stories.alias(found=RawSQL(test, parts, BooleanField())).filter(found=True)
