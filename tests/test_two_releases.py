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
from django.db.migrations.state import ProjectState
from django.test import Client

from articles.backup.places import Place, place_at
from articles.lib.database import schema
from articles.lib.host.logs import TROUBLE, kind_of
from articles.models import Article
from tests import cast
from tests.admin.test_story_desk import ADD, change, filled
from tests.backup.doing import take
from tests.migrating import every, names
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
    newest = ("articles", names()[-1])
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
        assert client.get("/latest/").status_code == 503
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
    assert client.get("/latest/").status_code == 500


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
#: What code and rules of migrations do, where it was looked at: the former release goes on with it.
LOOKED_AT = {
    "make_search_index": "of a table that only the new release knows, with numbers of stories",
    "give_rights": "roles that are there get a right that only the new release asks for",
    "give_right": "the same",
    "find_those_behind": "a new column is filled, which the former release does not read",
    "fill_links": "a new table is filled from what the rows say",
    "move_away": "a section at an address of our own moves, as when it is renamed",
    "category_slug_free": "two more names that a section may not have; there are few sections",
}


def test_no_migration_takes_the_former_release_its_ground() -> None:
    """A column is added with a default of the database; none is renamed, narrowed or removed before
    the release after that which does without it."""
    loader = every()
    state, found, new = None, list[str](), set[str]()
    for name in (one for one in names() if int(one[:4]) > BEFORE):
        state = state or loader.project_state(("articles", name), at_end=False)
        for operation in loader.disk_migrations["articles", name].operations:
            if isinstance(operation, migrations.CreateModel):
                new.add(operation.name_lower)
            if not _is_safe(operation, state, new):
                found.append(f"{name}: {operation.describe()}")
            operation.state_forwards("articles", state)
    assert found == []


def _is_safe(operation: Operation, state: ProjectState, new: set[str]) -> bool:
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        return all(_is_safe(one, state, new) for one in operation.database_operations)
    if getattr(operation, "model_name", "").lower() in new:
        return True  # The former release knows nothing of that table.
    if looked_at := _looked_at(operation):
        return looked_at in LOOKED_AT
    if isinstance(operation, migrations.AddField):
        field = operation.field
        return bool(field.null or field.many_to_many or field.db_default is not models.NOT_PROVIDED)
    if isinstance(operation, migrations.AlterField):
        model = state.models["articles", operation.model_name_lower]
        before = _in_the_database(model.fields[operation.name])
        return bool(before == _in_the_database(operation.field))
    return isinstance(operation, SAFE)


def _looked_at(operation: Operation) -> str:
    """What is known by its name: code, and rules of tables."""
    match operation:
        case migrations.RunPython():
            return getattr(operation.code, "__name__", "?")
        case migrations.AddConstraint():
            return operation.constraint.name
        case migrations.RemoveConstraint():
            return operation.name
    return ""


def _in_the_database(field: Any) -> Any:
    """What of a field its table is made by."""
    _name, path, args, options = field.deconstruct()
    # An index more or less is no ground to stand on.
    left_out = {*field.non_db_attrs, "db_index"}
    ours = {name: one for name, one in options.items() if name not in left_out}
    return path, args, ours


def test_it_says_what_is_not_safe() -> None:
    loader = MigrationLoader(None)
    state = loader.project_state(loader.graph.leaf_nodes("articles"))

    def is_safe(operation: Operation) -> bool:
        return _is_safe(operation, state, {"new"})

    name = models.CharField(max_length=9)
    assert not is_safe(migrations.AddField("article", "x", name))
    assert not is_safe(migrations.RemoveField("article", "headline"))
    assert not is_safe(migrations.RenameField("article", "headline", "title"))
    assert not is_safe(migrations.AlterField("article", "headline", name))
    assert not is_safe(migrations.RunPython(print))
    assert is_safe(migrations.AddField("new", "x", name))
    assert is_safe(migrations.AddField("article", "x", models.CharField(db_default="")))
