"""Whether the house stands: for those who look after it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from articles.models import Heartbeat

pytestmark = pytest.mark.django_db
TOKEN = {"Authorization": "Bearer a-token-for-tests"}


@pytest.fixture(autouse=True)
def _token(settings: Any) -> None:
    settings.METRICS_TOKEN = "a-token-for-tests"


def test_it_works(client: Client, django_assert_num_queries: Any) -> None:
    Heartbeat.beat("ticker")
    later = timezone.now() + timedelta(seconds=12)
    with time_machine.travel(later, tick=False), django_assert_num_queries(1):
        answer = client.get("/readyz", headers=TOKEN)
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "database": connection.vendor,
        "ticker": "last ran 12 s ago",
        "late": False,
        "hosts": "this one alone" if connection.vendor == "sqlite" else "postgresql: never heard",
        "deaf": connection.vendor != "sqlite",
    }
    assert "no-store" in answer["Cache-Control"]
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
    def away(_name: str) -> float:
        raise OperationalError("It sleeps.")

    monkeypatch.setattr(Heartbeat, "seconds_since", away)
    answer = client.get("/readyz", headers=TOKEN)
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": "does not answer"}
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

    def away(_name: str) -> float:
        raise OperationalError("It sleeps.")

    monkeypatch.setattr(Heartbeat, "seconds_since", away)
    answer = client.get("/readyz", headers=headers)
    assert (answer.status_code, answer.json()) == (503, {"ready": False})


def test_without_a_token_set_there_is_none_to_guess(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": ""}):
        assert client.get("/readyz", headers=headers).json() == {"ready": True}
