"""How a story, or a change to one that is out, comes before readers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles.models import Appointment, Article, Correction, Entry, NeedsReason, NotAllowed
from articles.models.lifecycle.scheduler import do_due
from tests import cast

pytestmark = pytest.mark.django_db


def changed(story: Article, **fields: object) -> Article:
    """The story with a newer working copy."""
    story.write(story.content() | {"headline": "Crane goes after all"} | fields, None)
    return story


def test_changes_are_published_at_once() -> None:
    story = changed(cast.live())
    story.publish(cast.editor(), reason="Checked.")
    fresh = Article.objects.get()
    assert (fresh.headline, fresh.has_changes, fresh.updated_at) == (
        "Crane goes after all",
        False,
        None,
    )
    assert Entry.objects.first().verb == "publish_changes"  # type: ignore[union-attr]
    before = Entry.objects.count()
    story.publish(cast.editor())
    assert Entry.objects.count() == before


@pytest.mark.parametrize("change", ["clarification", "correction"])
def test_readers_are_told_of_a_correction(change: str) -> None:
    story = changed(cast.live())
    with pytest.raises(NotAllowed, match="text that readers will see"):
        story.publish(None, change=change, note=" ")
    assert Article.objects.get().headline != "Crane goes after all"
    story.publish(None, change=change, note="The vote was ten to six.")
    told = Correction.objects.get()
    assert (told.article, told.kind, told.text) == (story, change, "The vote was ten to six.")
    assert Article.objects.get().updated_at is not None


def test_an_update_moves_the_hour_and_says_nothing() -> None:
    story = changed(cast.live())
    story.publish(None, change="update")
    assert Article.objects.get().updated_at is not None
    assert not Correction.objects.exists()
    with pytest.raises(NotAllowed):
        changed(story, headline="Again").publish(None, change="nonsense")


@pytest.mark.every_database
def test_a_first_publication_is_no_correction() -> None:
    story = cast.draft()
    story.publish(None, change="correction", note="What?")
    assert not Correction.objects.exists()
    assert Article.objects.get().updated_at is None


@pytest.mark.every_database
def test_planned_changes_wait_for_their_hour() -> None:
    story = changed(cast.live(expires_at=timezone.now() + timedelta(days=9)))
    hour = timezone.now() + timedelta(hours=1)
    story.publish(cast.editor(), hour, change="update", reason="Agreed.")
    assert do_due(hour - timedelta(seconds=1)) == []
    assert Article.objects.get().headline == "Council keeps its old crane"
    changed(story, headline="Not this one")
    assert [one.state for one in do_due(hour)] == ["done"]
    fresh = Article.objects.get()
    assert (fresh.headline, fresh.has_changes) == ("Crane goes after all", True)
    assert fresh.updated_at is not None


def test_publishing_or_withdrawing_takes_back_what_was_planned() -> None:
    hour = timezone.now() + timedelta(hours=1)
    for undo in (
        lambda story: changed(story, headline="Newer").publish(None),
        lambda story: story.withdraw(None, "Wrong."),
        lambda story: story.cancel_plan(None),
    ):
        story = changed(cast.live())
        story.publish(None, hour)
        undo(story)
        assert story.planned() is None
        assert do_due(hour) == []
        Article.objects.all().delete()


def test_what_was_overridden_stays_overridden_until_its_hour() -> None:
    story, boss = cast.live(), cast.managing_editor()
    hour = timezone.now() + timedelta(hours=1)
    changed(story, authors=[])
    with pytest.raises(NotAllowed, match="byline"):
        story.publish(cast.editor(), hour, reason="Please.", override=True)
    story.publish(boss, hour, reason="Anonymous for good reason.", override=True)
    assert story.planned().override  # type: ignore[union-attr]
    assert [(one.state, one.error) for one in do_due(hour)] == [("done", "")]
    assert Article.objects.get().headline == "Crane goes after all"


@pytest.mark.parametrize("who", [cast.editor, cast.managing_editor])
def test_where_nothing_was_overridden_a_later_error_stands_in_the_way(
    who: Callable[[], Any],
) -> None:
    picture = cast.picture()
    story = changed(cast.live(), picture=picture.pk)
    hour = timezone.now() + timedelta(hours=1)
    story.publish(who(), hour, reason="Agreed.", override=True)
    assert not story.planned().override  # type: ignore[union-attr]
    picture.licence_expires_on = (timezone.now() - timedelta(days=2)).date()
    picture.save()
    assert [one.state for one in do_due(hour)] == ["failed"]


@pytest.mark.every_database
@pytest.mark.parametrize("verb", ["publish", "plan", "withdraw", "cancel_plan"])
def test_a_failed_plan_is_settled_by_what_comes_in_its_place(verb: str) -> None:
    story, other = changed(cast.live()), changed(cast.live("Other"))
    for one in (story, other):
        one.publish(None, timezone.now() + timedelta(hours=1))
    Appointment.objects.update(state="failed", error="No.")
    deeds: dict[str, Callable[[], object]] = {
        "publish": lambda: story.publish(None),
        "plan": lambda: story.publish(None, timezone.now() + timedelta(hours=2)),
        "withdraw": lambda: story.withdraw(None, "Wrong."),
        "cancel_plan": lambda: story.cancel_plan(None),
    }
    deeds[verb]()
    assert not story.appointments.filter(state="failed").exists()
    assert other.appointments.get().state == "failed"


def test_what_is_carried_out_settles_older_failures_and_not_itself() -> None:
    story = changed(cast.live())
    hour = timezone.now() + timedelta(hours=1)
    story.publish(None, hour)
    old = Appointment.objects.create(article=story, verb="changes", at=hour, state="failed")
    assert [one.state for one in do_due(hour)] == ["done"]
    old.refresh_from_db()
    assert old.state == "cancelled"


@pytest.mark.every_database
def test_what_fails_is_said_and_stops_nothing_else() -> None:
    picture = cast.picture()
    first, second = changed(cast.live(), picture=picture.pk), changed(cast.live("Other"))
    hour = timezone.now() + timedelta(hours=1)
    first.publish(None, hour)
    second.publish(None, hour)
    picture.licence_expires_on = (timezone.now() - timedelta(days=2)).date()
    picture.save()
    assert {one.state for one in do_due(hour)} == {"failed", "done"}
    failed = Appointment.objects.get(state="failed")
    assert failed.article == first and "licence" in failed.error
    first.refresh_from_db()
    assert first.headline == "Council keeps its old crane"
    second.refresh_from_db()
    assert second.headline == "Crane goes after all"
    assert do_due(hour) == []


def test_a_sensitive_story_needs_a_second_person() -> None:
    boss, editor = cast.managing_editor(), cast.editor()
    story = cast.draft(sensitive=True)
    story.write(story.content() | {"headline": "What he did"}, boss)
    with pytest.raises(NotAllowed, match="sensitive"):
        story.publish(boss, reason="I am the boss.")
    story.submit(boss)
    with pytest.raises(NotAllowed, match="sensitive"):
        story.approve(boss)
    story.approve(editor)
    story.publish(boss, reason="Approved.")
    assert Article.objects.get().is_visible
    changed(story, headline="What he did next")
    story.write(story.content() | {"agency": "Wire"}, editor)
    with pytest.raises(NotAllowed, match="sensitive"):
        story.publish(editor, reason="Now mine.")
    story.publish(boss, reason="Read it.")


def test_warnings_want_a_reason_which_is_logged() -> None:
    story = cast.draft()
    with pytest.raises(NeedsReason) as refusal:
        story.publish(cast.editor(), reason=" ")
    assert len(refusal.value.warnings) == 2
    story.publish(cast.editor(), reason="Breaking: more to follow.")
    entry = Entry.objects.get(verb="publish")
    assert entry.note == "Breaking: more to follow." and len(entry.details["passed"]) == 2


def test_only_a_managing_editor_overrides_and_not_everything() -> None:
    story = cast.draft()
    story.set_authors([])
    for person in (cast.editor(), cast.managing_editor()):
        with pytest.raises(NotAllowed, match="byline"):
            story.publish(person, reason="Anonymous for good reason.")
    with pytest.raises(NotAllowed, match="byline"):
        story.publish(cast.editor(), reason="Please.", override=True)
    with pytest.raises(NeedsReason):
        story.publish(cast.managing_editor(), override=True)
    story.publish(cast.managing_editor(), reason="Anonymous for good reason.", override=True)
    blank = cast.draft(headline="", slug="x")
    with pytest.raises(NotAllowed, match="headline"):
        blank.publish(cast.managing_editor(), reason="Why not.", override=True)


def test_an_editor_publishes_in_the_sections_given() -> None:
    editor = cast.sports_editor()
    own = cast.draft(created_by=editor)
    with pytest.raises(PermissionDenied):
        own.publish(editor, reason="Mine.")
    own.write(own.content() | {"section": cast.section("sports").pk}, editor)
    own.publish(editor, reason="Mine.")
    own.write(own.content() | {"section": cast.section("politics").pk}, editor)
    with pytest.raises(PermissionDenied):
        own.publish(editor, reason="Mine.")


def test_a_change_is_announced_after_it_is_committed(
    django_capture_on_commit_callbacks: object,
) -> None:
    from articles.models import Announcement
    from articles.signals import changed as heard

    told: list[str] = []

    def listen(keys: list[str], **_kwargs: object) -> None:
        told.extend(keys)

    heard.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            story = cast.live(topics=["Ports"])
            assert told == [] and Announcement.objects.exists()
    finally:
        heard.disconnect(listen)
    assert {f"article:{story.pk}", f"section:{story.section_id}", "front:1"} <= set(told)
    assert not Announcement.objects.exists()
