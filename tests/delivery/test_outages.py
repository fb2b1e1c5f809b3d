"""Stale rather than down, one rendering at a time, and what is never shown again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Event

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.utils import timezone

from articles.delivery.door.response_headers import TEN_DAYS
from articles.delivery.door.single_flight import SingleFlight
from articles.delivery.ledger import counters
from articles.delivery.pages.freshness import SOFT_LAG
from articles.models import Article
from tests import cast
from tests.delivery.front_door_reader import Portal
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
FAILED = "newsportal; hit; detail=origin-failed"


@pytest.fixture(autouse=True)
def story() -> Article:
    return cast.live()


@contextmanager
def database_away() -> Iterator[None]:
    """The database answers nothing."""

    def refuse(*_args: object) -> None:
        raise DatabaseError("the database is away")

    with connection.execute_wrapper(refuse):
        yield


# --- The database, or whatever renders, is away -------------------------------------------


def test_readers_go_on_reading(portal: Portal, story: Article) -> None:
    path = story.get_absolute_url()
    front, page = portal.get("/").body, portal.get(path).body
    with database_away():
        assert portal.get("/").body == front and portal.get(path).body == page
        assert portal.get("/politics/").status == 503, "was never made"
        assert portal.get("/politics/").status == 503, "an error is never kept"
    assert portal.get("/politics/").status == 200


def test_after_a_restart_too(portal: Portal, story: Article) -> None:
    path = story.get_absolute_url()
    page = portal.get(path).body
    after = portal.restarted()
    with database_away():
        assert after.get(path).body == page


def test_the_last_good_page_stands_in_where_a_newer_one_cannot_be_made(portal: Portal) -> None:
    front = portal.get("/").body
    cast.live("A newer story")
    portal.django.fails = True
    answer = portal.get("/")
    assert (answer.status, answer.body) == (200, front)
    assert answer.headers["Cache-Status"] == FAILED
    assert answer.headers["Surrogate-Control"] == "max-age=1", "no cache in front is to keep it"
    assert portal.count(counters.SPARED) == 1
    portal.django.fails = False
    assert b"A newer story" in portal.get("/").body


def test_for_ten_days_and_no_longer(portal: Portal) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        portal.get("/")
        cast.live("A newer story")
        portal.django.fails = True
        clock.shift(TEN_DAYS - 60)
        assert portal.get("/").status == 200
        clock.shift(120)
        assert portal.get("/").status == 500


@pytest.mark.parametrize("how", ["withdrawn", "corrected", "expired"])
def test_what_was_recalled_does_not_come_back_even_then(
    portal: Portal, story: Article, how: str
) -> None:
    other = cast.live("Another story")
    pages = ["/", "/politics/", story.get_absolute_url(), other.get_absolute_url()]
    with time_machine.travel(timezone.now(), tick=False) as clock:
        one = Article.objects.get(pk=story.pk)
        if how == "expired":
            end = timezone.now() + timedelta(hours=1)
            one.write(one.content() | {"expires_at": end}, None)
            one.publish(None)
        for page in pages:
            assert story.headline in portal.get(page).text
        if how == "withdrawn":
            one.withdraw(None, "It was wrong.")
        elif how == "corrected":
            one.write(one.content() | {"standfirst": "Put right."}, None)
            one.publish(None, change="correction", note="It was wrong.")
        else:
            clock.shift(timedelta(hours=2))
        portal.django.fails = True
        with database_away():
            for page in pages:
                assert portal.get(page).status == 500, page


# --- One rendering at a time --------------------------------------------------------------


def test_a_crowd_makes_one_rendering(portal: Portal, story: Article) -> None:
    path, begun, go_on = story.get_absolute_url(), Event(), Event()
    handler = portal.django.handler

    def slow(environ: object, start_response: object) -> object:
        begun.set()
        assert go_on.wait(PATIENCE)
        return handler(environ, start_response)  # type: ignore[arg-type]

    def read() -> tuple[int, bytes]:
        answer = portal.get(path)
        connection.close()
        return answer.status, answer.body

    portal.django.handler = slow  # type: ignore[assignment]
    with ThreadPoolExecutor(16) as crowd:
        reading = [crowd.submit(read) for _reader in range(200)]
        assert begun.wait(PATIENCE)
        go_on.set()
        answers = {one.result() for one in reading}
    assert len(answers) == 1 and portal.renders == 1
    assert portal.django.asked == [path]


def test_nobody_waits_where_the_page_may_lag(portal: Portal, story: Article) -> None:
    path = story.get_absolute_url()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        before = portal.get(path).body
        cast.live("A newer story")
        portal.get("/")
        clock.shift(timedelta(seconds=SOFT_LAG + 1))
        address = f"http|localhost|{path}|"
        with portal.services.flights.alone(address, wait=0) as alone:
            assert alone, "somebody else has it in hand"
            answer = portal.get(path)
        assert (answer.body, answer.headers["Cache-Status"]) == (before, "newsportal; hit; stale")
        assert b"A newer story" in portal.get(path).body


HOLDER = """
import sys
from pathlib import Path
from articles.delivery.door.single_flight import SingleFlight
with SingleFlight(Path(sys.argv[1])).alone("page", wait=0) as alone:
    print(alone, flush=True)
    sys.stdin.read()
