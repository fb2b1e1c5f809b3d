"""Several hosts serve one site on PostgreSQL: a change on one is seen on all, whatever fails."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection, transaction

from articles.delivery.hosts.listener import MICRO
from articles.delivery.hosts.postgres import ALIVE, MAX_PAYLOAD_BYTES
from articles.delivery.ledger.ledger import HEARD, Ledger
from articles.models import Announcement
from articles.models.changes.outbox import LOG_KEPT_FOR, announce
from tests import cast
from tests.database import database_url
from tests.delivery.host import Host, running_host
from tests.waiting import until

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.postgresql,
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hosts")


@pytest.fixture(scope="module")
def hosts(django_db_setup: None, folder: Path) -> Iterator[tuple[Host, Host]]:
    """Two hosts over one database, for all tests here."""
    address = database_url()
    with (
        running_host(folder / "a", DATABASE_URL=address) as one,
        running_host(folder / "b", DATABASE_URL=address) as two,
    ):
        yield one, two


def listening() -> list[int]:
    """The server processes of PostgreSQL that have a listener at the other end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = %s",
            [ALIVE["application_name"]],
        )
        return [pid for (pid,) in cursor.fetchall()]


@contextmanager
def admin() -> Iterator[Any]:
    """A cursor in another database of the same server."""
    folder = os.environ["TEST_DATABASE_URL"].partition("host=")[2]
    control = psycopg2.connect(host=folder, user="postgres", dbname="postgres")
    control.autocommit = True
    try:
        with control.cursor() as cursor:
            yield cursor
    finally:
        control.close()


def test_it_works(hosts: tuple[Host, Host], record_property: Callable[[str, object], None]) -> None:
    one, two = hosts
    story = cast.live("Crane stays")
    path = story.get_absolute_url()
    # Word of its making, which is on its way, takes away a page that was made before it came.
    until(lambda: two.get(path)[1] == "newsportal; hit")
    committed = one.publish(story, "Crane goes")
    until(lambda: two.shows(path, "Crane goes"), every=0.001)
    record_property("seen after ms", round(1_000 * (time.time() - committed), 1))
    assert one.hears
    assert two.hears


def test_it_is_told_with_the_commit_and_not_without(hosts: tuple[Host, Host]) -> None:
    _one, two = hosts
    before = two.at_rest()
    with transaction.atomic():
        announce(["article:1"])
        transaction.set_rollback(True)
    # Heard in order: once the second is there, the first would be too.
    announce(["article:2"])
    until(lambda: two.ask("generation") > before)
    assert two.ask("generation") == before + 1


def test_what_is_too_long_for_a_notice_is_looked_up(hosts: tuple[Host, Host]) -> None:
    _one, two = hosts
    story = cast.live("Crane stays")
    path = story.get_absolute_url()
    two.get(path)
    keys = [f"article:{story.pk}", *(f"topic:{number}" for number in range(2_000))]
    assert len(json.dumps(keys)) > MAX_PAYLOAD_BYTES
    with transaction.atomic():
        announce(keys)
        type(story).objects.filter(pk=story.pk).update(headline="Crane goes")
    until(lambda: two.shows(path, "Crane goes"))


def test_a_lost_connection_is_made_anew_and_what_was_missed_is_caught_up(
    hosts: tuple[Host, Host],
) -> None:
    one, two = hosts
    story = cast.live("Crane stays")
    path = story.get_absolute_url()
    until(lambda: two.shows(path, "Crane stays"))
    found = listening()
    assert len(found) == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) AS pid", [found])
    one.publish(story, "Crane goes")
    until(lambda: two.shows(path, "Crane goes"))
    until(lambda: not set(listening()) & set(found) and len(listening()) == 2)
    one.publish(story, "Crane has gone")
    until(lambda: two.shows(path, "Crane has gone"))


def test_a_host_that_was_down_serves_nothing_old_when_it_comes_back(tmp_path: Path) -> None:
    story = cast.live("Crane stays")
    path = story.get_absolute_url()
    with running_host(tmp_path, DATABASE_URL=database_url()) as host:
        host.get(path)
        assert host.shows(path, "Crane stays")
    story.write({**story.content(), "headline": "Crane goes"}, None)
    story.publish(None)
    with running_host(tmp_path, DATABASE_URL=database_url()) as host:
        assert host.shows(path, "Crane goes")
        until(lambda: host.get(path)[1] == "newsportal; hit")
    ledger = Ledger(tmp_path / "pages" / "ledger")
    ledger.words[HEARD["postgresql"]] -= int(LOG_KEPT_FOR.total_seconds() * MICRO)
    # Away for longer than the log reaches: no page counts, though none was announced.
    type(story).objects.filter(pk=story.pk).update(headline="Crane has gone")
    Announcement.log.all().delete()
    with running_host(tmp_path, DATABASE_URL=database_url()) as host:
        assert host.shows(path, "Crane has gone")


def test_another_process_takes_over_where_the_listener_dies(
    hosts: tuple[Host, Host], tmp_path: Path
) -> None:
    address = database_url()
    story = cast.live("Crane stays")
    path = story.get_absolute_url()
    with (
        running_host(tmp_path, DATABASE_URL=address) as first,
        running_host(tmp_path, DATABASE_URL=address) as second,
    ):
        assert f"by process {first.process.pid}" in second.ask("say")[1]
        assert second.shows(path, "Crane stays")
        first.kill()
        until(lambda: f"by process {second.process.pid}" in second.ask("say")[1])
        hosts[0].publish(story, "Crane goes")
        until(lambda: second.shows(path, "Crane goes"))


def test_without_a_database_readers_go_on(hosts: tuple[Host, Host], folder: Path) -> None:
    """No connection is let in any more, and those that there are end; later it comes back."""
    one, two = hosts
    story = cast.live("Crane stays")
    path = story.get_absolute_url()
    two.get(path)
    name = connection.settings_dict["NAME"]
    connection.close()
    with admin() as control:
        control.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        control.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        try:
            assert two.get(path)[0] == 200
            with running_host(folder / "b", DATABASE_URL=database_url()) as late:
                assert late.get(path)[0] == 200, "it has waited some seconds, and serves"
        finally:
            control.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    one.publish(story, "Crane goes")
    until(lambda: two.shows(path, "Crane goes"))
