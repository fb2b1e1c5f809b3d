"""What is due is done, once, whoever does it and whatever fails; and readers wait for nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.models import (
    Announcement,
    Appointment,
    Article,
    Change,
    Entry,
    Heartbeat,
    NotAllowed,
    Purge,
)
from articles.models.lifecycle import scheduler
from articles.models.lifecycle.scheduler import (
    changes_are_due,
    deliver_announcements,
    do_due,
    wait_no_longer,
)
from articles.signals import changed
from tests import cast

pytestmark = pytest.mark.django_db
State, Verb = Appointment.State, Appointment.Verb
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
REAL = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def with_changes(headline: str = "Council keeps its old crane", at: datetime = NOON) -> Article:
    """A story that is out, with changes planned for `at`."""
    story = cast.live(headline, at=NOON - timedelta(days=1))
    story.write({**story.content(), "headline": f"{headline}, after all"}, None)
    story.publish(None, at=at)
    return story


def before_noon() -> Any:
    """The clock stands at a minute to twelve; it goes on where `shift` says so."""
    return time_machine.travel(NOON - timedelta(minutes=1), tick=False)


def at_noon(after: timedelta = timedelta()) -> Any:
    """The clock stands at twelve, or later."""
    return time_machine.travel(NOON + after, tick=False)


def plan(headline: str = "Council keeps its old crane") -> Appointment:
    """Planned changes, due at noon."""
    with before_noon():
        story = with_changes(headline)
    return Appointment.objects.get(article=story)


@contextmanager
def heard() -> Iterator[Counter[str]]:
    """How often each key was announced."""
    keys: Counter[str] = Counter()

    def listen(**told: Any) -> None:
        keys.update(told["keys"])

    changed.connect(listen)
    try:
        yield keys
    finally:
        changed.disconnect(listen)


# --- It works --------------------------------------------------------------------


def test_it_works(django_capture_on_commit_callbacks: Any) -> None:
    with before_noon():
        changes = with_changes()
        scheduled = cast.live("A new crane", at=NOON)
        ending = cast.live("Crane for sale", expires_at=NOON)
        assert do_due() == []
        Announcement.objects.all().delete()
    with (
        at_noon(),
        heard() as keys,
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert changes_are_due()
        assert {one.verb for one in do_due()} == set(Verb)
        assert not changes_are_due()
        assert do_due() == []
    assert {keys[f"article:{story.pk}"] for story in (changes, scheduled, ending)} == {1}
    changes.refresh_from_db()
    assert changes.headline == "Council keeps its old crane, after all"
    assert changes.updated_at is None
    kept = Appointment.objects.all()
    assert {one.state for one in kept} == {State.DONE}
    assert {one.done_at for one in kept} == {NOON}
    assert {one.claimed_until for one in kept} == {None}
    assert not Announcement.objects.exists()


def test_one_kind_alone() -> None:
    with before_noon():
        with_changes()
        cast.live("A new crane", at=NOON)
    with at_noon():
        assert [one.verb for one in do_due(verb=Verb.CHANGES)] == [Verb.CHANGES]
        assert Appointment.objects.get(state=State.DUE).verb == Verb.GO_LIVE


def test_one_story_alone_and_no_more_than_were_asked_for() -> None:
    one, two, three = plan("One"), plan("Two"), plan("Three")
    with at_noon():
        assert [done.pk for done in do_due(story=two.article_id)] == [two.pk]
        assert [done.pk for done in do_due(most=1)] == [one.pk]
        assert [done.pk for done in do_due(story=two.article_id)] == []
        assert [done.pk for done in do_due()] == [three.pk]


def test_it_stops_between_two_things_when_told() -> None:
    plan("One")
    plan("Two")
    told = iter([False, True])
    with at_noon():
        assert len(do_due(stop=lambda: next(told))) == 1
        untouched = Appointment.objects.get(state=State.DUE)
    assert (untouched.attempts, untouched.claimed_until) == (0, None)


def test_what_is_due_is_read_off_a_short_index() -> None:
    with at_noon():
        asked = Appointment.due(NOON).filter(verb=Verb.CHANGES)[:1]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")
    try:
        assert "appointment_due" in asked.explain()
    finally:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET enable_seqscan = on")


# --- Readers wait for nobody -------------------------------------------------------


def test_no_tick_and_readers_see_it_in_its_second(client: Client) -> None:
    with before_noon():
        story = cast.live("A new crane", at=NOON, expires_at=NOON + timedelta(hours=1))
    address, instant = story.get_absolute_url(), timedelta(microseconds=1)
    for after, status in [
        (-instant, 404),
        (timedelta(), 200),
        (timedelta(hours=1) - instant, 200),
        (timedelta(hours=1), 410),
    ]:
        with at_noon(after):
            assert client.get(address).status_code == status
            assert ("A new crane" in client.get("/").content.decode()) == (status == 200)
            assert Article.objects.visible().exists() == (status == 200)
    assert {one.state for one in Appointment.objects.all()} == {State.DUE}


def test_no_tick_and_planned_changes_are_there_for_the_first_reader(client: Client) -> None:
    story = plan().article
    address = story.get_absolute_url()
    with at_noon(-timedelta(microseconds=1)):
        assert "after all" not in client.get(address).content.decode()
    with at_noon():
        assert "after all" in client.get(address).content.decode()
    assert Appointment.objects.get().state == State.DONE


# --- One failure on its own --------------------------------------------------------


def fail_for(monkeypatch: pytest.MonkeyPatch, headline: str, how: Callable[[], Any]) -> None:
    """Let carrying out the changes of one story fail as `how` does."""
    sound = Article.carry_out

    def carry_out(self: Article, appointment: Appointment) -> None:
        sound(self, appointment)
        if headline in self.headline:
            how()

    monkeypatch.setattr(Article, "carry_out", carry_out)


def bad_sql() -> None:
    """What the database itself refuses, which spoils a transaction of PostgreSQL's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM nowhere")


