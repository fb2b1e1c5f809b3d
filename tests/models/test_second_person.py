"""Nothing comes before readers by a way round: who may publish, and who has to have read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from articles.models import (
    Appointment,
    Article,
    BulkJob,
    Correction,
    Entry,
    NotAllowed,
    PreviewLink,
    State,
)
from articles.models.desk.bulk_verbs import BulkVerb
from articles.models.lifecycle.scheduler import do_due
from tests import cast

pytestmark = pytest.mark.django_db

REASON = "It was looked at."
ALONE = "someone else has to read"


def sensitive(by: User) -> Article:
    """A sensitive story that readers have, whose text `by` has changed since."""
    story = cast.draft(sensitive=True, created_by=cast.reporter())
    story.publish(None)
    story.write(story.content() | {"headline": "Alone"}, by)
    return story


def shown() -> bool:
    """Whether readers have what nobody else has read."""
    return Article.objects.visible().filter(headline="Alone").exists()


# --- Two people for a sensitive story -------------------------------------------------


def restored(story: Article, by: User) -> None:
    story.withdraw(by, "A mistake")
    story.restore(by, reason=REASON)


def restored_in_bulk(story: Article, by: User) -> None:
    story.withdraw(by, "A mistake")
    job = BulkJob.begin(BulkVerb.RESTORE, by, [story.pk], key="1", reason=REASON)
    job.go_on()
    if not job.report[0].done:
        raise NotAllowed(job.report[0].sentence)


def brought_back_and_restored(story: Article, by: User) -> None:
    alone = story.base_number()
    story.write(story.content() | {"headline": "Read by others"}, None)
    story.withdraw(by, "A mistake")
    story.bring_back(alone, by)
    story.restore(by, reason=REASON)


def planned(story: Article, by: User) -> None:
    story.publish(by, timezone.now() + timedelta(hours=1), reason=REASON)


def corrected(story: Article, by: User) -> None:
    story.publish(by, change="correction", note="It was wrong.", reason=REASON)


def tried_again(story: Article, by: User) -> None:
    plan = Appointment.objects.create(
        article=story,
        verb="changes",
        at=timezone.now() - timedelta(hours=1),
        revision=story.working,
        state=Appointment.State.FAILED,
        by=cast.editor(),
    )
    plan.try_again(by)
    do_due()


WAYS: list[Callable[[Article, User], None]] = [
    restored,
    restored_in_bulk,
    brought_back_and_restored,
    planned,
    corrected,
    tried_again,
]


@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_the_last_writer_past_a_second_person(
    way: Callable[[Article, User], None],
) -> None:
    writer = cast.managing_editor()
    with pytest.raises(NotAllowed, match=ALONE):
        way(sensitive(writer), writer)
    assert not shown()


@pytest.mark.parametrize("way", [restored, restored_in_bulk, corrected])
def test_by_the_same_way_somebody_else_brings_it_out(way: Callable[[Article, User], None]) -> None:
    other = cast.managing_editor()
    way(sensitive(cast.reporter()), other)
    assert shown()


def test_what_somebody_else_has_published_its_writer_brings_back_as_it_was() -> None:
    writer, other = cast.managing_editor(), cast.editor()
    story = sensitive(writer)
    story.publish(other, reason=REASON)
    restored(story, writer)
    assert shown()
    story.withdraw(writer, "A mistake")
    story.write(story.content() | {"teaser": "Slipped in."}, writer)
    with pytest.raises(NotAllowed, match=ALONE):
        story.restore(writer, reason=REASON)


def test_what_readers_are_told_of_it_is_another_ones_to_say() -> None:
    writer, other = cast.managing_editor(), cast.editor()
    story = sensitive(writer)
    story.publish(other, reason=REASON)
    with pytest.raises(NotAllowed, match=ALONE):
        story.publish(writer, change="correction", note="Alone.", reason=REASON)
    story.publish(other, change="correction", note="Read by others.", reason=REASON)
    with pytest.raises(NotAllowed, match=ALONE):
        Correction.objects.get().amend(writer, kind="correction", text="Alone.", why="So.")
    assert Correction.objects.get().text == "Read by others."


@pytest.mark.every_database
def test_a_story_that_became_sensitive_after_its_changes_were_planned() -> None:
    writer = cast.editor()
    story = cast.live()
    story.write(story.content() | {"headline": "Alone"}, writer)
    story.publish(writer, timezone.now() + timedelta(hours=1), reason=REASON)
    Article.objects.update(sensitive=True)
    Appointment.objects.update(at=timezone.now(), next_try_at=timezone.now())
    do_due()
    assert Appointment.objects.get(verb="changes").state == Appointment.State.FAILED
    assert not shown()


def test_the_mark_is_not_taken_off_and_the_story_published_in_one_post() -> None:
    writer = cast.managing_editor()
    story = cast.draft(sensitive=True, created_by=writer)
    desk = Client()
    desk.force_login(writer)
    data = posted(story, _move="publish", sensitive="", headline="Alone")
    desk.post(f"/admin/articles/article/{story.pk}/change/", data)
    assert not shown()
    assert not Article.objects.get().sensitive


def test_who_may_only_restore_brings_back_no_new_text() -> None:
    group = Group.objects.create(name="Restorer")
    names = ("view_article", "change_article", "withdraw_article", "edit_all_articles")
    group.permissions.set(Permission.objects.filter(codename__in=names))
    person = User.objects.create(username="restorer", is_staff=True)
    person.groups.set([group])
    story = cast.live()
    restored(story, person)
    assert story.is_visible
    story.withdraw(person, "A mistake")
    story.write(story.content() | {"headline": "Alone"}, person)
    with pytest.raises(PermissionDenied):
        story.restore(person, reason=REASON)
    assert not shown()


# --- Where it stood, and where it goes ------------------------------------------------


def posted(story: Article, **fields: Any) -> dict[str, Any]:
    """The story's form, as it is sent."""
    content = story.content()
    form = {name: value or "" for name, value in content.items() if value is not None}
    return form | {"topics": [], "_base": story.base_number(), "_reason": REASON} | fields


