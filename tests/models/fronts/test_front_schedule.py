"""What becomes of fronts by time passing, and by people losing their rights."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.utils import timezone

from articles.models import Announcement, Entry, Front, Launch
from articles.models.access import leaving
from articles.models.fronts.schedule import turns
from tests import cast

pytestmark = pytest.mark.django_db


def scheduled(by: User) -> Launch:
    front = Front.of_section(cast.section("sports"))
    return front.publish(by, at=timezone.now() + timedelta(hours=1))


def _role(user: User) -> None:
    user.groups.set([Group.objects.get(name="Reporter")])


def _section(user: User) -> None:
    user.sections_given.clear()


def _section_of_editors(_user: User) -> None:
    cast.section("sports").editors.clear()


def _staff(user: User) -> None:
    user.is_staff = False
    user.save()


def _permission(_user: User) -> None:
    group = Group.objects.get(name="Editor")
    group.permissions.remove(group.permissions.get(codename="lay_out_fronts"))


@pytest.mark.parametrize("loses", [_role, _section, _section_of_editors, _staff, _permission])
def test_what_somebody_scheduled_who_may_not_any_more_is_cancelled(
    loses: Callable[[User], Any], django_capture_on_commit_callbacks: Any
) -> None:
    editor = cast.sports_editor()
    launch, others = scheduled(editor), scheduled(cast.chief())
    with django_capture_on_commit_callbacks(execute=True):
        loses(editor)
    launch.refresh_from_db()
    others.refresh_from_db()
    assert launch.cancelled_at is not None and others.cancelled_at is None
    entry = Entry.objects.filter(verb=Entry.Verb.FRONT_CANCEL).get()
    assert "sports-editor may not lay out this front" in entry.note


def test_what_changes_nothing_about_that_cancels_nothing(
    django_capture_on_commit_callbacks: Any,
) -> None:
    editor = cast.sports_editor()
    launch = scheduled(editor)
    with django_capture_on_commit_callbacks(execute=True):
        editor.first_name = "Ada"
        editor.save()
        editor.sections_given.set([cast.section("sports"), cast.section("travel")])
    launch.refresh_from_db()
    assert launch.cancelled_at is None


def test_who_leaves_has_nothing_scheduled_any_more() -> None:
    editor = cast.sports_editor()
    launch = scheduled(editor)
    assert leaving.what_is_going(editor, None).fronts == 1
    leaving.leave(editor, None)
    launch.refresh_from_db()
    assert launch.cancelled_at is not None


def test_moments_are_those_of_launches_and_of_the_ends_of_pins() -> None:
    story, now = cast.live(), timezone.now()
    front = Front.of_home()
    end, hour = now + timedelta(minutes=20), now + timedelta(hours=1)
    front.place(story, None, until=end)
    launch = front.publish(None, at=hour)
    assert turns.moments_of(launch) == [hour, end]
    assert turns.next_moment(now + timedelta(seconds=5)) == end
    assert turns.next_moment(end) == hour
    assert turns.next_moment(hour) is None
    found = turns.between(now + timedelta(seconds=5), hour)
    assert found == {end: {"layout:home"}, hour: {"layout:home"}}
    with time_machine.travel(hour):
        before = Announcement.log.count()
        assert turns.tell(end, hour) == 1
        assert Announcement.log.count() == before + 1
    front.cancel(launch, None)
    assert turns.next_moment(end) is None
