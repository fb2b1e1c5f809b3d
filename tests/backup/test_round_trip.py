"""What was backed up comes back, every row of every table and every file, to the last byte."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import storages
from django.db import connection, connections
from taggit.models import Tag

from articles.backup.failure import BackupFailed
from articles.backup.places import Place
from articles.backup.tables.columns import Digest
from articles.delivery.services import services
from articles.models import (
    Announcement,
    ApiToken,
    Article,
    CalendarFeed,
    EngineIndex,
    Heartbeat,
    PartnerFeed,
    Picture,
    PreviewLink,
    Restoration,
)
from articles.models.common.slices import without_waiting
from newsportal.sqlite.base import DatabaseWrapper
from tests import cast
from tests.backup import newsroom
from tests.backup.doing import restore, take, verify
from tests.migrating import names, step_by_step

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_it_works(place: Place) -> None:
    newsroom.make()
    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.managed]
    assert [one for one in models if not one._base_manager.exists()] == []
    token = ApiToken.make(cast.editor(), "Of before", ["write"], 9)[1]
    calendar = CalendarFeed.make(cast.chief())
    feed = PartnerFeed(name="Harbour Radio", slug="harbour-radio", needs_token=True)
    partner_token = feed.new_token()
    feed.save()
    rows, files = newsroom.rows(), newsroom.stored()
    schema = newsroom.schema() if connection.vendor == "sqlite" else []
    made = take(place)
    assert made.rows > len(models)
    verify(place, made)
    assert newsroom.rows() == rows

    later = cast.live("Later", picture=cast.picture()).pk
    Article.objects.filter(headline="Draft").update(headline="Changed")
    later_token = ApiToken.make(cast.editor(), "Of later", ["write"], 9)[1]
    for store, name in files:
        storages[store].delete(name)
    restore(place)

    assert newsroom.rows() == rows
    assert newsroom.stored() == files
    assert (newsroom.schema() if schema else []) == schema
    assert not Session.objects.exists()
    assert ApiToken.find(token) is ApiToken.find(later_token) is None
    assert not ApiToken.objects.exists()
    assert not EngineIndex.objects.exists(), "it has heard of what was written since"
    assert CalendarFeed.find(calendar) is None
    feed.refresh_from_db()
    assert (feed.needs_token, feed.lets_in(partner_token)) == (True, False)
    assert not PreviewLink.objects.filter(revoked_at=None).exists()
    assert Restoration.current_life()
    assert cast.live("Next").pk > later, "a number was given out twice"
    assert Announcement.log.order_by("-pk").values_list("pk", flat=True)[0] > 10**15


def test_nobody_waits_to_write_meanwhile(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    newsroom.make()
    add, written = Digest.add, []

    def beside(digest: Digest, line: bytes) -> None:
        with without_waiting():
            Heartbeat.beat("somebody who writes")
        written.append(line)
        add(digest, line)

    monkeypatch.setattr(Digest, "add", beside)
    made = take(place)
    assert len(written) >= made.rows
    monkeypatch.undo()
    verify(place, made)


@pytest.mark.sqlite
def test_only_what_is_new_is_put_there_again(place: Place) -> None:
    cast.picture()
    first = take(place)
    before = set(place.names("files/"))
    cast.picture("navy")
    second = take(place)
    assert set(place.names("files/")) > before
    assert second.files > first.files > 0
    assert len(set(place.names("files/"))) <= second.files
    verify(place, first)
    verify(place, second)


@pytest.mark.sqlite
def test_a_file_that_was_written_over_is_read_again(place: Place) -> None:
    """Ours never are; those of an app of somebody else's may be."""
    store = storages["default"]
    store.save("theirs/logo.txt", _file(b"one"))
    take(place)
    store.save("theirs/logo.txt", _file(b"two"))
    take(place)
    store.delete("theirs/logo.txt")
    restore(place)
    with store.open("theirs/logo.txt") as file:
        assert file.read() == b"two"


@pytest.mark.sqlite
def test_renditions_that_were_left_out_are_made_again(place: Place) -> None:
    picture = cast.picture()
    assert picture.files
    made = take(place, renditions=False)
    assert made.files == 1
    restore(place)
    again = Picture.objects.get(pk=picture.pk)
    assert again.renditions_due is not None
    assert again.files == []


def test_a_backup_of_an_older_release_is_brought_up_to_this_one(place: Place) -> None:
    before, newest = names()[-2:]
    # A table that no migration of ours changes.
    Tag.objects.create(name="Then", slug="then")
    step_by_step(before)
    made = take(place)
    assert ("articles", newest) not in made.migrations
    restore(place)
    assert [one.name for one in Tag.objects.all()] == ["Then"]
    assert ("articles", newest) in _applied()


@pytest.mark.sqlite
def test_one_of_a_newer_release_is_refused(place: Place) -> None:
    cast.live("Now")
    made = take(place)
    made.migrations.append(("articles", "9999_to_come"))
    made.write(place)
    with pytest.raises(BackupFailed, match=r"newer release.*articles\.9999_to_come"):
        restore(place)
    assert Article.objects.filter(headline="Now").exists()


@pytest.mark.postgresql
def test_it_moves_from_one_database_to_the_other(place: Place, tmp_path: Path) -> None:
    newsroom.make()
    made = take(place)
    with _on_sqlite(tmp_path / "moved.sqlite3"):
        restore(place)
        with connection.cursor() as cursor:
            # Its own entry in the log is none of what has to be equal.
            cursor.execute("DELETE FROM articles_entry WHERE verb = 'restore_backup'")
        moved = take(place)
        assert connection.vendor == "sqlite"
    same = {table.name: (table.rows, table.digest) for table in made.tables}
    came = {table.name: (table.rows, table.digest) for table in moved.tables}
    assert {name: came[name] for name in same if name not in newsroom.CHANGED} == {
        name: told for name, told in same.items() if name not in newsroom.CHANGED
    }
    verify(place, moved)


def _applied() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return {(str(app), str(name)) for app, name in cursor.fetchall()}


@contextmanager
def _on_sqlite(file: Path) -> Iterator[None]:
    own: Any = connections["default"]
    named = {
        "ENGINE": "newsportal.sqlite",
        "NAME": str(file),
        "OPTIONS": settings.SQLITE_OPTIONS,
        "CONN_HEALTH_CHECKS": False,
    }
    connections["default"] = other = DatabaseWrapper({**own.settings_dict, **named}, "default")
    # This process has its other hosts by the database that it began with.
    try:
        with patch.object(services().hosts, "transports", []):
            yield
    finally:
        other.close()
        connections["default"] = own


def _file(content: bytes) -> Any:
    from django.core.files.base import ContentFile

    return ContentFile(content)
