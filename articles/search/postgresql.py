"""Search on PostgreSQL's full text: a generated column of our own words, with a GIN index."""

from __future__ import annotations

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from articles.models import ArticleQuerySet

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


def _expression(words: list[str], begun: bool) -> str:
    return " & ".join(f"'{word}'" for word in words) + (":*" if begun else "")


def matching(using: str, words: list[str], limit: int, *, begun: bool) -> list[int]:
    """The ids of at most `limit` stories, in any state, with all of `words`; with `begun`, the
    last one may be a beginning only."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT id FROM articles_article WHERE search_words @@ %s::tsquery LIMIT %s",
            [_expression(words, begun), limit],
        )
        return [row[0] for row in cursor.fetchall()]


def narrow(stories: ArticleQuerySet, words: list[str], *, begun: bool) -> ArticleQuerySet:
    """Those of `stories` with all of `words`, tested one by one in the order of `stories`."""
    test = "articles_article.search_words @@ %s::tsquery"
    return stories.alias(
        found=RawSQL(test, [_expression(words, begun)], output_field=BooleanField())
    ).filter(found=True)
