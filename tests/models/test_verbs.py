"""From draft to live and back: the table of moves, the rights, and what a story needs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles.models import Article, Move, NotAllowed, State
from articles.models.workflow import MOVES
from tests import cast

pytestmark = pytest.mark.django_db


def make(move: Move, story: Article, by: Any) -> None:
    """Make `move` with whatever it asks for."""
    verbs = {
        Move.SUBMIT: lambda: story.submit(by),
        Move.RETURN: lambda: story.return_to_draft(by),
        Move.APPROVE: lambda: story.approve(by),
        Move.PUBLISH: lambda: story.publish(by),
        Move.WITHDRAW: lambda: story.withdraw(by, "The figures were wrong."),
        Move.RESTORE: lambda: story.restore(by),
    }
    verbs[move]()


def in_state(state: State) -> Article:
    """A complete story in `state`."""
    story = cast.live()
    Article.objects.filter(pk=story.pk).update(state=state)
    return Article.objects.get(pk=story.pk)


def test_it_works() -> None:
    story, reporter, editor = cast.draft(), cast.reporter(), cast.editor()
    story.submit(reporter)
    story.approve(editor)
    story.publish(editor)
    assert Article.objects.visible().get() == story
    assert story.first_published_at == story.publish_at


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_the_table_alone_says_which_moves_there_are(move: Move, state: State) -> None:
    story, editor = in_state(state), cast.editor()
    origins, target = MOVES[move]
    if state in origins:
        make(move, story, editor)
        assert Article.objects.get(pk=story.pk).state == target
    else:
        with pytest.raises(NotAllowed, match="not possible"):
            make(move, story, editor)
        assert Article.objects.get(pk=story.pk).state == state
    assert (move in in_state(state).moves_for(editor)) == (state in origins)


@pytest.mark.parametrize("move", [Move.APPROVE, Move.PUBLISH, Move.WITHDRAW, Move.RESTORE])
def test_a_reporter_cannot(move: Move) -> None:
    origins, _target = MOVES[move]
    story, reporter = in_state(min(origins)), cast.reporter()
    with pytest.raises(PermissionDenied):
        make(move, story, reporter)
    assert move not in story.moves_for(reporter)
    assert Article.objects.get(pk=story.pk).state in origins


def test_what_a_story_needs_is_named_at_once() -> None:
    story = Article.objects.create(body="<p> </p>")
    with pytest.raises(NotAllowed, match="a headline, a section, a text, a byline"):
        story.publish(None)


def test_an_agency_credit_stands_for_a_byline() -> None:
    story = cast.draft(agency="Larkspur Wire")
    story.set_authors([])
    story.publish(None)
    assert story.is_visible


def test_publishing_again_keeps_the_date() -> None:
    story = cast.live()
    first = story.publish_at
    story.withdraw(None, "A mistake.")
    story.restore(None)
    story.publish(None)
    assert (story.publish_at, story.first_published_at) == (first, first)


def test_a_scheduled_story_can_be_published_now() -> None:
    story = cast.live(at=timezone.now() + timedelta(days=1))
    story.publish(None)
    assert story.is_visible
    assert story.first_published_at == story.publish_at


def test_a_withdrawal_needs_a_reason() -> None:
    with pytest.raises(NotAllowed, match="reason"):
        cast.live().withdraw(None, "  ")


def test_a_story_cannot_expire_before_it_begins() -> None:
    story = cast.draft(expires_at=timezone.now() - timedelta(days=1))
    with pytest.raises(NotAllowed, match="expire"):
        story.publish(None)
    assert Article.objects.get(pk=story.pk).publish_at is None
