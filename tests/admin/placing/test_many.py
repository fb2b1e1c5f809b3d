"""Many stories placed on a front, or taken off all of them, each told what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, BulkJob, Front
from articles.models.desk.bulk_verbs import BulkVerb
from tests import cast
from tests.models.fronts.standing import placements_of
from tests.models.fronts.test_front_verbs import home, out, pinned, stories

pytestmark = pytest.mark.django_db
PLACE, TAKE_OFF = BulkVerb.PLACE, BulkVerb.TAKE_OFF


def done(verb: BulkVerb, by: Any, *chosen: Article, **options: Any) -> list[tuple[bool, str]]:
    numbers = [story.pk for story in chosen]
    job = BulkJob.begin(verb, by, numbers, key=str(uuid4()), **options)
    job.go_on()
    return [(one.done, one.sentence) for one in job.report]


def test_each_gets_the_next_free_place_and_nothing_has_to_go() -> None:
    *some, lead = stories(6)
    editor = cast.managing_editor()
    home().place(lead, editor, at=1)
    told = done(PLACE, editor, *some, where="home b-top")
    assert told[:4] == [(True, "Placed on Home page.")] * 4
    assert told[4] == (False, "“Top stories” is full: take a story off it first.")
    order = [some[0], lead, *some[1:4]]
    assert pinned(out(home()).edition.layout) == [(n, one.pk) for n, one in enumerate(order)]
    assert done(PLACE, editor, lead, where="home b-top") == [(False, "It is already there.")]
    some[4].withdraw(None, "Wrong")
    [(_, said)] = done(PLACE, editor, some[4], where="home b-latest")
    assert said == "Readers no longer have it: restore it first."


def test_each_is_asked_for_the_right_to_its_front() -> None:
    story = cast.live(section=cast.section("sports"))
    other = cast.live("Other", section=cast.section("politics"))
    editor, at = cast.sports_editor(), f"section:{cast.section('sports').pk} b-top"
    told = done(PLACE, editor, story, other, where=at)
    assert [one for one, _said in told] == [True, False]
    assert done(PLACE, editor, story, where="home b-top")[0][1].startswith("You may not lay out")
    assert (
        done(PLACE, editor, story, where="topic:99 b-top")[0][1] == "This front no longer exists."
    )
    home().place(story, None)
    told = done(TAKE_OFF, editor, story)
    assert told == [(True, "Taken off Sports. You may not lay out: Home page.")]
    assert done(TAKE_OFF, editor, story) == [(False, "You may not lay out: Home page.")]
    assert done(TAKE_OFF, cast.chief(), story) == [(True, "Taken off Home page.")]
    assert done(TAKE_OFF, cast.chief(), story) == [(False, "It is pinned to no front.")]


def test_what_is_scheduled_is_said_or_changed_too() -> None:
    (story,) = stories(1)
    front, editor = home(), cast.managing_editor()
    front.place(story, editor)
    front.publish(editor, at=timezone.now() + timedelta(hours=1))
    told = done(TAKE_OFF, editor, story)
    assert told == [
        (True, "Taken off Home page. It returns with what is scheduled on Home page."),
    ]
    assert done(TAKE_OFF, editor, story, scheduled=True)[0] == (True, "Taken off Home page.")
    assert placements_of(story) == []


def test_from_the_list(client: Client) -> None:
    story = cast.live()
    client.force_login(cast.managing_editor())
    data = {"action": "place", "_selected_action": [story.pk]}
    page = client.post("/admin/articles/article/", data)
    form = page.context["form"]
    groups = dict(form.fields["where"].choices)
    assert ("home b-top", "Home page: Top stories") in groups["Home page"]
    sent = {"stories": form["stories"].value(), "key": form["key"].value()}
    wrong = client.post(page.context["action"], sent | {"where": "home b-nothing"})
    assert wrong.status_code == 200 and not BulkJob.objects.exists()
    client.post(page.context["action"], sent | {"where": "home b-top"})
    BulkJob.objects.get().go_on()
    assert [one.leads for one in placements_of(story)] == [True]


def test_who_may_only_read_a_story_sees_where_it_stands(client: Client) -> None:
    story = cast.live(section=cast.section("travel"))
    Front.of_home().place(story, cast.managing_editor())
    client.force_login(cast.sports_editor())
    page = client.get(f"/admin/articles/article/{story.pk}/change/")
    if page.status_code == 200:  # Where live stories of other sections may be read at all.
        text = page.content.decode()
        assert "Home page" in text and "data-do=" not in text
