"""A story taken off a front: live, in the draft, and in what is scheduled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from articles.models import Article, Entry, Front
from articles.models.fronts.layout import read
from tests import cast
from tests.models.fronts.standing import placements_of
from tests.models.fronts.test_front_verbs import home, pinned, stories, with_pin

pytestmark = pytest.mark.django_db


def scheduled(*there: Article) -> Front:
    """Home with these pinned, live, in the draft and scheduled in an hour."""
    front, editor = home(), cast.managing_editor()
    for at, story in enumerate(there):
        front.write(with_pin(front, story, at), editor)
    front.publish(editor)
    front.publish(editor, at=timezone.now() + timedelta(hours=1), why="Evening")
    return front


def states(story: Article) -> list[str]:
    return sorted(one.state for one in placements_of(story))


def test_it_stays_in_what_is_scheduled_and_that_is_known() -> None:
    one, other = stories(2)
    front, editor = scheduled(one, other), cast.managing_editor()
    (launch,) = front.scheduled()
    front.take_off(one, editor)
    assert (states(one), front.scheduled_with(one)) == (["scheduled"], [launch])


@pytest.mark.every_database
def test_it_is_taken_out_of_what_is_scheduled_and_put_back() -> None:
    one, other = stories(2)
    front, editor = scheduled(one, other), cast.managing_editor()
    (launch,) = front.scheduled()
    front.take_off(one, editor)
    draft = front.layout()
    (made,) = front.take_off_scheduled(one, editor)
    assert (states(one), front.layout(), front.scheduled()) == ([], draft, [made])
    assert (made.at, made.why, made.edition.based_on) == (launch.at, "Evening", launch.edition)
    told = Entry.objects.filter(verb=Entry.Verb.FRONT_TAKE_OFF, article=one).order_by("-pk")
    assert "scheduled for" in told[0].note
    with time_machine.travel(launch.at):
        live = home().live()
        assert live is not None and pinned(live.edition.layout) == [(0, other.pk)]
    (back,) = front.undo_scheduled(one, editor)
    assert (states(one), front.layout()) == (["scheduled"], draft)
    assert read(back.edition.layout) == read(launch.edition.layout)
    assert front.undo_scheduled(one, editor) == []


def test_another_draft_stays_as_it_is() -> None:
    one, other, third = stories(3)
    front, editor = scheduled(one, other), cast.managing_editor()
    front.write(with_pin(front, third, 2), editor)
    front.take_off_scheduled(one, editor)
    assert pinned(front.layout()) == [(0, one.pk), (1, other.pk), (2, third.pk)]
    assert states(one) == ["draft", "live"]


def test_a_draft_that_is_scheduled_changes_with_it() -> None:
    one, other = stories(2)
    front, editor = home(), cast.managing_editor()
    front.write(with_pin(front, one), editor)
    front.write(with_pin(front, other, 1), editor)
    front.publish(editor, at=timezone.now() + timedelta(hours=1))
    front.take_off_scheduled(one, editor)
    assert pinned(front.layout()) == [(0, other.pk)] and states(one) == []


def test_who_may_not_lay_it_out_takes_nothing_off() -> None:
    (one,) = stories(1)
    front = scheduled(one)
    with pytest.raises(PermissionDenied):
        front.take_off_scheduled(one, cast.sports_editor())
    assert states(one) == ["live", "scheduled"]


def test_the_panel_says_it_and_offers_both(client: Client) -> None:
    one, other = stories(2)
    front = scheduled(one, other)
    client.force_login(cast.managing_editor())

    def do(**data: str) -> Any:
        at = f"/admin/articles/article/{one.pk}/fronts/"
        answer = client.post(at, data, headers={"Accept": "application/json"})
        assert answer.status_code == 200, answer.content
        return answer.json()

    told = do(do="take_off", front="home")
    assert "still has it: take it off there too" in told["said"]
    assert 'data-do="take_off_scheduled"' in told["html"]
    told = do(do="take_off_scheduled", front="home")
    assert "Removed from the edition of Home page" in told["said"]
    assert states(one) == [] and 'data-do="take_off' not in told["html"]
    assert do(**told["undo"])["said"] == "Undone: Home page is as it was."
    assert states(one) == ["scheduled"]
    assert front.scheduled_with(one)
