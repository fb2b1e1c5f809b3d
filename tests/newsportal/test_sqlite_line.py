"""The line of those who want to write on SQLite: nobody is passed over again and again."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Announcement, Autosave
from articles.models.common import slices
from tests import cast
from tests.newsportal.test_up import ROOT, environment

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PRESENCE = "/admin/articles/article/presence/"
BEGIN = """
import django; django.setup()
from django.contrib.auth.models import User
from articles.models import Article, BulkJob, Category
from articles.models.desk.bulk import BulkVerb
from articles.models.story import content
section = Category.objects.create(name="Harbour", slug="harbour")
editor = User.objects.create_superuser("editor", password="x")
stories = [Article.begin(content.blank() | {"headline": f"Crane {n}"}, None) for n in range(201)]
BulkJob.begin(BulkVerb.SUBMIT, editor, [story.pk for story in stories[1:]], key="one")
"""
#: Stories of the job that are done at most while somebody waits for one save. Others have their
#: turn after 0.05 s of the job's work, which is a handful of stories.
PASSED_OVER = 40


@contextmanager
def busy() -> Iterator[None]:
    """Somebody else writes, all the while."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.django_db(transaction=False)
@pytest.mark.not_measured
def test_a_bulk_job_lets_others_in_between_its_stories(tmp_path: Path) -> None:
    env = environment(tmp_path, DJANGO_SETTINGS_MODULE="newsportal.settings", LOG_LEVEL="ERROR")
    for begin in (["manage.py", "migrate", "--verbosity=0"], ["-c", BEGIN]):
        subprocess.run([sys.executable, *begin], cwd=ROOT, env=env, check=True)
    load = [sys.executable, "-m", "tests.newsportal.sqlite_load"]
    job = subprocess.Popen([*load, "bulk", "1"], cwd=ROOT, env=env)
    told = subprocess.run(
        [*load, "beside", "1"], cwd=ROOT, env=env, check=True, capture_output=True, text=True
    )
    assert job.wait() == 0
    passed = [int(word) for word in told.stdout.split()]
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
    with busy(), slices.without_waiting(), pytest.raises(OperationalError, match="locked"):
        Autosave.objects.update(based_on=1)
    monkeypatch.setattr(connection, "patience", 0.05)
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
    assert not Announcement.log.exists()


def test_within_a_transaction_nobody_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    monkeypatch.setattr(slices, "LONGEST", 0)
    turn = slices.Turn()
    with transaction.atomic():
        turn.over()
    assert slept == []
    turn.over()
    assert slept == [slices.PAUSE]
