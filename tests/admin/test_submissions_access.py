"""Submitting, taking back and returning changes: every role × every state × every door."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, BulkJob, Entry, Move, Submission
from tests import cast
from tests.admin.desk_pages import change
from tests.admin.test_submissions_desk import JSON, at_desk, posted
from tests.models.test_submitting import fresh
from tests.models.test_submitting_rights import (
    BACK,
    DOABLE,
    PEOPLE,
    PLACES,
    RETURN,
    SUBMIT,
    story_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.not_measured]

INSIDERS = ("reporter", "editor", "managing_editor")
MOVES = (SUBMIT, BACK, RETURN)


def standing(story: Article) -> str:
    """Where the changes stand."""
    there = fresh(story)
    return "submitted" if there.submitted else "returned" if there.returned else ""


#: Where they stand once a move was made.
AFTER = {SUBMIT: "submitted", BACK: "", RETURN: "returned"}


def may_do(name: str, move: Move, place: str) -> bool:
    """Whether the verb itself would do it; the doors are no other."""
    allowed = DOABLE.get(place, set()) - ({RETURN} if name == "reporter" else set())
    return name in INSIDERS and move in allowed


@pytest.mark.parametrize(
    ("place", "headers"),
    [*((place, JSON) for place in PLACES), ("changed", {}), ("submitted", {})],
)
def test_the_form(place: str, headers: dict[str, str]) -> None:
    story = story_in(place)
    before, state, row = standing(story), story.state, story.headline
    for name in PEOPLE:
        client = at_desk(getattr(cast, name)())
        for move in MOVES:
            data = posted(fresh(story), _move=move.value)
            client.post(change(story), data, headers=headers)
            done = may_do(name, move, place)
            assert standing(story) == (AFTER[move] if done else before), (name, move)
            assert (fresh(story).state, fresh(story).headline) == (state, row)
            story = story_in(place) if done else story


#: What a bulk verb does with changes, by who asks for it.
BULK = {
    "submit": {"reporter": SUBMIT, "editor": SUBMIT, "managing_editor": SUBMIT},
    "return": {"reporter": BACK, "editor": RETURN, "managing_editor": RETURN},
}


@pytest.mark.parametrize("verb", BULK)
@pytest.mark.parametrize("place", ["changed", "submitted", "returned", "scheduled", "withdrawn"])
def test_many_at_once(place: str, verb: str) -> None:
    for name in PEOPLE:
        story, person = story_in(place), getattr(cast, name)()
        before = standing(story)
        sent = {"stories": f"{story.pk}:{story.base_number()}", "key": str(uuid4()), "note": "So."}
        at_desk(person).post(f"/admin/articles/article/bulk/{verb}/start/", sent)
        for job in BulkJob.objects.filter(by=person):
            job.go_on()
        move = BULK[verb].get(name)
        done = move is not None and may_do(name, move, place)
        assert standing(story) == (AFTER[move] if done and move else before), name
        assert fresh(story).state == story.state


@pytest.mark.parametrize("door", ["autosave", "presence", "address", "autosave/discard"])
def test_no_other_door_moves_anything(door: str) -> None:
    for place in ("changed", "submitted"):
        story = story_in(place)
        before, rows = standing(story), Entry.objects.filter(article=story).count()
        for name in PEOPLE:
            client = at_desk(getattr(cast, name)())
            for move in MOVES:
                more: dict[str, Any] = {"_move": move.value, "_note": "Mine.", "_pk": story.pk}
                data = posted(story, _key=str(uuid4()), _stamp="x", **more)
                client.post(f"/admin/articles/article/{door}/", data)
        assert standing(story) == before
        assert Entry.objects.filter(article=story).count() == rows


def test_who_is_not_logged_in_or_was_closed_does_nothing() -> None:
    story = story_in("submitted")
    closed: User = cast.editor()
    client = at_desk(closed)
    closed.is_active = False
    closed.save()
    for one in (Client(), client):
        for move in MOVES:
            one.post(change(story), posted(story, _move=move.value), headers=JSON)
    assert standing(story) == "submitted"
    assert Submission.objects.get().note == ""
