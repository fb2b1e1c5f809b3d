"""Whether the house stands: for those who look after it."""

from __future__ import annotations

import errno
import sqlite3
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from articles.models import Heartbeat
from articles.web.health import health, write_check

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
TOKEN = {"Authorization": "Bearer a-token-for-tests"}


@pytest.fixture(autouse=True)
def _token(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.METRICS_TOKEN = "a-token-for-tests"
    monkeypatch.setattr(health, "check", write_check.WriteCheck())


def test_it_works(client: Client, django_assert_num_queries: Any) -> None:
    Heartbeat.beat("ticker")
    Heartbeat.beat("worker")
    later = timezone.now() + timedelta(seconds=12)
    with time_machine.travel(later, tick=False):
        answer = client.get("/readyz", headers=TOKEN)
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "database": connection.vendor,
        "writes": "well",
        "ticker": "last ran 12 s ago",
        "late": False,
        "worker": "last ran 12 s ago",
        "worker_late": False,
        "down": {},
        "pages": "kept",
        "mail": "not set up",
        "search_engine": "not set up",
        "failing": {},
        "backup": "not set up",
        "hosts": "this one alone" if connection.vendor == "sqlite" else "postgresql: never heard",
        "deaf": connection.vendor != "sqlite",
    }
    assert "no-store" in answer["Cache-Control"]
    with django_assert_num_queries(2):
        client.get("/readyz", headers=TOKEN)  # it was seen a moment ago that it can be written
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


def test_a_ticker_that_never_ran_is_named_and_readers_are_served(client: Client) -> None:
    answer = client.get("/readyz", headers=TOKEN)
    assert answer.status_code == 200
    assert answer.json()["ticker"] == "has not run"
    assert answer.json()["late"] is True


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (90, "last ran 90 s ago"),
        (-3, "last ran 0 s ago"),
        (91, "last ran 91 s ago"),
        (-600, "last ran 600 s from now, by a clock that was set back since"),
    ],
)
def test_how_late_it_is(client: Client, seconds: int, said: str) -> None:
    now = timezone.now()
    Heartbeat.objects.create(name="ticker", at=now - timedelta(seconds=seconds))
    with time_machine.travel(now, tick=False):
        answer = client.get("/readyz", headers=TOKEN)
    assert answer.status_code == 200
    assert (answer.json()["ticker"], answer.json()["late"]) == (said, abs(seconds) > 90)


def test_without_a_database_it_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> dict[str, float]:
        raise OperationalError("It sleeps.")

    monkeypatch.setattr(Heartbeat, "ages", away)
    answer = client.get("/readyz", headers=TOKEN)
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": "not responding"}
    assert client.get("/healthz").status_code == 200


def test_it_is_only_asked(client: Client) -> None:
    assert client.post("/readyz").status_code == 405


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer"}, {"Authorization": "Bearer wrong"}, {"Authorization": "☃"}],
)
def test_strangers_are_told_no_part(
    client: Client, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    answer = client.get("/readyz", headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"ready": True})

    def away() -> dict[str, float]:
        raise OperationalError("It sleeps.")

    monkeypatch.setattr(Heartbeat, "ages", away)
    answer = client.get("/readyz", headers=headers)
    assert (answer.status_code, answer.json()) == (503, {"ready": False})


def test_without_a_token_set_there_is_none_to_guess(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": ""}):
        assert client.get("/readyz", headers=headers).json() == {"ready": True}


# --- Where nothing can be written, it is not ready ----------------------------------------


def says(client: Client, why: str) -> bool:
    """Whether it is not ready, for that reason."""
    answer = client.get("/readyz", headers=TOKEN)
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    assert client.get("/readyz").json() == {"ready": False}
    return why in answer.json()["writes"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_database_that_is_read_only(client: Client) -> None:
    sqlite = connection.vendor == "sqlite"
    only = "PRAGMA query_only = {}" if sqlite else "SET default_transaction_read_only = {}"
    with connection.cursor() as cursor:
        cursor.execute(only.format("on"))
        try:
            assert says(client, "read")
        finally:
            cursor.execute(only.format("off"))


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_database_that_somebody_has_locked(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_check, "HOLDS", 0.0)
    monkeypatch.setattr(write_check, "PATIENCE", 0.05)
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        assert says(client, "locked")
        other.execute("ROLLBACK")
        assert client.get("/readyz").status_code == 200
    finally:
        other.close()


def test_a_disk_that_is_full(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("articles.web.health.write_check.os.write", full)
        assert says(client, "No space left on device")
