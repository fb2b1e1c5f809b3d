"""What failed is tried again, what was taken back is not; heartbeats, the outbox and odd hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from articles.models import (
    Announcement,
    Appointment,
    Article,
    Change,
    Entry,
    Heartbeat,
    NotAllowed,
)
from articles.models.lifecycle.scheduler import (
    deliver_announcements,
    do_due,
)
from articles.signals import changed
from tests import cast
from tests.models.test_scheduler import NOON, State, at_noon, before_noon, heard, plan

pytestmark = pytest.mark.django_db


# --- The outbox ---------------------------------------------------------------------------


@pytest.mark.every_database
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


@pytest.mark.every_database
def test_what_waits_to_be_tried_again_is_tried_at_once() -> None:
    appointment = plan()
    Appointment.objects.update(attempts=4, next_try_at=NOON + timedelta(minutes=9))
    with at_noon():
        appointment.try_again(cast.editor())
        assert len(do_due()) == 1


@pytest.mark.every_database
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


@pytest.mark.every_database
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


@pytest.mark.every_database
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


@pytest.mark.every_database
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
