"""Hours that are moved: under the same rights and checks as on the story's form."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles.models import Appointment, Article, Entry, Front, NeedsReason, NotAllowed
from articles.models.planning.launches import move_launch
from articles.models.planning.rescheduling import Hour, MovedMeanwhile
from tests import cast

pytestmark = pytest.mark.django_db


START = timezone.now().replace(microsecond=0)


def hours(number: float) -> datetime:
    """So many from the beginning of the tests."""
    return START + timedelta(hours=number)


def again(story: Article) -> Article:
    return Article.objects.get(pk=story.pk)


@pytest.mark.every_database
def test_a_scheduled_story_comes_at_another_hour() -> None:
    story, first, then = cast.draft(), hours(24), hours(30)
    story.publish(None, at=first)
    assert again(story).reschedule(Hour.PUBLISH, then, cast.editor(), was=first) == first
    story = again(story)
    assert (story.publish_at, story.first_published_at, story.has_changes) == (then, then, False)
    assert story.hour(Hour.PUBLISH) == then
    due = Appointment.objects.filter(article=story, state=Appointment.State.DUE)
    assert [(one.verb, one.at) for one in due] == [("go_live", then)]
    # And back, as undoing does.
    story.reschedule(Hour.PUBLISH, first, cast.editor(), was=then)
    assert again(story).publish_at == first


def test_a_draft_keeps_its_state() -> None:
    story = cast.draft(publish_at=hours(4))
    story.reschedule(Hour.PUBLISH, hours(8), cast.editor())
    story = again(story)
    assert (story.state, story.publish_at) == ("draft", hours(8))


def test_an_end_moves_for_readers_at_once() -> None:
    story = cast.live()
    story.reschedule(Hour.EXPIRE, hours(9), cast.editor())
    story = again(story)
    assert story.expires_at == hours(9)
    assert story.is_visible
    assert not story.has_changes
    with pytest.raises(NotAllowed, match="future"):
        story.reschedule(Hour.EXPIRE, hours(-1), cast.editor())


def test_a_deadline_moves_and_its_owner_stays() -> None:
    story = cast.draft()
    story.assign(None, cast.reporter(), hours(2))
    story.reschedule(Hour.DUE, hours(3), cast.reporter())
    assert (again(story).due_at, again(story).assignee) == (hours(3), cast.reporter())


@pytest.mark.every_database
def test_planned_changes_move_and_nothing_newer_with_them() -> None:
    story, by = cast.live(), cast.editor()
    story.write({**story.content(), "standfirst": "Planned."}, by)
    story.publish(by, at=hours(5), reason="No picture of it.")
    story.write({**story.content(), "standfirst": "Newer."}, by)
    again(story).reschedule(Hour.CHANGES, hours(6), cast.managing_editor(), was=hours(5))
    plan: Any = again(story).planned()
    assert (plan.at, plan.next_try_at, plan.by) == (hours(6), hours(6), cast.managing_editor())
    assert plan.revision.content["standfirst"] == "Planned."
    assert Entry.objects.filter(article=story, verb=Entry.Verb.PLAN_CHANGES).count() == 2


def test_a_front_s_edition_moves() -> None:
    front = Front.of_home()
    launch = front.publish(None, at=hours(5))
    made = move_launch(launch, hours(7), cast.managing_editor())
    assert [one.pk for one in Front.of_home().scheduled()] == [made.pk]
    assert (made.at, made.edition) == (hours(7), launch.edition)
    with pytest.raises(NotAllowed, match="no longer scheduled"):
        move_launch(launch, hours(8), cast.managing_editor())
    with pytest.raises(PermissionDenied):
        move_launch(made, hours(8), cast.sports_editor())


@pytest.mark.parametrize("who", [cast.reporter, cast.sports_editor])
def test_who_may_not_publish_it_moves_nothing(who: Any) -> None:
    story = cast.draft(created_by=cast.reporter())
    story.publish(None, at=hours(24))
    with pytest.raises(PermissionDenied):
        again(story).reschedule(Hour.PUBLISH, hours(30), who())
    assert again(story).publish_at == hours(24)


def test_what_is_refused_leaves_all_as_it_was() -> None:
    story = cast.draft(expires_at=hours(40))
    story.publish(None, at=hours(24))
    number, by = again(story).base_number(), cast.editor()
    for which, at, words in (
        (Hour.PUBLISH, hours(-1), "future"),
        (Hour.PUBLISH, hours(41), "expire before"),
        (Hour.EXPIRE, hours(23), "expire before"),
        (Hour.CHANGES, hours(30), "No changes"),
        ("nothing", hours(30), "doesn’t exist"),
    ):
        with pytest.raises(NotAllowed, match=words):
            again(story).reschedule(which, at, by)
    with pytest.raises(MovedMeanwhile, match="meanwhile"):
        again(story).reschedule(Hour.PUBLISH, hours(30), by, was=hours(23))
    with pytest.raises(NotAllowed, match="already live"):
        cast.live("Out").reschedule(Hour.PUBLISH, hours(30), by)
    assert (again(story).publish_at, again(story).base_number()) == (hours(24), number)


def test_changes_that_nobody_published_do_not_come_with_it() -> None:
    story, by = cast.draft(), cast.editor()
    story.publish(None, at=hours(24))
    story = again(story)
    story.write({**story.content(), "standfirst": "Not for readers yet."}, by)
    with pytest.raises(NotAllowed, match="changes that readers would get"):
        again(story).reschedule(Hour.PUBLISH, hours(30), by)
    assert again(story).standfirst == ""


def test_new_warnings_ask_for_a_reason_and_old_ones_do_not() -> None:
    story, by = cast.draft(), cast.editor()
    story.publish(by, at=hours(24), reason="No picture of it.")
    again(story).reschedule(Hour.PUBLISH, hours(25), by)
    assert again(story).publish_at == hours(25)
    cast.live(story.headline)
    with pytest.raises(NeedsReason):
        again(story).reschedule(Hour.PUBLISH, hours(26), by)
    again(story).reschedule(Hour.PUBLISH, hours(26), by, reason="It is meant so.")
    assert again(story).publish_at == hours(26)


def test_a_sensitive_story_is_moved_by_nobody_alone() -> None:
    story = cast.draft(sensitive=True)
    story.publish(None, at=hours(24))
    with pytest.raises(NotAllowed, match="sensitive"):
        again(story).reschedule(Hour.PUBLISH, hours(30), cast.editor())
    assert again(story).publish_at == hours(24)
