"""Which files the database names: without them it would not be whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

from articles.backup.stored import files
from articles.backup.tables import Source
from articles.models import Article, FormerFile, Paper
from articles.models.cards.card import SocialCard
from articles.models.cards.drawing import path_of

#: What stands in columns of text: the model, the columns, the store, and how a name becomes a path.
ELSEWHERE: tuple[tuple[type[models.Model], tuple[str, ...], str, str], ...] = (
    (FormerFile, ("sha256",), "originals", "{0:.2}/{0}"),
    (Paper, ("logo", "logo_night", "icon", "card"), "default", "paper/{0}"),
)


def names(source: Source, there: set[str]) -> Iterator[tuple[str, str]]:
    """(store, name) of each file that a row names and that can't be made again; `there` are the
    tables that there are."""
    for model, column, store in _fields():
        if model._meta.db_table in there:
            yield from ((store, name) for name in _values(source, model, column))
    for model, columns, store, path in ELSEWHERE:
        if model._meta.db_table in there:
            for column in columns:
                for value in _values(source, model, column):
                    yield store, path.format(value)
    if SocialCard._meta.db_table in there:
        yield from (("originals", name) for name in _cards(source))


def _cards(source: Source) -> Iterator[str]:
    quote: Any = connection.ops.quote_name
    table = quote(Article._meta.db_table)
    rows = source.select(f"SELECT id, card FROM {table} WHERE card <> ''")  # noqa: S608
    return (path_of(int(number), str(name)) for number, name in rows)


def _fields() -> Iterator[tuple[type[models.Model], str, str]]:
    stores = files.stores()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                store = next((n for n, one in stores.items() if one is field.storage), "default")
                yield model, str(field.column), store


def _values(source: Source, model: type[models.Model], column: str) -> Iterator[str]:
    quote: Any = connection.ops.quote_name
    table, named = quote(model._meta.db_table), quote(column)
    query = f"SELECT {named} FROM {table} WHERE {named} <> ''"  # noqa: S608
    yield from (str(row[0]) for row in source.select(query))
