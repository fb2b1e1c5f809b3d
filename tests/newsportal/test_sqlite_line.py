"""The line of those who want to write on SQLite: nobody is passed over again and again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Announcement, Autosave, BulkJob
from articles.models.common import slices
from articles.models.desk.bulk_verbs import BulkVerb
from tests import cast
from tests.newsportal.sqlite_load import load

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PRESENCE = "/admin/articles/article/presence/"
#: Stories of the job that are done at most while somebody waits for one save. Others have their
#: turn after 0.05 s of the job's work, which is a handful of stories.
PASSED_OVER = 40
STORIES = 101


@contextmanager
def busy() -> Iterator[None]:
    """Somebody else writes, all the while."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.not_measured
def test_a_bulk_job_lets_others_in_between_its_stories(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    one, *others = [cast.draft(f"Crane {number}") for number in range(STORIES)]
    editor = cast.managing_editor()
    BulkJob.begin(BulkVerb.SUBMIT, editor, [story.pk for story in others], key="one")
    with load("beside", one.pk) as beside:
        # It is there before the job begins, however long it takes to start.
        assert beside.stdout and beside.stdout.readline() == "ready\n"
        with load("bulk", one.pk) as job:
            told, _none = beside.communicate()
    assert (beside.returncode, job.returncode) == (0, 0)
    passed = [int(word) for word in told.split()]
    assert len(passed) > 3
    assert max(passed) <= PASSED_OVER, passed


def test_saying_that_one_is_there_waits_for_nobody(client: Client) -> None:
    story = cast.draft()
    Autosave.objects.create(key=uuid4(), by=cast.managing_editor(), article=story)
    client.force_login(cast.editor())
    with busy():
        answer = client.post(PRESENCE, {"_key": str(uuid4()), "_pk": story.pk})
    assert [one["name"] for one in answer.json()["others"]] == ["managing-editor"]
    assert Autosave.objects.count() == 1  # one's own could not be put down, and will be soon


def test_it_is_not_put_down_each_time(client: Client) -> None:
    client.force_login(cast.editor())
    said = {"_key": str(uuid4()), "_pk": cast.draft().pk}
    client.post(PRESENCE, said)
    first = Autosave.objects.get().seen_at
    client.post(PRESENCE, said)
    assert Autosave.objects.get().seen_at == first


def test_who_waits_for_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()  # also where the connection is opened only then
    with monkeypatch.context() as patch, busy(), slices.without_waiting():
        patch.setattr("newsportal.sqlite.base.time.sleep", pytest.fail)
        with pytest.raises(OperationalError, match="locked"):
            Autosave.objects.update(based_on=1)
    monkeypatch.setattr(connections["default"], "patience", 0.05)
    with busy(), pytest.raises(OperationalError, match="locked"), transaction.atomic():
        pass
    with transaction.atomic():
        cast.draft()


def test_many_rows_are_deleted_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "ROWS", 2)
    for number in range(5):
        Announcement.objects.create(keys=[f"article:{number}"])
    with CaptureQueriesContext(connection) as queries:
        assert slices.delete(Announcement.log.filter(delivered_at=None)) == 5
    assert sum(one["sql"].startswith("DELETE") for one in queries) == 3
    assert not Announcement.log.filter(delivered_at=None).exists()


def test_within_a_transaction_nobody_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    monkeypatch.setattr(slices, "MAX_WORK", 0)
    turn = slices.Turn()
    with transaction.atomic():
        turn.over()
    assert slept == []
    turn.over()
    assert slept == [slices.PAUSE]