def in_one_post(story: Article, by: User, move: str, **fields: Any) -> Any:
    """The form sent with another section and a move."""
    desk = Client()
    desk.force_login(by)
    data = posted(story, section=cast.section("sports").pk, _move=move, **fields)
    return desk.post(f"/admin/articles/article/{story.pk}/change/", data, follow=True)


@pytest.mark.parametrize(
    ("state", "move"),
    [
        (State.DRAFT, "publish"),
        (State.IN_REVIEW, "publish"),
        (State.READY, "publish"),
        (State.IN_REVIEW, "approve"),
    ],
)
def test_a_section_editor_takes_no_story_over_and_publishes_it_in_one_post(
    state: State, move: str
) -> None:
    editor = cast.sports_editor()
    story = cast.draft(created_by=editor)
    if state != State.DRAFT:
        story.submit(None)
    if state == State.READY:
        story.approve(None)
    story = Article.objects.get()
    answer = in_one_post(story, editor, move, headline="Alone")
    assert "Your role does not allow" in answer.content.decode()
    after = Article.objects.get()
    assert after.state == (State.DRAFT if state == State.DRAFT else State.IN_REVIEW)
    assert after.headline == "Alone"  # what was typed is safe


@pytest.mark.parametrize("section", ["sports", None])
def test_within_their_section_and_from_none_they_publish(section: str | None) -> None:
    editor = cast.sports_editor()
    here = cast.section(section) if section else None
    story = cast.draft(created_by=editor, section=here)
    in_one_post(story, editor, "publish", headline="Theirs")
    assert Article.objects.get().is_visible


def test_who_governs_both_sections_moves_and_publishes_in_one_post() -> None:
    story = cast.draft()
    in_one_post(story, cast.editor(), "publish", headline="Moved")
    story = Article.objects.get()
    assert story.is_visible
    assert story.section == cast.section("sports")


# --- Who has left, or lost the right --------------------------------------------------


def gone(person: User) -> None:
    person.is_active = False
    person.save()


def off_the_desk(person: User) -> None:
    person.is_staff = False
    person.save()


def without_role(person: User) -> None:
    person.groups.clear()


def without_section(person: User) -> None:
    person.sections_given.clear()


LOSSES = [gone, off_the_desk, without_role, without_section]


@pytest.mark.parametrize("lost", LOSSES)
def test_changes_planned_by_who_lost_the_right_fail_and_are_handed_over(
    lost: Callable[[User], None],
) -> None:
    planner = cast.editor()
    story = cast.live()
    story.write(story.content() | {"headline": "Planned"}, None)
    story.publish(planner, timezone.now() + timedelta(hours=1), reason=REASON)
    lost(planner)
    Appointment.objects.update(at=timezone.now(), next_try_at=timezone.now())
    do_due()
    plan = Appointment.objects.get(verb="changes")
    assert plan.state == Appointment.State.FAILED
    assert "editor, who scheduled this, may no longer publish" in plan.error
    assert Article.objects.get().headline != "Planned"
    assert Entry.objects.filter(verb="failed", note=plan.error).exists()
    plan.try_again(cast.managing_editor())
    do_due()
    assert Article.objects.get().headline == "Planned"
    assert Entry.objects.filter(verb="publish_changes", by_name="managing-editor").exists()


def test_a_story_that_went_to_another_section_is_not_changed_by_who_planned_it() -> None:
    planner = cast.editor()
    story = cast.live()
    story.write(story.content() | {"section": cast.section("sports").pk}, None)
    story.publish(planner, timezone.now() + timedelta(hours=1), reason=REASON)
    planner.sections_given.set([cast.section()])
    Appointment.objects.update(at=timezone.now(), next_try_at=timezone.now())
    do_due()
    assert Article.objects.get().section == cast.section()


@pytest.mark.parametrize("lost", LOSSES)
def test_links_to_share_stop_with_their_maker(client: Client, lost: Callable[[User], None]) -> None:
    maker = cast.editor()
    link = PreviewLink.objects.create(article=cast.draft(), by=maker)
    assert client.get(f"/preview/{link.token}/").status_code == 200
    lost(maker)
    assert client.get(f"/preview/{link.token}/").status_code == 404
    desk = Client()
    desk.force_login(cast.managing_editor())
    page = desk.get(f"/admin/articles/article/{link.article_id}/preview/").content.decode()
    assert "Stopped:" in page
    assert link.token not in page


@pytest.mark.every_database
def test_a_link_stops_where_its_maker_no_longer_reaches_the_story(client: Client) -> None:
    maker = cast.reporter()
    story = cast.draft()
    story.assign(None, maker)
    link = PreviewLink.objects.create(article=story, by=maker)
    assert client.get(f"/preview/{link.token}/").status_code == 200
    story.assign(None, None)
    assert client.get(f"/preview/{link.token}/").status_code == 404
    maker.delete()
    assert client.get(f"/preview/{link.token}/").status_code == 404