"""


def test_processes_keep_each_other_out_and_one_that_dies_lets_go(portal: Portal) -> None:
    flights: SingleFlight = portal.services.flights
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(flights.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout and holder.stdin
    try:
        assert holder.stdout.readline() == "True\n"
        with flights.alone("page", wait=0.05) as alone:
            assert not alone
        with flights.alone("another", wait=0) as alone:
            assert alone
        holder.kill()
        with flights.alone("page", wait=PATIENCE) as alone:
            assert alone
    finally:
        holder.kill()
        holder.wait()
        holder.stdin.close()
        holder.stdout.close()


# --- A change in the middle ---------------------------------------------------------------


def test_a_page_begun_before_a_change_is_not_kept(portal: Portal, story: Article) -> None:
    path = story.get_absolute_url()
    handler = portal.django.handler

    def overtaken(environ: object, start_response: object) -> list[bytes]:
        portal.django.handler = handler
        body = list(handler(environ, start_response))  # type: ignore[arg-type]
        one = Article.objects.get(pk=story.pk)
        one.write(one.content() | {"headline": "Council sells its old crane"}, None)
        one.publish(None)
        return body

    portal.django.handler = overtaken  # type: ignore[assignment]
    assert b"keeps its old crane" in portal.get(path).body
    assert b"sells its old crane" in portal.get(path).body
    assert portal.get(path).is_hit


# --- Time ---------------------------------------------------------------------------------


def test_a_story_is_there_in_the_second_it_is_due(portal: Portal) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        later = cast.draft("Due in an hour")
        later.publish(None, at=timezone.now() + timedelta(hours=1))
        assert b"Due in an hour" not in portal.get("/").body
        clock.shift(timedelta(minutes=59, seconds=59))
        assert b"Due in an hour" not in portal.get("/").body
        clock.shift(timedelta(seconds=1))
        assert b"Due in an hour" in portal.get("/").body
        assert b"Due in an hour" in portal.get(later.get_absolute_url()).body


def test_planned_changes_are_there_in_the_second_they_are_due(
    portal: Portal, story: Article
) -> None:
    path = story.get_absolute_url()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        one = Article.objects.get(pk=story.pk)
        one.write(one.content() | {"headline": "Council sells its old crane"}, None)
        one.publish(None, at=timezone.now() + timedelta(seconds=30))
        assert b"keeps its old crane" in portal.get(path).body
        clock.shift(timedelta(seconds=29))
        assert portal.get(path).is_hit
        clock.shift(timedelta(seconds=1))
        assert b"sells its old crane" in portal.get(path).body


def test_an_age_is_made_true_again_and_keeps_nothing_out(portal: Portal, story: Article) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert "1 hour ago" in portal.get("/").text
        assert portal.get("/").is_hit
        clock.shift(timedelta(hours=1))
        assert "2 hours ago" in portal.get("/").text
        clock.shift(timedelta(hours=12))
        assert "hours ago" not in portal.get("/").text


def test_a_clock_that_was_set_back_shows_nothing_early(portal: Portal) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        later = cast.draft("Due in an hour")
        later.publish(None, at=timezone.now() + timedelta(hours=1))
        clock.shift(timedelta(hours=2))
        assert b"Due in an hour" in portal.get("/").body
        clock.shift(-timedelta(hours=2))
        portal.services.deadlines.forget()  # as the ticker does when it sees that
        assert b"Due in an hour" not in portal.get("/").body
