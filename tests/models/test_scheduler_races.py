"""Scheduled changes are published once, by however many workers, whoever is killed meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from articles.models import (
    Announcement,
    Appointment,
    Article,
    Entry,
    Purge,
)
from articles.models.lifecycle import scheduler
from articles.models.lifecycle.scheduler import (
    deliver_announcements,
    do_due,
    wait_no_longer,
)
from tests import cast
from tests.database import database_url
from tests.models.test_scheduler import (
    NOON,
    REAL,
    State,
    at_noon,
    bad_sql,
    before_noon,
    fail_for,
    heard,
    plan,
    with_changes,
)

pytestmark = pytest.mark.django_db


# --- In one hand at a time -----------------------------------------------------------


def in_hand(appointment: Appointment) -> Appointment:
    """The appointment as a worker has it that has just taken it in hand."""
    mine = Appointment.objects.get(pk=appointment.pk)
    assert mine.claim()
    return mine


def test_what_one_has_in_hand_another_leaves_alone_until_the_lease_is_over() -> None:
    appointment = plan()
    with at_noon():
        in_hand(appointment)
        assert do_due() == []
    with at_noon(Appointment.pace.lease - timedelta(microseconds=1)):
        assert do_due() == []
    with at_noon(Appointment.pace.lease):
        assert len(do_due()) == 1


def test_two_that_read_it_at_once_do_not_both_get_it() -> None:
    appointment = plan()
    with at_noon():
        first, second = (Appointment.objects.get(pk=appointment.pk) for _ in range(2))
        assert first.claim(NOON)
        assert not second.claim(NOON)


@pytest.mark.parametrize("how_it_went", ["done", "failed"])
def test_one_held_up_for_longer_than_its_lease_does_it_no_more(
    how_it_went: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    appointment = plan()
    with at_noon():
        late = in_hand(appointment)
    if how_it_went == "failed":
        fail_for(monkeypatch, "crane", bad_sql)
    with at_noon(Appointment.pace.lease):
        assert len(do_due()) == 1
        monkeypatch.undo()
        assert not scheduler._do(late)
        assert not scheduler._fail(late, "Too late to say so.", for_good=True)
    appointment.refresh_from_db()
    assert appointment.state == (State.DONE if how_it_went == "done" else State.DUE)
    assert appointment.attempts == 2
    assert "Too late" not in appointment.error
    done = Entry.objects.filter(verb=Entry.Verb.PUBLISH_CHANGES).count()
    assert done == (1 if how_it_went == "done" else 0)


def test_what_was_taken_back_in_the_last_instant_is_not_done() -> None:
    appointment = plan()
    with at_noon():
        mine = in_hand(appointment)
        appointment.article.cancel_plan(None)
        assert not scheduler._do(mine)
    appointment.refresh_from_db()
    assert appointment.state == State.CANCELLED
    assert Article.objects.get().headline == "Council keeps its old crane"


def test_a_story_that_is_gone_by_then_stops_nobody() -> None:
    gone, there = plan("Gone"), plan("There")
    with at_noon():
        mine = in_hand(gone)
        Article.objects.filter(pk=gone.article_id).delete()
        assert not scheduler._do(mine)
        assert not scheduler._fail(mine, "It is gone.", for_good=True)
        assert [one.pk for one in do_due()] == [there.pk]


def test_a_clock_that_was_set_back_keeps_nothing_waiting() -> None:
    claimed, failed = plan("Claimed"), plan("Failed")
    hour = timedelta(hours=1)
    Appointment.objects.filter(pk=claimed.pk).update(claimed_until=NOON + hour)
    Appointment.objects.filter(pk=failed.pk).update(attempts=3, next_try_at=NOON + hour)
    with before_noon():
        with_changes("Not due yet", at=NOON + 2 * hour)
        Announcement.objects.all().delete()
    Announcement.objects.create(keys=["front:1"], at=NOON + hour)
    held = Purge.objects.create(
        keys=["front:1"], backend="varnish", next_try_at=NOON, claimed_until=NOON + hour
    )
    with at_noon():
        assert do_due() == []
        assert deliver_announcements() == 0
        assert wait_no_longer() == 4
        assert Purge.objects.get(pk=held.pk).claimed_until is None, "work of every kind"
        assert {one.pk for one in do_due()} == {claimed.pk, failed.pk}
        assert wait_no_longer() == 0
        Announcement.objects.exclude(keys=["front:1"]).delete()
    with at_noon(Announcement.UNDELIVERED):
        assert deliver_announcements() == 1


# --- Several at once, for real --------------------------------------------------------


def at_once(*works: Callable[[], Any]) -> None:
    """Do all of `works` at the same time, each in a thread with a connection of its own."""
    together, failures = threading.Barrier(len(works)), []

    def run(work: Callable[[], Any]) -> None:
        try:
            together.wait()
            work()
        except BaseException as error:  # noqa: BLE001 - told below, in the test's own thread
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def until_nothing_is_left() -> None:
    """A worker, as the ticker is one."""
    while do_due():
        pass


def fifty() -> list[Article]:
    """Fifty stories, for each of which something was due a minute ago."""
    minute = timezone.now() - timedelta(minutes=1)
    with time_machine.travel(minute - timedelta(minutes=1), tick=False):
        stories = [cast.live(f"Ends {number}", expires_at=minute) for number in range(20)]
        for number in range(30):
            story = cast.live(f"Changes {number}")
            story.write({**story.content(), "headline": f"Changed {number}"}, None)
            story.publish(None, at=minute)
            stories.append(story)
    assert Appointment.objects.filter(state=State.DUE).count() == 50
    return stories


def each_was_done_once(stories: list[Article]) -> None:
    published = Entry.objects.filter(verb=Entry.Verb.PUBLISH_CHANGES)
    assert Counter(published.values_list("article", flat=True)) == {
        story.pk: 1 for story in stories if story.headline.startswith("Change")
    }
    assert set(Appointment.objects.values_list("state", "attempts", "error")) == {
        (State.DONE, 1, "")
    }


@REAL
@pytest.mark.parametrize("workers", [2, 4])
def test_several_workers_do_each_thing_once(workers: int) -> None:
    stories = fifty()
    with heard() as keys:
        at_once(*[until_nothing_is_left] * workers)
    each_was_done_once(stories)
    assert {keys[f"article:{story.pk}"] for story in stories} == {1}
    assert not Announcement.objects.exists()


@REAL
def test_workers_and_editors_do_not_wait_for_each_other_for_ever() -> None:
    stories = fifty()

    def publish() -> None:
        for story in reversed(stories[20:]):
            mine = Article.objects.get(pk=story.pk)
            mine.write({**mine.content(), "headline": f"{mine} by hand"}, None)
            mine.publish(None)

    at_once(until_nothing_is_left, publish, until_nothing_is_left)
    assert set(Appointment.objects.values_list("state", "error")) <= {
        (State.DONE, ""),
        (State.CANCELLED, ""),
    }
    for story in Article.objects.filter(pk__in=[one.pk for one in stories[20:]]):
        assert story.headline.endswith("by hand"), "what the editor did last stands"


@REAL
def test_an_announcement_is_delivered_by_one_of_them() -> None:
    old = timezone.now() - timedelta(minutes=1)
    for number in range(20):
        Announcement.objects.create(keys=[f"article:{number}"], at=old)
    with heard() as keys:
        at_once(*[deliver_announcements] * 4)
    assert keys == {f"article:{number}": 1 for number in range(20)}


# --- Killed in the middle ---------------------------------------------------------------


def killed_at(place: str) -> None:
    """Run a worker that is killed as soon as it comes to `place`, a module and what is in it."""
    module, _, name = place.partition(":")
    script = f"""
