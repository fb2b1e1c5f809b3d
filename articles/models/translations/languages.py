"""The languages that there are stories in."""

from __future__ import annotations

from django.db import connection

from articles.models.story.article import Article


def languages_used() -> list[str]:
    """The languages that stories have of their own, by their tags: one look at the index for each,
    however many stories there are. One query."""
    table = Article._meta.db_table
    first = f'SELECT min("language") AS one FROM "{table}" WHERE "language" > \'\''  # noqa: S608
    more = f'(SELECT min("language") FROM "{table}" WHERE "language" > used.one)'  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE used AS ({first} UNION ALL SELECT {more} FROM used "  # noqa: S608
            "WHERE used.one IS NOT NULL) SELECT one FROM used WHERE one IS NOT NULL"
        )
        return [one for (one,) in cursor.fetchall()]
