"""One click on a story: undone, with a draft beside it, and as the log tells it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.models import Edition, Entry, Front, Launch, NotAllowed
from articles.models.fronts.told.leading import leads
from tests import cast
from tests.models.fronts.standing import placements_of
from tests.models.fronts.test_front_verbs import home, out, pinned, stories, with_pin

pytestmark = pytest.mark.django_db


def notes(story: Any) -> list[str]:
    told = Entry.objects.filter(article=story).order_by("pk").exclude(verb="publish")
    return [f"{entry.verb} {entry.title}: {entry.note}" for entry in told]


@pytest.mark.every_database
def test_a_click_is_undone() -> None:
    one, other = stories(2)
    front, editor = home(), cast.managing_editor()
    first = front.place(one, editor)
    click = front.place(other, editor)
    front.undo(click, other, editor)
    assert pinned(out(front).edition.layout) == [(0, one.pk)] and not front.has_draft()
    assert notes(other) == [
        "front_place Story 1: Home page, Top stories, 1",
        "front_take_off Story 1: Home page; Undone",
    ]
    off = front.take_off(one, editor)
    assert off is not None
    front.undo(off, one, editor)
    assert pinned(out(front).edition.layout) == [(0, one.pk)]
    assert Edition.objects.count() == 5
    for edition in (first, click, off):
        with pytest.raises(NotAllowed, match="changed since"):
            front.undo(edition, one, editor)


def test_the_first_click_of_all_is_undone() -> None:
    (one,) = stories(1)
    front, editor = home(), cast.managing_editor()
    front.undo(front.place(one, editor), one, editor)
    assert pinned(out(front).edition.layout) == [] and not front.has_draft()


def test_an_undone_click_leaves_the_draft_as_it_was() -> None:
    one, other, third = stories(3)
    front, editor = home(), cast.managing_editor()
    front.publish(editor)
    front.write(with_pin(front, one), editor)
    draft = front.layout()
    click = front.place(other, editor)
    assert pinned(front.layout()) == [(0, other.pk), (1, one.pk)], "the draft’s lead is not lost"
    front.undo(click, other, editor)
    assert front.layout() == draft and front.has_draft()
    click = front.place(other, editor)
    front.write(with_pin(front, third, 4), editor)
    front.undo(click, other, editor)
    assert pinned(out(front).edition.layout) == []
    assert (4, third.pk) in pinned(front.layout())


def test_nobodys_work_goes_with_an_undone_click() -> None:
    one, other = stories(2)
    front, editor = home(), cast.managing_editor()
    click = front.place(one, editor)
    front.place(other, cast.chief())
    with pytest.raises(NotAllowed, match="changed since"):
        front.undo(click, one, editor)
    section = Front.of_section(cast.section())
    with pytest.raises(NotAllowed):
        section.undo(click, one, editor)


@pytest.mark.every_database
def test_a_story_that_only_a_draft_has_is_taken_off_there_alone() -> None:
    one, other = stories(2)
    front, editor = home(), cast.managing_editor()
    front.write(with_pin(front, one), editor)
    front.take_off(one, editor)
    assert pinned(front.layout()) == [] and not Launch.objects.exists()
    front.place(other, editor)
    launches = Launch.objects.count()
    front.write(with_pin(front, one, 2), editor)
    front.take_off(one, editor)
    assert Launch.objects.count() == launches and pinned(front.layout()) == [(0, other.pk)]


def test_what_the_front_says_of_a_story_goes_with_it() -> None:
    (one,) = stories(1)
    front, editor = home(), cast.managing_editor()
    front.place(one, editor, block="b-latest", headline="Shorter", kicker="Ports")
    front.place(one, editor)
    ((_block, place),) = out(front).edition.read().places()
    assert (place.at, place.headline, place.kicker) == (0, "Shorter", "Ports")


def test_the_log_says_who_led_with_what() -> None:
    one, other = stories(2)
    front, editor = home(), cast.managing_editor()
    front.write(with_pin(front, one), editor)
    first = front.publish(editor).edition
    front.publish(editor)
    front.write(with_pin(front, other), editor)
    front.publish(editor, at=timezone.now() + timedelta(hours=1))
    front.publish(editor)
    front.roll_back(first, editor)
    assert notes(one) == ["front_place Story 0: Home page, lead"] * 2
    later, now = notes(other)
    assert later.startswith("front_place Story 1: Home page, lead, from ")
    assert now == "front_place Story 1: Home page, lead"


def test_a_pin_that_is_first_of_another_block_does_not_lead() -> None:
    one, _other = stories(2)
    front, editor = home(), cast.managing_editor()
    front.place(one, editor, block="b-latest")
    assert [standing.leads for standing in placements_of(one)] == [False]
    (lead,) = leads()
    assert not lead.is_pinned
    front.place(one, editor)
    assert [standing.leads for standing in placements_of(one)] == [True]
