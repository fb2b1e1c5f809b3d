"""Make a large archive of a smaller one: its stories, names, topics and documents several times.

Each copy is of the same minute as its story, under another number, so that all that was worked out
of the story stays true. One statement a table and a copy; the index is made anew afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from articles.demo.loading import loading
from articles.models import Article, Byline, SearchDocument, SearchWord, Tagging
from articles.search.engines import engine_of
from articles.search.former import sqlite as former

#: Seconds between a story and its next copy, within the minute.
APART = 7


def multiply(times: int, progress: Callable[[int], None] = lambda made: None) -> None:
    """Have every story of the archive `times` times."""
    tables: list[type[models.Model]] = [Article, Byline, Tagging, SearchDocument]
    step = 1 + (Article.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)
    engine = engine_of("default")
    engine.remove(connection)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER IF EXISTS articles_search_insert")
    with loading(tables, many=True):
        for copy in range(1, times):
            with transaction.atomic():
                for model in tables:
                    _copy(model, copy, step)
            progress(copy)
        _count_on(tables)
        # Within it, as making an index takes longer than a statement may.
        engine.install(connection)
    SearchWord.objects.update(stories=models.F("stories") * times)
    if connection.vendor == "sqlite":
        former.repair(connection)


def _count_on(tables: list[type[models.Model]]) -> None:
    """Let the next row of each table have the next number: copies brought theirs."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)


def _copy(model: type[models.Model], copy: int, step: int) -> None:
    """One more of each row that belongs to a story of the archive, which have no revisions."""
    quote = connection.ops.quote_name
    shift = copy * step
    archived = f"SELECT id FROM {Article._meta.db_table} WHERE working_id IS NULL AND id < {step}"
    names: list[str] = []
    values: list[str] = []
    owner = ""
    for field in model._meta.concrete_fields:
        name = quote(field.column or "")
        value = _value(model, field, name, copy, shift)
        if field.remote_field and field.remote_field.model is Article and not owner:
            owner = name
        if value:
            names.append(name)
            values.append(value)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table}"
            f" WHERE {owner or 'id'} IN ({archived})"
        )


def _value(model: Any, field: Any, name: str, copy: int, shift: int) -> str:
    """What stands in a column of the copy; nothing where the database gives it."""
    if field.primary_key:
        return "" if model in (Byline, Tagging) else f"{name} + {shift}"
    if model is not Article and field.remote_field and field.remote_field.model is Article:
        return f"{name} + {shift}"
    if isinstance(field, models.DateTimeField):
        return _later(name, copy * APART)
    return name


def _later(name: str, seconds: int) -> str:
    """That moment so many seconds later, within its minute."""
    if connection.vendor == "sqlite":
        second = f"(CAST(substr({name}, 18, 2) AS integer) + {seconds}) % 60"
        return f"substr({name}, 1, 17) || substr('0' || ({second}), -2) || substr({name}, 20)"
    return (
        f"date_trunc('minute', {name}) + interval '1 second' *"
        f" mod(extract(second from {name}) + {seconds}, 60)"
    )
