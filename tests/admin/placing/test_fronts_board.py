"""The start page says what leads each front, what is scheduled, and what is to be minded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.admin.dashboard.fronts import fronts_for
from articles.models import Front
from articles.models.topics import changes as topics
from tests import cast

pytestmark = pytest.mark.django_db


def row(person: Any = None) -> Any:
    return fronts_for(person or cast.managing_editor())[0]


def test_it_says_what_leads_and_since_when(client: Client) -> None:
    story, other, editor = cast.live("Crane stays"), cast.live("Other"), cast.managing_editor()
    assert (row().is_pinned, row().since) == (False, row().story.publish_at)
    with time_machine.travel(timezone.now() - timedelta(minutes=30)):
        Front.of_home().place(story, editor)
        placed = timezone.now()
    Front.of_home().place(other, editor, block="b-latest")
    assert (row().story, row().is_pinned) == (story, True)
    assert abs(row().since - placed) < timedelta(seconds=5), "not since the last edition"
    Front.of_home().publish(editor, at=timezone.now() + timedelta(hours=1))
    client.force_login(editor)
    page = client.get("/admin/").content.decode()
    assert "Crane stays</b>" in page and "Edition 2" in page


def test_stories_that_are_gone_are_said() -> None:
    story, editor = cast.live(), cast.managing_editor()
    front = Front.of_home()
    front.place(story, editor)
    front.publish(editor, at=timezone.now() + timedelta(hours=1))
    story.withdraw(None, "Wrong")
    assert row().minded == [
        "1 pinned story is gone; its place is filled.",
        "All stories of the scheduled edition 1 are gone.",
    ]
    assert row().story is None


def test_everybody_has_their_own_fronts() -> None:
    sports = Front.of_section(cast.section("sports"))
    sports.publish(None)
    assert [one.front for one in fronts_for(cast.sports_editor())] == [sports]
    assert [one.front.key for one in fronts_for(cast.managing_editor())] == ["home", sports.key]
    for nobody in (cast.reporter(), cast.picture_editor(), cast.operator(), cast.reader()):
        assert fronts_for(nobody) == []


def test_it_asks_as_often_for_many_fronts_as_for_few() -> None:
    def queries() -> int:
        person = cast.managing_editor()
        with CaptureQueriesContext(connection) as asked:
            fronts_for(person)
        return len(asked)

    Front.of_home().place(cast.live(), None)
    few = queries()
    for slug in ("sports", "politics"):
        Front.of_section(cast.section(slug)).place(cast.live(slug), None)
    assert queries() <= few


def test_what_was_cancelled_with_somebodys_rights_is_said() -> None:
    front, editor = Front.of_home(), cast.managing_editor()
    launch = front.publish(editor, at=timezone.now() + timedelta(hours=1))
    other = front.publish(editor, at=timezone.now() + timedelta(hours=2))
    front.cancelled(launch, None, "may not any more")
    front.cancel(other, editor)
    (word,) = row().minded
    assert word.startswith("Edition 1, scheduled for ")
    assert word.endswith("was cancelled: managing-editor may no longer lay out this front.")


def test_the_list_of_fronts_asks_as_often_for_many_as_for_few(client: Client) -> None:
    client.force_login(cast.managing_editor())

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/admin/front/").status_code == 200
        return len(asked)

    Front.of_home().place(cast.live(), None)
    few = queries()
    for slug in ("sports", "politics", "travel"):
        topic = topics.add(slug.title(), None)
        story = cast.live(slug, section=cast.section(slug), topics=[topic])
        Front.of_section(cast.section(slug)).place(story, None)
        Front.of_topic(topic).publish(None)
    assert queries() == few <= 16
