"""Changes to a story that is out, submitted by who may not publish them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import (
    Appointment,
    Article,
    Entry,
    Move,
    NotAllowed,
    State,
    Submission,
)
from articles.models.lifecycle.scheduler import do_due
from tests import cast

pytestmark = pytest.mark.django_db

REASON = "It was looked at."
CHANGES = {Move.SUBMIT_CHANGES, Move.TAKE_BACK_CHANGES, Move.RETURN_CHANGES}


def changed(**fields: Any) -> Article:
    """A reporter's story that readers have, with changes of hers that they do not have."""
    return edited(cast.live(created_by=cast.reporter(), **fields))


def edited(story: Article, headline: str = "Newer", by: User | None = None) -> Article:
    story = Article.objects.get(pk=story.pk)
    story.write(story.content() | {"headline": headline}, by or cast.reporter())
    return story


def submitted(**fields: Any) -> Article:
    """The same, submitted."""
    story = changed(**fields)
    story.submit_changes(cast.reporter(), "Two figures were wrong.")
    return Article.objects.get(pk=story.pk)


def fresh(story: Article) -> Article:
    return Article.objects.get(pk=story.pk)


def logged() -> list[tuple[str, str, str]]:
    """What the log has besides writing."""
    told = Entry.objects.exclude(verb__in=["edit", "create"]).order_by("pk")
    return [(one.verb, one.by_name, one.note) for one in told]


@pytest.mark.every_database
def test_it_works() -> None:
    story = changed()
    before = Article.objects.filter(pk=story.pk).values().get()
    story.submit_changes(cast.reporter(), " Two figures were wrong. ")
    assert Article.objects.filter(pk=story.pk).values().get() == before
    waits = fresh(story).submitted
    assert waits is not None
    assert (waits.by, waits.by_name) == (cast.reporter(), "reporter")
    assert waits.note == "Two figures were wrong."
    assert Article.objects.visible().get().headline == "Council keeps its old crane"
    story.publish(cast.editor(), reason=REASON)
    assert fresh(story).headline == "Newer"
    assert not Submission.objects.exists()
    assert logged() == [
        ("publish", "", ""),
        ("submit_changes", "reporter", "Two figures were wrong."),
        ("publish_changes", "editor", REASON),
    ]


def test_they_are_returned_with_a_note_and_submitted_again() -> None:
    story = submitted()
    story.return_changes(cast.editor(), "Who says so?")
    there = fresh(story).returned
    assert there is not None
    assert (there.returned_by_name, there.return_note) == ("editor", "Who says so?")
    assert fresh(story).submitted is None
    assert fresh(story).has_changes
    with pytest.raises(NotAllowed, match="No changes are submitted"):
        fresh(story).return_changes(cast.editor())
    story.submit_changes(cast.reporter())
    again = fresh(story).submitted
    assert again is not None
    assert again.return_note == ""


def test_their_writer_takes_them_back() -> None:
    story = submitted()
    story.take_back_changes(cast.reporter())
    assert (fresh(story).submitted, fresh(story).returned) == (None, None)
    assert fresh(story).has_changes
    with pytest.raises(NotAllowed):
        story.take_back_changes(cast.reporter())
    assert [verb for verb, *_rest in logged()][-1] == "take_back_changes"


def test_they_stay_submitted_while_they_are_written_on() -> None:
    story = edited(submitted(), "Newest")
    assert fresh(story).submitted is not None
    story.publish(cast.editor(), reason=REASON)
    assert fresh(story).headline == "Newest"


def test_what_readers_have_can_not_be_submitted() -> None:
    story = cast.live(created_by=cast.reporter())
    with pytest.raises(NotAllowed, match="readers have this version"):
        story.submit_changes(cast.reporter())
    first = story.base_number()
    story = edited(story)
    story.bring_back(first, cast.reporter())
    with pytest.raises(NotAllowed, match="readers have this version"):
        fresh(story).submit_changes(cast.reporter())


@pytest.mark.every_database
def test_submitted_twice_they_wait_once() -> None:
    story = submitted()
    with pytest.raises(NotAllowed, match="submitted already"):
        story.submit_changes(cast.reporter())
    assert Submission.objects.count() == 1


def test_a_note_that_is_too_long_is_refused() -> None:
    with pytest.raises(NotAllowed, match="at most"):
        changed().submit_changes(cast.reporter(), "x" * 100_000)
    with pytest.raises(NotAllowed, match="at most"):
        submitted().return_changes(cast.editor(), "x" * 100_000)


# --- What settles them ------------------------------------------------------------------


def published(story: Article) -> None:
    story.publish(cast.editor(), reason=REASON)


def corrected(story: Article) -> None:
    story.publish(cast.editor(), change="correction", note="It was wrong.", reason=REASON)


def planned(story: Article) -> None:
    story.publish(cast.editor(), timezone.now() + timedelta(hours=1), reason=REASON)


def withdrawn(story: Article) -> None:
    story.withdraw(cast.managing_editor(), "Wrong")


def brought_back(story: Article) -> None:
    story.bring_back(story.released.number, cast.reporter())  # type: ignore[union-attr]


def written_back(story: Article) -> None:
    edited(story, story.headline)


SETTLED: list[tuple[Callable[[Article], None], str]] = [
    (published, ""),
    (corrected, ""),
    (planned, ""),
    (withdrawn, "The story was withdrawn."),
    (brought_back, "Readers already have this version."),
    (written_back, "Readers already have this version."),
]


@pytest.mark.every_database
@pytest.mark.parametrize("returned", [False, True])
@pytest.mark.parametrize(("settle", "why"), SETTLED)
def test_what_settles_them_says_so(
    settle: Callable[[Article], None], why: str, returned: bool
) -> None:
    story = submitted()
    if returned:
        story.return_changes(cast.editor(), "Who says so?")
    settle(story)
    assert not Submission.objects.exists()
    closed = Entry.objects.filter(verb="close_changes").values_list("note", flat=True)
    # What was returned waited for nobody.
    assert list(closed) == ([why] if why and not returned else [])
    assert (fresh(story).submitted, fresh(story).returned) == (None, None)


def test_off_the_schedule_they_are_a_draft_again() -> None:
    story = submitted(at=timezone.now() + timedelta(days=1))
    story.unschedule(cast.editor())
    assert fresh(story).state == State.DRAFT
    assert not Submission.objects.exists()
    assert Entry.objects.get(verb="close_changes").note == "The story was unscheduled."
    fresh(story).submit(cast.reporter())


@pytest.mark.every_database
def test_what_passes_by_itself_leaves_them() -> None:
    story = changed(expires_at=timezone.now() + timedelta(hours=1))
    story.submit_changes(cast.reporter())
    Article.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    Appointment.objects.update(at=timezone.now(), next_try_at=timezone.now())
    do_due()
    assert fresh(story).submitted is not None
    fresh(story).assign(None, cast.colleague())
    assert fresh(story).submitted is not None


def test_planned_changes_of_an_older_version_leave_newer_ones_submitted() -> None:
    story = changed()
    planned(story)
    edited(story, "Newest").submit_changes(cast.reporter())
    Appointment.objects.update(at=timezone.now(), next_try_at=timezone.now())
    do_due()
    assert fresh(story).headline == "Newer"
    assert fresh(story).submitted is not None


@pytest.mark.every_database
def test_they_go_with_the_story_and_outlive_the_account() -> None:
    story = submitted()
    cast.reporter().delete()
    waits = fresh(story).submitted
    assert waits is not None
    assert (waits.by, waits.by_name) == (None, "reporter")
    Article.objects.get(pk=story.pk).delete()
    assert not Submission.objects.exists()
