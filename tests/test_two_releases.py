"""Two releases beside each other: while one is renewed the former runs on what the new one has
migrated, and new code may run before its migrations have."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from articles.backup.places import Place, place_at
from articles.lib.database import schema
from articles.lib.host.logs import TROUBLE, kind_of
from articles.models import Article
from tests import cast
from tests.admin.test_story_desk import ADD, change, filled
from tests.backup.doing import take
from tests.models.test_scheduler import REAL

JSON = {"accept": "application/json"}
NEXT = "of_the_next_release"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Where backups go."""
    return place_at(str(tmp_path / "backups"))


# --- The former release, on a database that was migrated for the next one -------------------


@pytest.fixture
def next_release(db: None) -> Iterator[None]:
    """A column more in each table of ours, and a table more: all that a migration may do while the
    former release runs (below)."""
    quote = connection.ops.quote_name
    ours = [one._meta.db_table for one in apps.get_app_config("articles").get_models(True)]
    with connection.cursor() as cursor:
        for table in ours:
            kind = "varchar(9) NOT NULL DEFAULT 'x'"
            cursor.execute(f"ALTER TABLE {quote(table)} ADD COLUMN {NEXT} {kind}")
        cursor.execute(f"CREATE TABLE articles_{NEXT} (id integer NOT NULL PRIMARY KEY)")
    MigrationRecorder(connection).record_applied("articles", f"9999_{NEXT}")
    yield
    MigrationRecorder(connection).record_unapplied("articles", f"9999_{NEXT}")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE articles_{NEXT}")
        for table in ours:
            cursor.execute(f"ALTER TABLE {quote(table)} DROP COLUMN {NEXT}")


@REAL
def test_the_former_one_goes_on_beside_the_next(
    next_release: None, client: Client, place: Place
) -> None:
    client.force_login(cast.managing_editor())
    file = SimpleUploadedFile("crane.jpg", cast.jpeg())
    assert client.post("/admin/articles/picture/upload/", {"file": file}, headers=JSON).json()["ok"]
    published = filled(topics=["new:Cranes"], _move="publish", _reason="Checked by hand.")
    client.post(ADD, published)
    story = Article.objects.visible().get()
    client.post(f"/admin/articles/article/{story.pk}/comments/", {"text": "Who says so?"})
    answer = client.post(change(story), filled(headline="Another word"), headers=JSON)
    assert answer.json()["ok"]
    for path in (story.get_absolute_url(), "/", "/feed/", "/sitemap.xml", "/search/?q=crane"):
        assert client.get(path).status_code == 200, path
    for path in (ADD, change(story), "/admin/", "/admin/articles/article/", "/readyz"):
        assert client.get(path).status_code == 200, path
    call_command("ticker", once=True)
    assert take(place).rows > 100
    # A start of the former one beside it takes nothing back.
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {NEXT} FROM articles_article")
        assert cursor.fetchall() == [("x",)]


# --- The next release, before its migrations have run ----------------------------------------


@pytest.fixture
def behind(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The database is of the release before: what this one has added is not there."""
    [newest] = MigrationLoader(connection).graph.leaf_nodes("articles")
    monkeypatch.setattr(schema.schema, "_at", float("-inf"))
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied(*newest)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_article RENAME COLUMN standfirst TO former")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_article RENAME COLUMN former TO standfirst")
    recorder.record_applied(*newest)
    schema.schema._at = float("-inf")


@REAL
def test_new_code_before_its_migrations_asks_for_a_moment(
    behind: None, client: Client, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    settings.METRICS_TOKEN = "tested"
    client.raise_request_exception = False
    client.force_login(cast.editor())
    with caplog.at_level(logging.ERROR):
        assert client.get("/").status_code == 503
        sent = client.post(ADD, filled(), headers=JSON)
    assert sent.status_code == 503
    assert "Your text is still here" in json.loads(sent.content)["error"]
    assert "of an earlier release than this code: it lacks articles." in caplog.text
    kinds = [kind_of(one) for one in caplog.records if one.exc_info]
    assert set(kinds) == {TROUBLE}, "one line a minute, without a traceback"
    told = client.get("/readyz", headers={"Authorization": "Bearer tested"})
    assert told.status_code == 503
    assert "manage.py up --prepare" in told.json()["database"]


@pytest.mark.django_db
def test_a_column_that_nobody_knows_is_our_mistake(client: Client) -> None:
    assert schema.schema.missing() == ""
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_article RENAME COLUMN standfirst TO former")
    assert client.get("/").status_code == 500


# --- What a migration may do ------------------------------------------------------------------

#: The migrations of releases that nobody runs beside this one.
BEFORE = 30
SAFE = (
    migrations.CreateModel,
    migrations.AddIndex,
    migrations.RemoveIndex,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
)
#: What else was looked at, and found to let the former release go on.
LOOKED_AT: dict[str, str] = {}


def test_no_migration_takes_the_former_release_its_ground() -> None:
    """A column is added with a default of the database; none is renamed, narrowed or removed before
    the release after that which does without it."""
    loader = MigrationLoader(None)
    ours = {name: one for (app, name), one in loader.disk_migrations.items() if app == "articles"}
    found = [
        f"{name}: {operation.describe()}"
        for name, one in sorted(ours.items())
        if int(name[:4]) > BEFORE and name not in LOOKED_AT
        for operation in _all(one.operations)
        if not _is_safe(operation)
    ]
    assert found == []


def _all(operations: Any) -> Iterator[Operation]:
    for one in operations:
        if isinstance(one, migrations.SeparateDatabaseAndState):
            yield from _all(one.database_operations)
        else:
            yield one


def _is_safe(operation: Operation) -> bool:
    if isinstance(operation, migrations.AddField):
        field = operation.field
        return field.null or field.many_to_many or field.db_default is not models.NOT_PROVIDED
    return isinstance(operation, SAFE)


def test_it_says_what_is_not_safe() -> None:
    name = models.CharField(max_length=9)
    assert not _is_safe(migrations.AddField("article", "x", name))
    assert not _is_safe(migrations.RemoveField("article", "headline"))
    assert not _is_safe(migrations.RenameField("article", "headline", "title"))
    assert _is_safe(migrations.AddField("article", "x", models.CharField(db_default="")))
