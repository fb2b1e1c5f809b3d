"""Who may submit, take back and return changes, and many at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles.models import (
    Article,
    BulkJob,
    Move,
    NotAllowed,
    Submission,
)
from articles.models.desk.bulk_verbs import BulkVerb
from tests import cast
from tests.models.test_submitting import (
    CHANGES,
    REASON,
    changed,
    edited,
    fresh,
)

pytestmark = pytest.mark.django_db


# --- Who may what --------------------------------------------------------------------------

PEOPLE = (
    "reporter",
    "colleague",
    "editor",
    "sports_editor",
    "managing_editor",
    "picture_editor",
    "operator",
    "reader",
)


NOW = timezone.now()


def ended(story: Article) -> None:
    gone = {"publish_at": NOW - timedelta(days=2), "expires_at": NOW - timedelta(days=1)}
    Article.objects.filter(pk=story.pk).update(**gone)


#: How the reporter's story comes to each place.
Step = Callable[[Article], Any]
OUT: list[Step] = [lambda one: one.publish(None), edited]
SENT: list[Step] = [*OUT, lambda one: fresh(one).submit_changes(cast.reporter())]
PLACES: dict[str, list[Step]] = {
    "draft": [],
    "in_review": [lambda one: one.submit(None)],
    "ready": [lambda one: one.submit(None), lambda one: one.approve(None)],
    "unchanged": OUT[:1],
    "changed": OUT,
    "submitted": SENT,
    "returned": [*SENT, lambda one: fresh(one).return_changes(None, "So.")],
    "scheduled": [lambda one: one.publish(None, at=NOW + timedelta(days=1)), edited],
    "expired": [*SENT, ended],
    "withdrawn": [*SENT, lambda one: fresh(one).withdraw(None, "Wrong"), edited],
}


def story_in(place: str) -> Article:
    """The reporter's story in one of the places."""
    story = cast.draft(created_by=cast.reporter())
    for step in PLACES[place]:
        step(story)
    return fresh(story)


SUBMIT, BACK, RETURN = Move.SUBMIT_CHANGES, Move.TAKE_BACK_CHANGES, Move.RETURN_CHANGES
#: The moves that are offered, to whom, in which place; nobody else is offered any.
OFFERED: dict[str, dict[str, set[Move]]] = {
    "draft": {},
    "in_review": {},
    "ready": {},
    "withdrawn": {},
    "unchanged": {"reporter": {SUBMIT}},
    "changed": {"reporter": {SUBMIT}},
    "scheduled": {"reporter": {SUBMIT}},
    "returned": {"reporter": {SUBMIT}},
    "submitted": {"reporter": {BACK}, "editor": {RETURN}, "managing_editor": {RETURN}},
    "expired": {"reporter": {BACK}, "editor": {RETURN}, "managing_editor": {RETURN}},
}
#: The verbs that go through, also where they are not offered: who publishes may do with
#: changes what who writes may.
DOABLE: dict[str, set[Move]] = {
    "changed": {SUBMIT},
    "scheduled": {SUBMIT},
    "returned": {SUBMIT},
    "submitted": {BACK, RETURN},
    "expired": {BACK, RETURN},
}
VERBS: dict[Move, Callable[[Article, User], None]] = {
    SUBMIT: lambda story, by: story.submit_changes(by),
    BACK: lambda story, by: story.take_back_changes(by),
    RETURN: lambda story, by: story.return_changes(by),
}


@pytest.mark.parametrize("place", OFFERED)
def test_each_role_in_each_state(place: str) -> None:
    people = {name: getattr(cast, name)() for name in PEOPLE}
    story = story_in(place)
    offered = {name: CHANGES & set(story.moves_for(person)) for name, person in people.items()}
    assert {name: moves for name, moves in offered.items() if moves} == OFFERED[place]
    done: dict[str, set[Move]] = {}
    for name, person in people.items():
        for move, verb in VERBS.items():
            try:
                verb(story, person)
            except (NotAllowed, PermissionDenied):
                continue
            done.setdefault(name, set()).add(move)
            story = story_in(place)
    doable = DOABLE.get(place, set())
    expected = {
        "reporter": doable - {RETURN},
        "editor": doable,
        "managing_editor": doable,
    }
    assert done == {name: moves for name, moves in expected.items() if moves}


def test_a_sensitive_storys_last_writer_has_somebody_to_submit_to() -> None:
    editor, other = cast.editor(), cast.managing_editor()
    story = edited(cast.live(sensitive=True, created_by=editor), by=editor)
    assert Move.SUBMIT_CHANGES in fresh(story).moves_for(editor)
    assert Move.SUBMIT_CHANGES not in fresh(story).moves_for(other)
    story.submit_changes(editor)
    with pytest.raises(NotAllowed, match="someone else has to read"):
        story.publish(editor, reason=REASON)
    assert fresh(story).submitted is not None
    assert {Move.TAKE_BACK_CHANGES, Move.PUBLISH} <= set(fresh(story).moves_for(editor))
    assert Move.RETURN_CHANGES not in fresh(story).moves_for(editor)
    story.publish(other, reason=REASON)
    assert fresh(story).headline == "Newer"


# --- Many at once ----------------------------------------------------------------------


def told(verb: BulkVerb, by: User, *stories: Article, **options: Any) -> list[tuple[bool, str]]:
    """What became of each story."""
    job = BulkJob.begin(verb, by, [one.pk for one in stories], key=str(timezone.now()), **options)
    job.go_on()
    return [(one.done, one.sentence) for one in job.report]


def test_many_are_submitted_and_returned_drafts_and_changes_alike() -> None:
    reporter, editor = cast.reporter(), cast.editor()
    draft, story = cast.draft(created_by=reporter), changed()
    unchanged = cast.live(created_by=reporter)
    assert told(BulkVerb.SUBMIT, reporter, draft, story, unchanged, note="Please.") == [
        (True, "Now: In review."),
        (True, "Changes submitted."),
        (False, "There are no changes to submit: readers have this version."),
    ]
    assert fresh(story).submitted.note == "Please."  # type: ignore[union-attr]
    assert told(BulkVerb.RETURN, editor, draft, story, note="Why?") == [
        (True, "Now: Draft."),
        (True, "Changes returned."),
    ]
    assert fresh(story).returned.return_note == "Why?"  # type: ignore[union-attr]
    story.submit_changes(reporter)
    assert told(BulkVerb.RETURN, reporter, story, note="Not yet.") == [
        (True, "Submission cancelled.")
    ]
    story.submit_changes(reporter)
    assert told(BulkVerb.PUBLISH, editor, story, reason=REASON) == [(True, "Now: Live.")]
    assert not Submission.objects.exists()
