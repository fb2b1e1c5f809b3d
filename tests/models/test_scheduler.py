"""What is due is done, once, whoever does it and whatever fails; and readers wait for nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from articles.models import (
    Announcement,
    Appointment,
    Article,
    Entry,
)
from articles.models.lifecycle.scheduler import (
    changes_are_due,
    do_due,
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


@pytest.mark.every_database
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


@pytest.mark.every_database
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


@pytest.mark.every_database
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


@pytest.mark.every_database
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


@pytest.mark.every_database
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


@pytest.mark.every_database
def test_a_refusal_is_for_good_and_says_why() -> None:
    appointment = plan()
    # The licence of its picture has lapsed, or the like: what the checks say at that moment.
    Article.objects.filter(pk=appointment.article_id).update(state="withdrawn")
    with at_noon():
        (tried,) = do_due()
    assert (tried.state, tried.error) == (State.FAILED, "The story is no longer live.")
    assert Entry.objects.filter(verb=Entry.Verb.FAILED).count() == 1


@pytest.mark.every_database
def test_one_that_ends_its_workers_is_given_up() -> None:
    appointment = plan()
    Appointment.objects.update(attempts=8, claimed_until=NOON)
    with at_noon(timedelta(seconds=1)):
        do_due()
    appointment.refresh_from_db()
    assert appointment.state == State.FAILED
    assert "8 times" in appointment.error
