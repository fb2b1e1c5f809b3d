"""`manage.py worker`: it outlives a database that is away, and says that it is there."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections

from articles.management.commands import worker
from articles.models import Heartbeat

pytestmark = pytest.mark.django_db


def test_it_outlives_a_database_that_is_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    turns = iter([OperationalError("It sleeps.\nSound"), ValueError("x"), None, None])
    waits = list[float]()

    class Ended:
        """Told to end after the last turn."""

        def __enter__(self) -> Any:
            return self

        def __exit__(self, *_exception: object) -> None:
            pass

        def __call__(self) -> bool:
            return len(waits) == 4

        def wait(self, seconds: float) -> None:
            waits.append(seconds)

    def run(_self: Any) -> None:
        if (error := next(turns)) is not None:
            raise error

    monkeypatch.setattr(worker, "Shutdown", Ended)
    monkeypatch.setattr(worker.Worker, "run", run)
    monkeypatch.setattr(worker, "_beat", lambda _ended: None)
    monkeypatch.setattr(connections, "close_all", lambda: None)
    with caplog.at_level(logging.WARNING):
        call_command("worker")
    assert waits == [1.0, 2.0, 1.0, 1.0]
    assert [record.message for record in caplog.records] == [
        "The database failed (It sleeps.); the worker retries until it responds.",
        "The worker is running again.",
    ]


def test_it_says_that_it_is_there() -> None:
    assert worker._beaten()
    assert Heartbeat.ages()["worker"] < 30
