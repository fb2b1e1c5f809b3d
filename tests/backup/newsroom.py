"""A newsroom with a row in every table, whatever app it is of; and all of it, to compare."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import connection, models

from articles.backup.stored import files
from articles.models import Assignment, Entry, Front, Plan, SavedFilter
from tests import cast

#: What no format of text may trip over.
NASTY = "a-b-c tab\t line\n return\r back\\ \\N \\. quote' \" ü 東京 😀 {}"
MOMENT = datetime(2026, 3, 1, 4, 5, 6, 120_000, tzinfo=UTC)
#: What restoring changes on purpose.
CHANGED = {
    *("django_session", "articles_desksession", "articles_previewlink", "articles_mail"),
    *("articles_passwordlink", "articles_passwordrequest"),
    *("articles_restoration", "articles_backup"),
    *("articles_notice", "articles_pushdevice", "articles_pushmessage"),
    *("articles_chatmessage", "articles_webhookdelivery", "articles_hubping"),
    "articles_engineindex",
    *("articles_apitoken", "articles_apianswer", "articles_calendarfeed", "articles_partnerfeed"),
}


def make() -> None:
    """A story before readers with a picture, another one being written, and a row of everything."""
    crane = cast.live("Crane \\ stays", picture=cast.picture(), topics=["Ports"])
    crane.translate("ar", None)
    cast.live("Shown by a card that was drawn", slug="card")
    cast.draft("Draft", created_by=cast.editor())
    plan = Plan.make({"title": "Debate", "starts_at": MOMENT, "words": 600}, cast.editor())
    Assignment.ask(plan, cast.reporter(), "writer", cast.editor())
    SavedFilter.keep("Mine", "budget", "state=draft", cast.editor(), shared=True, opens=True)
    Front.of_home().publish(None)
    fill_empty_tables()


def fill_empty_tables() -> None:
    """Write a row into each table that has none."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and not model._base_manager.exists():
            _row(model)


def _row(model: type[models.Model]) -> Any:
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.remote_field is not None:
            other: Any = field.related_model
            there = other._base_manager.first()
            values[field.name] = there if there is not None or field.null else _row(other)
        elif not isinstance(field, models.AutoField):
            values[field.name] = _value(field)
    if not any(field.remote_field for field in model._meta.concrete_fields if field.primary_key):
        values = {name: value for name, value in values.items() if value is not None}
    return model._base_manager.bulk_create([model(**values)])[0]


def _value(field: Any) -> Any:
    if field.choices:
        return field.choices[0][0]
    most = field.max_length or 200
    for kind, value in KINDS:
        if isinstance(field, kind):
            return value[:most] if isinstance(value, str) else value
    raise AssertionError(f"What is a {field}? Say it in KINDS.")


KINDS: tuple[tuple[Any, Any], ...] = (
    (models.SlugField, "a-slug"),
    (models.EmailField, "somebody@example.org"),
    (models.URLField, "https://example.org/"),
    (models.FileField, "ab/nothing"),
    (models.CharField, NASTY),
    (models.TextField, NASTY),
    (models.JSONField, {"b": [1, 2.5, None, "ü\n\t\\"], "a": {"z": True}}),
    (models.BinaryField, b"\x00\xff\\\n"),
    (models.BooleanField, True),
    (models.DateTimeField, MOMENT),
    (models.DateField, date(2026, 3, 1)),
    (models.TimeField, time(4, 5, 6)),
    (models.DurationField, timedelta(seconds=90)),
    (models.DecimalField, Decimal("1.50")),
    (models.FloatField, 0.1),
    (models.IntegerField, 1),
    (models.UUIDField, uuid.UUID(int=5)),
    (models.GenericIPAddressField, "2001:db8::1"),
)


def rows() -> dict[str, list[str]]:
    """All rows of all tables, as the driver gives them, but for those that restoring changes, and
    its own entry in the log."""
    found = {table: _all(table) for table in _tables() if table not in CHANGED}
    log = found["articles_entry"]
    found["articles_entry"] = [row for row in log if Entry.Verb.RESTORE_BACKUP.value not in row]
    return found


def _tables() -> Iterator[str]:
    there = set(connection.introspection.table_names())
    yield from sorted(there & {*connection.introspection.django_table_names(), "django_migrations"})


def _all(table: str) -> list[str]:
    with connection.cursor() as cursor:
        # By name: tables made at once have their columns in another order than tables that grew.
        described = connection.introspection.get_table_description(cursor, table)
        columns = map(connection.ops.quote_name, sorted(one.name for one in described))
        cursor.execute(f"SELECT {', '.join(columns)} FROM {connection.ops.quote_name(table)}")
        return sorted(repr([_plain(v) for v in row]) for row in cursor.fetchall())


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def schema() -> list[Any]:
    """How SQLite's tables, indexes and triggers are made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
        return [row for row in cursor.fetchall() if not str(row[1]).startswith("sqlite_stat")]


def stored() -> dict[tuple[str, str], str]:
    """All files of all stores, with what is in them."""
    return {
        (store, kept.name): files.digest_of(files.stores()[store], kept.name)
        for store, kept in files.found(renditions=True)
    }
