"""From draft to live and back: the table of moves, the rights, and what a story needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles.models import Article, Entry, Move, NotAllowed, State
from articles.models.desk.bulk_verbs import RIGHTS, BulkVerb
from articles.models.lifecycle.moves import MOVES
from tests import cast

pytestmark = pytest.mark.django_db


def make(move: Move, story: Article, by: Any) -> None:
    """Make `move` with whatever it asks for."""
    verbs: dict[Move, Callable[[], object]] = {
        Move.SUBMIT: lambda: story.submit(by),
        Move.RETURN: lambda: story.return_to_draft(by),
        Move.APPROVE: lambda: story.approve(by),
        Move.PUBLISH: lambda: story.publish(by, reason="Checked by hand."),
        Move.WITHDRAW: lambda: story.withdraw(by, "The figures were wrong."),
        Move.RESTORE: lambda: story.restore(by, reason="Put right."),
        Move.UNSCHEDULE: lambda: story.unschedule(by),
    }
    verbs[move]()


def in_state(state: State) -> Article:
    """A complete story in `state`; a published one whose hour has not come."""
    tomorrow = timezone.now() + timedelta(days=1)
    story = cast.live(at=tomorrow, created_by=cast.reporter())
    Article.objects.filter(pk=story.pk).update(state=state)
    return Article.objects.get(pk=story.pk)


def test_it_works() -> None:
    reporter, editor = cast.reporter(), cast.editor()
    story = cast.draft(created_by=reporter)
    story.submit(reporter)
    story.approve(editor)
    story.publish(editor, reason="Checked by hand.")
    assert Article.objects.visible().get() == story
    assert story.first_published_at == story.publish_at


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", [one for one in Move if "changes" not in one.value])
def test_the_table_alone_says_which_moves_there_are(move: Move, state: State) -> None:
    story, editor = in_state(state), cast.managing_editor()
    origins, target = MOVES[move].origins, MOVES[move].target
    if state in origins:
        make(move, story, editor)
        assert Article.objects.get(pk=story.pk).state == target
    else:
        with pytest.raises(NotAllowed, match="not possible"):
            make(move, story, editor)
        assert Article.objects.get(pk=story.pk).state == state
    assert (move in in_state(state).moves_for(editor)) == (state in origins)


@pytest.mark.every_database
@pytest.mark.parametrize("move", [one for one in Move if "changes" not in one.value])
def test_the_log_says_of_a_move_what_the_table_says(move: Move) -> None:
    rule = MOVES[move]
    story = in_state(next(state for state in State if state in rule.origins))
    make(move, story, cast.managing_editor())
    newest = Entry.objects.filter(article=story).order_by("-pk").first()
    assert newest is not None
    assert (newest.verb, newest.to_state) == (rule.entry, rule.target)


def test_many_are_moved_by_the_same_table() -> None:
    together = {verb for verb in BulkVerb if verb.value in Move.values}
    assert together == {BulkVerb(move.value) for move, rule in MOVES.items() if rule.in_bulk}
    assert {(verb.label, RIGHTS[verb]) for verb in together} == {
        (move.label, rule.right) for move, rule in MOVES.items() if rule.in_bulk
    }


@pytest.mark.parametrize(
    "move", [Move.APPROVE, Move.PUBLISH, Move.WITHDRAW, Move.RESTORE, Move.UNSCHEDULE]
)
def test_a_reporter_cannot(move: Move) -> None:
    origins = MOVES[move].origins
    story, reporter = in_state(min(origins)), cast.reporter()
    with pytest.raises(PermissionDenied):
        make(move, story, reporter)
    assert move not in story.moves_for(reporter)
    assert Article.objects.get(pk=story.pk).state in origins


def test_what_a_story_needs_is_named_at_once() -> None:
    story = Article.objects.create(body="<p> </p>")
    with pytest.raises(NotAllowed) as refusal:
        story.publish(None)
    for lacking in ("a headline", "a section", "text", "a byline"):
        assert f"The story needs {lacking}" in str(refusal.value)


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


def test_what_readers_had_is_not_taken_off_the_schedule() -> None:
    story = cast.live()
    with pytest.raises(NotAllowed, match="withdrawn"):
        story.unschedule(None)
    assert Move.UNSCHEDULE not in story.moves_for(cast.managing_editor())


def test_an_embargoed_story_that_is_withdrawn_leaves_no_trace() -> None:
    story = cast.live(at=timezone.now() + timedelta(seconds=1))
    story.withdraw(None, "Too early.")
    assert Article.objects.get().first_published_at is None


def test_an_edit_after_approval_needs_approval_again() -> None:
    story = cast.draft(created_by=cast.reporter())
    story.submit(cast.reporter())
    story.approve(cast.editor())
    story.write(story.content(), cast.reporter())
    assert story.state == State.READY
    story.write(story.content() | {"headline": "Another one"}, cast.reporter())
    story.refresh_from_db()
    assert (story.state, story.approved, story.headline) == ("in_review", None, "Another one")


def test_every_verb_is_in_the_log_with_who_and_why() -> None:
    editor, boss = cast.editor(), cast.managing_editor()
    story = cast.draft(created_by=cast.reporter())
    story.submit(cast.reporter())
    story.return_to_draft(editor, "Who says so?")
    story.submit(cast.reporter())
    story.approve(editor)
    story.publish(editor, reason="Breaking.")
    story.withdraw(boss, "Wrong figures.")
    story.restore(boss, reason="Put right.")
    logged = [(one.verb, one.by_name, one.note) for one in Entry.objects.order_by("pk")]
    assert logged == [
        ("submit", "reporter", ""),
        ("return", "editor", "Who says so?"),
        ("submit", "reporter", ""),
        ("approve", "editor", ""),
        ("publish", "editor", "Breaking."),
        ("withdraw", "managing-editor", "Wrong figures."),
        ("restore", "managing-editor", "Put right."),
    ]


@pytest.mark.every_database
def test_the_log_and_the_revisions_are_written_once() -> None:
    story = cast.live()
    for rows in (Entry.objects.all(), story.revisions.all()):
        one = rows.first()
        assert one is not None
        for change in (one.save, rows.delete, lambda rows=rows: rows.update(by_name="x")):
            with pytest.raises(TypeError):
                change()


@pytest.mark.every_database
def test_a_deleted_draft_leaves_its_last_words() -> None:
    story = cast.draft(created_by=cast.editor())
    story.remove(cast.editor())
    assert not Article.objects.exists()
    entry = Entry.objects.get(verb="delete")
    assert (entry.title, entry.details["content"]["body"]) == (story.headline, cast.BODY)
    with pytest.raises(NotAllowed):
        cast.live().remove(None)
