"""Nobody waits for a database that does not answer, and nobody is kept from one that is slow."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from articles.lib.database import availability as watching
from articles.lib.database.availability import Watch, patience
from newsportal import database_limits
from tests.waiting import PATIENCE, until


class Server:
    """Answers while it may."""

    def __init__(self) -> None:
        self.may, self.well, self.asked = Event(), True, 0
        self.may.set()

    def __call__(self) -> None:
        self.asked += 1
        assert self.may.wait(PATIENCE)
        if not self.well:
            raise OperationalError("It sleeps.")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setattr(watching, "AGAIN", 0.01)
    return Server()


def test_it_works(server: Server) -> None:
    watch = Watch(server)
    server.well = False
    watch.suspect()
    until(lambda: watch.is_away)
    asked = server.asked
    until(lambda: server.asked > asked + 2)
    server.well = True
    until(lambda: not watch.is_away)


def test_one_that_answers_is_not_away_and_not_asked_twice(server: Server) -> None:
    watch = Watch(server)
    for _waiting in range(20):
        watch.suspect()
    until(lambda: watch._thread is None)
    watch.suspect()
    assert server.asked == 1 and not watch.is_away


def test_one_that_takes_its_time_is_in_doubt(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "DOUBT", 0.01)
    watch = Watch(server)
    assert not watch.is_doubtful
    server.may.clear()
    watch.suspect()
    until(lambda: watch.is_doubtful)
    assert not watch.is_away
    server.may.set()
    until(lambda: not watch.is_doubtful)


@pytest.mark.sqlite
@pytest.mark.django_db
def test_patience_with_the_lock_of_sqlite() -> None:
    ours: Any = connection
    before = ours.patience
    with patience(1.5):
        assert ours.patience == 1.5
        with patience(3.0):
            assert ours.patience == 1.5, "whoever is in a hurry stays so"
    assert ours.patience == before


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_patience_with_a_statement() -> None:
    slow = pytest.raises(OperationalError, match="in time")
    with connection.cursor() as cursor, patience(0.2), slow:
        cursor.execute("SELECT pg_sleep(60)")
    # The connection is given up, and the next one is not in a hurry.
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.5)")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_migration_has_no_limits() -> None:
    from articles.lib.database import postgres

    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("30s",)
        postgres._lift("default")
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
        call_command("migrate", verbosity=0)
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("30s",)


def test_what_an_operator_sets_goes_before_our_limits() -> None:
    found = database_limits.postgresql(
        {"options": "-c lock_timeout=1", "connect_timeout": 9}, 30, 10
    )
    assert found["options"].endswith(" -c lock_timeout=1")
    assert "-c statement_timeout=30000 -c idle_in_transaction" in found["options"]
    assert found["connect_timeout"] == 9
    assert "statement_timeout" not in database_limits.postgresql({}, 0, 10)["options"]
