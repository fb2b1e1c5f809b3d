"""The index of former releases on PostgreSQL, which go on asking it while they are renewed."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

INSTALL = (
    # The words are folded already: each is a lexeme as it stands, whatever the server's locale.
    """
    ALTER TABLE articles_article ADD COLUMN IF NOT EXISTS search_words tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(search_text, ' '))) STORED
    """,
    """
    CREATE INDEX IF NOT EXISTS articles_search ON articles_article USING gin (search_words)
    """,
)
REMOVE = ("ALTER TABLE articles_article DROP COLUMN IF EXISTS search_words",)


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the column and its index where they are missing."""
    with connection.cursor() as cursor:
        for statement in INSTALL:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the column away, its index with it."""
    with connection.cursor() as cursor:
        for statement in REMOVE:
            cursor.execute(statement)