def nul() -> None:
    """An error whose words no database takes."""
    raise RuntimeError("bad\0 word")


@pytest.mark.parametrize("how", [bad_sql, nul])
def test_one_that_fails_stops_nobody(
    how: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fail_for(monkeypatch, "Bad", how)
    bad, good = plan("Bad"), plan("Good")
    with at_noon():
        assert [one.state for one in do_due()] == [State.DUE, State.DONE]
        assert not changes_are_due()
    for one in (bad, good):
        one.refresh_from_db()
    assert good.article.headline == "Good, after all"
    assert Article.objects.get(pk=bad.article_id).headline == "Bad"  # nothing half-done
    assert ("nowhere" in bad.error) or ("bad word" in bad.error)
    assert bad.next_try_at == NOON + timedelta(seconds=5)
    assert (bad.claimed_until, bad.done_at) == (None, None)
    assert f"Scheduled action {bad.pk}" in caplog.text


def test_it_is_tried_again_ever_later_and_then_failed_for_good(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fail_for(monkeypatch, "crane", bad_sql)
    appointment, waits, moment = plan(), [], NOON
    while appointment.state == State.DUE:
        with time_machine.travel(moment, tick=False):
            assert len(do_due()) == 1
            appointment.refresh_from_db()
            waits.append((appointment.next_try_at - moment).total_seconds())
        with time_machine.travel(appointment.next_try_at - timedelta(microseconds=1), tick=False):
            assert do_due() == []
        moment = appointment.next_try_at
    assert waits[:7] == [5, 10, 20, 40, 80, 160, 320]
    assert (appointment.state, appointment.attempts) == (State.FAILED, 8)
    entry = Entry.objects.get(verb=Entry.Verb.FAILED)
    assert entry.article == appointment.article
    assert entry.note == appointment.error
    assert "has failed" in caplog.text
    with at_noon(timedelta(days=1)):
        assert do_due() == []


def test_a_refusal_is_for_good_and_says_why() -> None:
    appointment = plan()
    # The licence of its picture has lapsed, or the like: what the checks say at that moment.
    Article.objects.filter(pk=appointment.article_id).update(state="withdrawn")
    with at_noon():
        (tried,) = do_due()
    assert (tried.state, tried.error) == (State.FAILED, "The story is no longer live.")
    assert Entry.objects.filter(verb=Entry.Verb.FAILED).count() == 1


def test_one_that_ends_its_workers_is_given_up() -> None:
    appointment = plan()
    Appointment.objects.update(attempts=8, claimed_until=NOON)
    with at_noon(timedelta(seconds=1)):
        do_due()
    appointment.refresh_from_db()
    assert appointment.state == State.FAILED
    assert "8 times" in appointment.error


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


def database_url() -> str:
    """The address of the database that this test stands on."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    return f"postgres://postgres@/{settings['NAME']}?host={os.environ['TEST_DATABASE_URL'].partition('host=')[2]}"


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


# --- The outbox ---------------------------------------------------------------------------


def test_one_deaf_listener_keeps_nobody_from_hearing(caplog: pytest.LogCaptureFixture) -> None:
    def deaf(**_told: Any) -> None:
        raise RuntimeError("The cache is down.")

    changed.connect(deaf)
    try:
        with at_noon(), heard() as keys:
            for number in range(3):
                Announcement.objects.create(
                    keys=[f"article:{number}"], at=NOON - Announcement.UNDELIVERED
                )
            assert deliver_announcements() == 0
            assert keys == {"article:0": 1, "article:1": 1, "article:2": 1}
            assert deliver_announcements() == 0, "each waits its turn again"
            assert sum(keys.values()) == 3
    finally:
        changed.disconnect(deaf)
    assert "The cache is down." in caplog.text
    with at_noon(Announcement.UNDELIVERED), heard() as keys:
        assert deliver_announcements(stop=lambda: True) == 0
        assert deliver_announcements() == 3
    assert not Announcement.objects.exists()


# --- Trying again, and taking back -----------------------------------------------------------


def failed_plan() -> Appointment:
    """Planned changes that have failed, though nothing stands against them now."""
    appointment = plan()
    Appointment.objects.update(state=State.FAILED, attempts=8, done_at=NOON, error="No.")
    appointment.refresh_from_db()
    return appointment


def test_what_has_failed_can_be_tried_again() -> None:
    appointment = failed_plan()
    with at_noon(timedelta(hours=1)):
        appointment.try_again(cast.editor())
        assert len(do_due()) == 1
    appointment.refresh_from_db()
    assert (appointment.state, appointment.attempts, appointment.error) == (State.DONE, 1, "")
    assert "after all" in Article.objects.get().headline
    entry = Entry.objects.get(verb=Entry.Verb.TRY_AGAIN)
    assert (entry.by, entry.note) == (cast.editor(), "changes are published")


def test_what_waits_to_be_tried_again_is_tried_at_once() -> None:
    appointment = plan()
    Appointment.objects.update(attempts=4, next_try_at=NOON + timedelta(minutes=9))
    with at_noon():
        appointment.try_again(cast.editor())
        assert len(do_due()) == 1


def test_old_changes_never_come_over_newer_ones() -> None:
    appointment = failed_plan()
    story = Article.objects.get()
    story.write({**story.content(), "headline": "Newer"}, None)
    story.publish(None)
    with pytest.raises(NotAllowed, match="not failed"):
        appointment.try_again(None)
    # Settled by then; and if it were not:
    failed = Appointment.objects.filter(pk=appointment.pk)
    failed.update(state=State.FAILED)
    with pytest.raises(NotAllowed, match="newer ones"):
        appointment.try_again(None)
    story.write({**story.content(), "headline": "Newest"}, None)
    story.publish(None, at=timezone.now() + timedelta(hours=1))
    failed.update(state=State.FAILED)
    with pytest.raises(NotAllowed, match="have been scheduled since"):
        appointment.try_again(None)
    story.withdraw(None, "A mistake.")
    failed.update(state=State.FAILED)
    with pytest.raises(NotAllowed, match="no longer live"):
        appointment.try_again(None)
    assert Article.objects.get().headline == "Newer"


def test_what_has_not_failed_is_not_tried_again() -> None:
    appointment = plan()
    with pytest.raises(NotAllowed, match="not failed"):
        appointment.try_again(None)


def test_a_failure_can_be_taken_off_the_list() -> None:
    appointment = failed_plan()
    appointment.take_back(cast.editor())
    assert Appointment.objects.get().state == State.CANCELLED
    assert Entry.objects.get(verb=Entry.Verb.TAKE_BACK).by == cast.editor()
    assert not Entry.objects.filter(verb=Entry.Verb.CANCEL_PLAN).exists()
    with pytest.raises(NotAllowed, match="already done"):
        appointment.take_back(cast.editor())


def test_planned_changes_are_taken_back() -> None:
    appointment = plan()
    appointment.take_back(cast.editor())
    assert appointment.state == State.CANCELLED
    assert appointment.article.planned() is None


def test_an_hour_is_taken_back_with_the_schedule_and_an_end_in_the_story() -> None:
    soon = timezone.now() + timedelta(hours=1)
    story = cast.live(at=soon, expires_at=soon + timedelta(hours=1))
    begins, ends = story.appointments.all()
    with pytest.raises(NotAllowed, match="Expires at"):
        ends.take_back(cast.editor())
    begins.take_back(cast.editor())
    assert begins.state == State.CANCELLED
    assert Article.objects.get().state == "draft"


@pytest.mark.parametrize(
    "who", [cast.reporter, cast.sports_editor, cast.picture_editor, cast.operator, cast.reader]
)
def test_who_may_not_publish_it_cannot(who: Callable[[], Any]) -> None:
    appointment = failed_plan()
    for verb in (appointment.try_again, appointment.take_back):
        with pytest.raises(PermissionDenied):
            verb(who())
    assert Appointment.objects.get().state == State.FAILED


def test_nothing_can_be_done_for_a_story_that_is_gone() -> None:
    appointment = failed_plan()
    Article.objects.all().delete()
    with pytest.raises(NotAllowed, match="has been deleted"):
        appointment.try_again(None)


# --- The heartbeat ------------------------------------------------------------------------------


def test_a_heartbeat(django_assert_num_queries: Any) -> None:
    assert Heartbeat.ages() == {}
    assert Heartbeat.is_late(None)
    with at_noon():
        Heartbeat.beat("ticker")
        with django_assert_num_queries(1):
            Heartbeat.beat("ticker")
    with at_noon(timedelta(seconds=12)):
        assert Heartbeat.ages() == {"ticker": 12}
    assert not Heartbeat.is_late(89)
    assert Heartbeat.is_late(91)
    assert Heartbeat.is_late(-91)


# --- Hours that come twice, or not at all ---------------------------------------------------------


@pytest.mark.parametrize("typed", ["2026-03-29T01:30", "2026-10-25T01:30"])
def test_an_hour_that_is_not_one_is_refused_and_never_guessed(typed: str) -> None:
    with timezone.override(ZoneInfo("Europe/London")), pytest.raises(ValidationError) as refusal:
        forms.DateTimeField().clean(typed)
    assert "may be ambiguous or it may not exist" in str(refusal.value)


def test_hours_about_a_change_of_clocks_are_exact() -> None:
    london = ZoneInfo("Europe/London")
    with timezone.override(london):
        before, after = map(
            forms.DateTimeField().clean, ["2026-10-25T00:59:59", "2026-10-25T02:00"]
        )
    assert (after.astimezone(UTC) - before.astimezone(UTC)) == timedelta(hours=2, seconds=1)
    with time_machine.travel(before - timedelta(days=1), tick=False):
        story = cast.live(at=after)
    assert not Article.objects.visible(after.astimezone(UTC) - timedelta(microseconds=1)).exists()
    assert Article.objects.visible(after.astimezone(UTC)).get() == story
    assert Appointment.objects.get().at == after


def test_what_a_change_means_stays_with_the_plan() -> None:
    with before_noon():
        story = cast.live(at=NOON - timedelta(days=1))
        story.write({**story.content(), "headline": "Corrected"}, None)
        story.publish(None, at=NOON, change=Change.CORRECTION, note="The crane is new.")
    with at_noon():
        do_due()
    story.refresh_from_db()
    assert story.corrections.get().text == "The crane is new."
    assert story.updated_at == NOON
