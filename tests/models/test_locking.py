"""Two who write one story at the same moment."""

from __future__ import annotations

import threading
import time
from copy import deepcopy

import pytest
from django.db import connection, connections, transaction

from articles.models import Announcement, Article, Picture, Right, State, may
from articles.models.lifecycle.edit import Edit
from tests import cast


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_has_waited_for_the_lock_has_the_newest_revision_and_picture() -> None:
    story, picture = Article.begin({"headline": "One"}, None), cast.picture()
    found: list[tuple[str, Picture | None]] = []

    def write_too() -> None:
        mine = Article.objects.get(pk=story.pk)
        with transaction.atomic():
            mine.lock()
            found.append((mine.content()["headline"], mine.picture))
        connections.close_all()

    other = threading.Thread(target=write_too)
    with transaction.atomic():
        story.write({"headline": "Two", "picture": picture.pk}, None)
        other.start()
        while not _somebody_waits():
            time.sleep(0.02)
    other.join()
    assert found == [("Two", picture)]


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_part_that_fails_is_undone_in_the_story_too() -> None:
    story = cast.draft()
    with story.locked() as edit:
        story.write(story.content() | {"headline": "Kept"}, None)
        there = (story.headline, story.state, story.working, edit.entries, deepcopy(edit.related))
        with pytest.raises(RuntimeError):
            _publish_and_break(story, edit)
        assert there == (story.headline, story.state, story.working, edit.entries, edit.related)
    row = Article.objects.get(pk=story.pk)
    assert (row.headline, row.state, story.edit) == ("Kept", State.DRAFT, None)
    assert [one.verb for one in row.entries.order_by("pk")] == ["edit"]


def _publish_and_break(story: Article, edit: Edit) -> None:
    with story.locked() as same:
        assert same is edit
        story.publish(None)
        assert story.state == State.PUBLISHED
        raise RuntimeError("broken")


@pytest.mark.django_db
def test_all_that_one_lock_does_is_announced_once() -> None:
    story = cast.live()
    before = set(Announcement.log.values_list("pk", flat=True))
    with story.locked():
        story.write(story.content() | {"section": cast.section("sports").pk}, None)
        story.publish(None)
        story.withdraw(None, "Mistaken.")
        assert set(Announcement.log.values_list("pk", flat=True)) == before
    told = Announcement.log.exclude(pk__in=before).get()
    assert {f"article:{story.pk}", f"recall:{story.pk}", "front:1"} <= set(told.keys)


@pytest.mark.django_db
def test_what_comes_and_goes_in_one_lock_tells_nobody() -> None:
    story = cast.draft()
    before = Announcement.log.count()
    with story.locked():
        story.publish(None)
        story.withdraw(None, "Mistaken.")
    assert Announcement.log.count() == before


@pytest.mark.django_db
def test_a_story_that_is_moved_is_asked_about_where_it_stood() -> None:
    story, editor = cast.draft(section=cast.section("politics")), cast.sports_editor()
    with story.locked() as edit:
        story.section = cast.section("sports")
        assert edit.sections == {cast.section("sports").pk, cast.section("politics").pk}
        assert not edit.may(editor, Right.PUBLISH)
        assert may(editor, Right.PUBLISH, story)
