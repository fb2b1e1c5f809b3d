"""The index of former releases on SQLite, which go on asking it while they are renewed."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

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