import django, importlib, os, signal
django.setup()
owner = importlib.import_module({module!r})
*path, last = {name!r}.split(".")
for part in path:
    owner = getattr(owner, part)
setattr(owner, last, lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL))
from articles.models.lifecycle.scheduler import do_due
do_due()
"""
    env = os.environ | {"DATABASE_URL": database_url()}
    worker = subprocess.run([sys.executable, "-c", script], env=env, check=False)
    assert worker.returncode == -signal.SIGKILL


@REAL
@pytest.mark.parametrize(
    "place",
    [
        "articles.models.lifecycle.scheduler:_do",
        "articles.models.story.article:Article.carry_out",
        "articles.models.changes.claimed_work:ClaimedWork.settle",
        "articles.models.changes.log:entry",
    ],
)
def test_what_a_killed_worker_had_is_taken_over(place: str) -> None:
    with time_machine.travel(timezone.now() - timedelta(minutes=5), tick=False):
        story = with_changes(at=timezone.now() + timedelta(minutes=1))
    killed_at(place)
    appointment = Appointment.objects.get()
    assert (appointment.state, appointment.attempts) == (State.DUE, 1)
    assert Article.objects.get().headline == "Council keeps its old crane"
    assert do_due() == [], "its lease is not over"
    with time_machine.travel(timezone.now() + Appointment.pace.lease):
        assert [one.pk for one in do_due()] == [appointment.pk]
    assert Article.objects.get(pk=story.pk).headline == "Council keeps its old crane, after all"
    assert Entry.objects.filter(verb=Entry.Verb.PUBLISH_CHANGES).count() == 1


@REAL
def test_what_a_killed_worker_did_not_announce_is_announced() -> None:
    with time_machine.travel(timezone.now() - timedelta(minutes=5), tick=False):
        with_changes(at=timezone.now() + timedelta(minutes=1))
    killed_at("articles.models.changes.outbox:Announcement.deliver")
    assert Appointment.objects.get().state == State.DONE
    story = Appointment.objects.get().article_id
    with heard() as keys, time_machine.travel(timezone.now() + Announcement.UNDELIVERED):
        assert deliver_announcements() == 1
    assert keys[f"article:{story}"] == 1
    assert not Announcement.objects.exists()
