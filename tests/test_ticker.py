"""`manage.py ticker`: it does what is due, ends when told, and outlives a database that is away."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from articles.delivery.purging import queue
from articles.lib.host.shutdown import Shutdown
from articles.management.commands import ticker
from articles.management.commands.ticker import Ticker
from articles.models import Announcement, Appointment, Article, Entry, Heartbeat
from articles.models.lifecycle.scheduler import MAX_PER_RUN, do_due
from tests import cast
from tests.database import database_url
from tests.delivery import vendors
from tests.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parent.parent
TICKER = [sys.executable, str(ROOT / "manage.py"), "ticker"]
REAL = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@contextmanager
def running(count: int = 1, **more: str) -> Iterator[list[subprocess.Popen[str]]]:
    """So many tickers, as processes of their own; ended with SIGTERM, all in good order."""
    env = os.environ | {"DATABASE_URL": database_url()} | more
    processes = [
        subprocess.Popen(TICKER, env=env, stderr=subprocess.PIPE, text=True) for _ in range(count)
    ]
    try:
        yield processes
        for process in processes:
            process.terminate()
        assert [process.wait(PATIENCE) for process in processes] == [0] * count
    finally:
        for process in processes:
            process.kill()
            process.wait()
            assert process.stderr
            process.stderr.close()


def due_a_minute_ago(count: int) -> None:
    """So many stories with planned changes that wait."""
    minute = timezone.now() - timedelta(minutes=1)
    with time_machine.travel(minute - timedelta(minutes=1), tick=False):
        for number in range(count):
            story = cast.live(f"Story {number}")
            story.write({**story.content(), "headline": f"Changed {number}"}, None)
            story.publish(None, at=minute)


def all_done() -> bool:
    """Whether nothing waits any more."""
    return not Appointment.objects.exclude(state=Appointment.State.DONE).exists()


# --- Once, as for cron -------------------------------------------------------------


@pytest.mark.django_db
def test_it_works_once(django_capture_on_commit_callbacks: Any) -> None:
    due_a_minute_ago(2)
    Announcement.objects.update(at=timezone.now() - timedelta(minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("ticker", once=True)
    assert all_done()
    assert not Announcement.objects.exists()
    assert "ticker" in Heartbeat.ages()


@REAL
def test_once_tells_caches(settings: Any) -> None:
    with vendors.running(vendors.varnish) as varnish:
        settings.PURGE_BACKENDS, settings.PURGE_VARNISH_URLS = ["varnish"], [varnish.url]
        queue.enqueue(["article:7"], soft=False)
        call_command("ticker", once=True)
        assert [one.headers["xkey"] for one in varnish.asked] == ["article:7"]


@pytest.mark.django_db
def test_once_does_all_however_much_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = iter([[None] * MAX_PER_RUN, [None] * MAX_PER_RUN, []])
    monkeypatch.setattr(ticker, "do_due", lambda **_options: next(rounds))
    call_command("ticker", once=True)
    assert list(rounds) == []


@pytest.mark.django_db
def test_once_says_that_the_database_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(ticker, "do_due", raising(OperationalError("It sleeps.\nDeeply.")))
    with pytest.raises(CommandError, match=r"^The database failed: It sleeps\.$"):
        call_command("ticker", once=True)
    assert signal.getsignal(signal.SIGTERM) == before


def raising(error: Exception) -> Callable[..., Any]:
    def fail(**_options: Any) -> Any:
        raise error

    return fail


# --- Turn by turn -------------------------------------------------------------------


@pytest.fixture
def one_connection(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn looks whether its connection is too old; this test's own is kept open."""
    monkeypatch.setattr(ticker, "close_old_connections", lambda: None)


@pytest.mark.usefixtures("one_connection")
def test_a_turn_ends_on_the_second_and_beats_now_and_then() -> None:
    ours = Ticker(Shutdown())
    for half in range(8):
        with time_machine.travel(1_000_000_000.25 + half / 2, tick=False):
            assert ours.turn() == (0.75 if half % 2 == 0 else 0.25)
    last = Heartbeat.objects.get().at.timestamp()
    assert last == 1_000_000_000.25, "not at each turn: it is a write"


@pytest.mark.usefixtures("one_connection")
def test_a_database_that_is_away_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    ours = Ticker(Shutdown())
    monkeypatch.setattr(ticker, "do_due", raising(OperationalError("It sleeps.")))
    assert [ours.turn() for _ in range(7)] == [1, 2, 3, 3, 3, 3, 3]
    assert not Heartbeat.objects.exists()
    monkeypatch.setattr(ticker, "do_due", do_due)
    assert ours.turn() <= 1
    assert [record.message for record in caplog.records] == [
        "The database failed (It sleeps.); the scheduler retries until it responds.",
        "The scheduler is running again.",
    ]
    assert Heartbeat.objects.exists()


@pytest.mark.usefixtures("one_connection")
def test_whatever_else_goes_wrong_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ticker, "deliver_announcements", raising(RuntimeError("A bug.")))
    ours = Ticker(Shutdown())
    assert [ours.turn(), ours.turn()] == [1, 2]
    assert caplog.text.count("Traceback") == 1


@pytest.mark.usefixtures("one_connection")
def test_a_clock_that_is_set_back_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    freed: list[float] = []
    monkeypatch.setattr(ticker, "wait_no_longer", lambda: freed.append(time.time()))
    ours, now = Ticker(Shutdown()), timezone.now()
    for after in (0, 1, 3_600, 3_599, 0, 1):
        with time_machine.travel(now + timedelta(seconds=after), tick=False):
            ours.turn()
    assert [moment - now.timestamp() for moment in freed] == pytest.approx([0, 0], abs=0.01)


# --- As processes ---------------------------------------------------------------------


@REAL
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_runs_until_it_is_told_to_end(number: signal.Signals) -> None:
    with running() as (process,):
        until(Heartbeat.objects.exists)
        due_a_minute_ago(1)
        until(all_done)
        process.send_signal(number)
        assert process.wait(PATIENCE) == 0
        assert process.stderr
        assert process.stderr.read() == ""


@REAL
@pytest.mark.parametrize("count", [2, 4])
def test_any_number_may_run(count: int) -> None:
    due_a_minute_ago(50)
    with running(count):
        until(all_done)
    assert set(Appointment.objects.values_list("state", "attempts")) == {("done", 1)}
    assert Entry.objects.filter(verb=Entry.Verb.PUBLISH_CHANGES).count() == 50
    assert Article.objects.filter(headline__startswith="Changed").count() == 50


@REAL
def test_it_waits_for_a_database_that_is_not_there_yet(tmp_path: Path) -> None:
    missing = tmp_path / "not yet"
    address = f"sqlite:///{missing / 'newsportal.sqlite3'}"
    with running(DATABASE_URL=address) as (process,):
        assert process.stderr
        assert "The database failed" in process.stderr.readline()
        assert process.poll() is None


@REAL
@pytest.mark.postgresql
def test_it_connects_again_when_the_server_has_hung_up() -> None:
    with running() as (process,):
        until(Heartbeat.objects.exists)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            # A browser that has not hung up yet may have the server keep one of its own.
            assert set(cursor.fetchall()) == {(True,)}
        due_a_minute_ago(1)
        until(all_done)
        assert process.poll() is None
