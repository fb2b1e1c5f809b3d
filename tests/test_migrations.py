"""Migrations say what the models say, and every one of them can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from articles.models import Picture, PictureUse
from tests import cast

EARLIER = "0005"


@pytest.mark.django_db
def test_there_is_no_drift() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_all_can_be_taken_back_and_made_again() -> None:
    """Down to nothing and up again; the pictures of an earlier version come along."""
    inside, lead, bare = cast.picture(), cast.picture("navy"), cast.picture("olive", alt_text="")
    story = cast.live(body=f'{cast.BODY}<figure data-picture="{inside.pk}"></figure>')
    story.write(story.content() | {"picture": lead.pk}, None)
    uses = set(PictureUse.objects.values_list("article", "picture"))
    assert uses == {(story.pk, inside.pk), (story.pk, lead.pk)}
    before = set(connection.introspection.table_names())
    call_command("migrate", "articles", EARLIER, verbosity=0)
    with kept_aside():
        call_command("migrate", "articles", "zero", verbosity=0)
        assert not ours()
        call_command("migrate", "articles", EARLIER, verbosity=0)
        assert rows("SELECT count(*) FROM articles_category") == [(4,)]
    rows("UPDATE articles_picture SET widths = '[320, 640]'")
    call_command("migrate", verbosity=0)
    assert set(connection.introspection.table_names()) == before
    assert set(PictureUse.objects.values_list("article", "picture")) == uses
    for picture in Picture.objects.all():
        assert picture.files == ["320.webp", "640.webp", "social.jpg"]
        assert picture.src.endswith(f"/{picture.sha256}/640.webp")
        assert "gannet" in picture.search_text
    # The earlier version asked each picture for an alt text, or for being a decoration.
    assert Picture.objects.get(pk=bare.pk).decorative


def ours() -> list[str]:
    """The tables of the newsroom."""
    return [one for one in connection.introspection.table_names() if one.startswith("articles_")]


def rows(sql: str) -> list[Any]:
    """What comes of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def kept_aside() -> Iterator[None]:
    """Put back afterwards what the tables of the newsroom have in them now; the index of the search
    is made anew with them."""
    tables = [one for one in ours() if not one.startswith("articles_search")]
    for table in tables:
        rows(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")
    yield
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description
        columns = {
            table: ", ".join(
                f'"{column.name}"'
                for column in described(cursor, table)
                if column.name != "search_words"  # PostgreSQL works it out
            )
            for table in tables
        }
    with transaction.atomic():
        for table in tables:
            rows(f"DELETE FROM {table}")
        for table in tables:
            rows(
                f"INSERT INTO {table} ({columns[table]}) SELECT {columns[table]} FROM kept_{table}"
            )
    for table in tables:
        rows(f"DROP TABLE kept_{table}")
