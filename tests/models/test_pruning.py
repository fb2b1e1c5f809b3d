"""Sessions, results of work in the background, and forms that were left do not gather for ever."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Autosave
from articles.models.changes import pruning
from tests import cast

pytestmark = pytest.mark.django_db


def ago(**how_long: float) -> datetime:
    return timezone.now() - timedelta(**how_long)


def task(status: str, **details: Any) -> DBTaskResult[Any, Any]:
    return DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="articles.tasks.make_renditions",
        backend_name="default",
        run_after=ago(days=20),
        **details,
    )


def test_it_works() -> None:
    Session.objects.create(session_key="old", expire_date=ago(minutes=1))
    Session.objects.create(session_key="good", expire_date=ago(days=-1))
    task("SUCCESSFUL", started_at=ago(days=15), finished_at=ago(days=15))
    kept = {
        task("FAILED", started_at=ago(days=13), finished_at=ago(days=13)).pk,
        task("RUNNING", started_at=ago(minutes=1)).pk,
        task("READY").pk,
    }
    by = cast.editor()
    for content in (None, {"headline": ["Typed and never saved"]}):
        Autosave.objects.create(key=uuid4(), by=by, content=content, seen_at=ago(days=400))
    Autosave.objects.create(key=uuid4(), by=by, seen_at=ago(hours=1))
    assert pruning.prune() == 3
    assert Session.objects.get().pk == "good"
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == kept
    assert (
        Autosave.objects.count() == 2 and Autosave.objects.filter(content__isnull=True).count() == 1
    )
    assert pruning.prune() == 0


def test_work_that_died_with_its_worker_has_failed(caplog: pytest.LogCaptureFixture) -> None:
    at_work = task("RUNNING", started_at=ago(minutes=50))
    died = task("RUNNING", started_at=ago(minutes=70))
    assert pruning.prune() == 0
    died.refresh_from_db()
    assert (died.status, died.traceback) == ("FAILED", pruning.DIED)
    at_work.refresh_from_db()
    assert at_work.status == "RUNNING"
    assert [one.message for one in caplog.records if "died with its worker" in one.message]
    assert pruning.prune(ago(days=-15)) == 1, "and is forgotten as all others are"
    assert DBTaskResult.objects.get() == at_work


def test_by_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "SLICE", 2)
    for number in range(5):
        Session.objects.create(session_key=f"old {number}", expire_date=ago(days=1))
    assert [pruning.prune() for _time in range(4)] == [2, 2, 1, 0]


def test_the_ticker_sees_to_it() -> None:
    Session.objects.create(session_key="old", expire_date=ago(minutes=1))
    call_command("ticker", once=True)
    assert not Session.objects.exists()
