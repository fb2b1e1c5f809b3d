"""Migrations say what the models say, every one of them can be taken back, and a new database,
whose tables are made at once, is what one is that went through all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from articles.models import Picture, PictureUse
from tests import cast
from tests.migrating import names, step_by_step

EARLIER = "0005_roles"


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
    before = described()
    step_by_step(EARLIER)
    with kept_aside():
        step_by_step(None)
        assert not ours()
        step_by_step(EARLIER)
        assert rows("SELECT count(*) FROM articles_category") == [(4,)]
    rows("UPDATE articles_picture SET widths = '[320, 640]'")
    step_by_step(names()[-1])
    call_command("migrate", verbosity=0)
    assert described() == before, "both ways lead to the same tables"
    assert set(PictureUse.objects.values_list("article", "picture")) == uses
    for picture in Picture.objects.all():
        assert picture.files == ["320.webp", "640.webp", "social.jpg"]
        assert picture.src.endswith(f"/{picture.sha256}/640.webp")
        assert "gannet" in picture.search_text
    # The earlier version asked each picture for an alt text, or for being a decoration.
    assert Picture.objects.get(pk=bare.pk).decorative


def described() -> dict[str, set[Any]]:
    """What the tables are: columns, indexes, rules and triggers. Where a column stands in its table
    and what a foreign key is called is nobody's matter."""
    return {what: set(rows(sql)) for what, sql in DESCRIBED[connection.vendor].items()}


DESCRIBED = {
    "sqlite": {
        "columns": """
            SELECT t.name, c.name, c.type, c."notnull", c.dflt_value, c.pk, c.hidden
            FROM sqlite_master t, pragma_table_xinfo(t.name) c
            WHERE t.type = 'table' AND t.name LIKE 'articles%'""",
        "others": """
            SELECT name, tbl_name, sql FROM sqlite_master
            WHERE type <> 'table' AND tbl_name LIKE 'articles%' AND sql IS NOT NULL""",
        "unique": """
            SELECT t.name, group_concat(c.name) FROM sqlite_master t, pragma_index_list(t.name) i,
            pragma_index_info(i.name) c
            WHERE t.type = 'table' AND t.name LIKE 'articles%' AND i.origin <> 'c'
            GROUP BY t.name, i.name""",
        "foreign": """
            SELECT t.name, f."table", f."from", f."to", f.on_delete
            FROM sqlite_master t, pragma_foreign_key_list(t.name) f
            WHERE t.type = 'table' AND t.name LIKE 'articles%'""",
        "roles": """
            SELECT g.name, p.codename FROM auth_group g, auth_group_permissions x, auth_permission p
            WHERE x.group_id = g.id AND x.permission_id = p.id""",
    },
    "postgresql": {
        "columns": """
            SELECT table_name, column_name, data_type, is_nullable, column_default,
            character_maximum_length, generation_expression, is_identity
            FROM information_schema.columns WHERE table_name LIKE 'articles%'""",
        "others": """
            SELECT tablename, indexdef FROM pg_indexes WHERE tablename LIKE 'articles%'
            AND indexname NOT IN (SELECT conname FROM pg_constraint)
            AND indexdef NOT LIKE '%% varchar_pattern_ops)'""",
        "rules": """
            SELECT conrelid::regclass::text, CASE WHEN contype = 'c' THEN conname END,
            pg_get_constraintdef(oid)
            FROM pg_constraint WHERE conrelid::regclass::text LIKE 'articles%'""",
        "roles": """
            SELECT g.name, p.codename FROM auth_group g, auth_group_permissions x, auth_permission p
            WHERE x.group_id = g.id AND x.permission_id = p.id""",
    },
}


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
        if connection.vendor == "postgresql" and '"id"' in columns[table]:
            count_on(table)


def count_on(table: str) -> None:
    """Have the numbers of new rows go on behind those that are there."""
    rows(
        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id) + 1, false) FROM {table}"
        " HAVING max(id) IS NOT NULL"
    )
