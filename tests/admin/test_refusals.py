"""What the desk says before a press is what the press does: who wrote last, whose section it is."""

from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from articles.models import Article, Change, Move, State, may
from articles.models.lifecycle.moves import MOVES
from articles.models.lifecycle.refusals import ASKED, refusals
from articles.models.story.rights import know
from tests import cast
from tests.admin.test_story_desk import ADD, change, filled

pytestmark = [pytest.mark.django_db, pytest.mark.not_measured]

JSON = {"accept": "application/json"}
AUTOSAVE = "/admin/articles/article/autosave/"
PEOPLE = {
    "editor": cast.editor,
    "managing-editor": cast.managing_editor,
}


def at_the_desk(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def before(client: Client, story: Article, typed: dict[str, Any] | None) -> dict[str, Any]:
    """What the form says: of the story as it is saved, or as it is typed."""
    if typed is None:
        page = client.get(change(story)).content.decode()
        found = re.search(r'data-refusals="([^"]*)"', page)
        assert found
        return dict(json.loads(html.unescape(found[1])))
    data = typed | {"_key": str(uuid4()), "_pk": story.pk, "_base": story.base_number()}
    return dict(client.post(AUTOSAVE, data).json()["refusals"])


def made(state: str, writer: User, reader: User | None, section: str) -> Article:
    """A sensitive story in a state, last written by one, and perhaps approved by another."""
    story = cast.draft(sensitive=True, section=cast.section(section), created_by=writer)
    story.write(story.content() | {"standfirst": "First."}, writer)
    if state != State.DRAFT:
        story.submit(writer)
    if reader or state == State.READY:
        story.approve(reader)
    if state in {State.PUBLISHED, State.WITHDRAWN}:
        story.publish(None)
        story.write(story.content() | {"standfirst": "Second."}, writer)
    if state == State.WITHDRAWN:
        story.withdraw(None, "A mistake.")
    return Article.objects.get(pk=story.pk)


STATES = ["draft", "in_review", "ready", "published", "withdrawn"]
CASES = list(itertools.product(STATES, ["editor", "managing-editor"], [None, "words", "section"]))


@pytest.mark.parametrize(("state", "writer", "typed"), CASES)
def test_the_last_writer_is_told_before_the_press(
    state: str, writer: str, typed: str | None
) -> None:
    compare(made(state, PEOPLE[writer](), None, "politics"), cast.managing_editor(), typed)


@pytest.mark.parametrize(("state", "typed"), list(itertools.product(STATES[1:], [None, "words"])))
def test_one_whose_text_another_has_read(state: str, typed: str | None) -> None:
    story = made(state, cast.managing_editor(), cast.editor(), "politics")
    compare(story, cast.managing_editor(), typed)


@pytest.mark.parametrize(("state", "typed"), list(itertools.product(STATES, [None, "section"])))
def test_a_section_that_is_not_theirs(state: str, typed: str | None) -> None:
    compare(made(state, cast.reporter(), None, "sports"), cast.sports_editor(), typed)


def compare(story: Article, by: User, typed: str | None) -> None:
    """Hold what is said against what the press does."""
    client, content = at_the_desk(by), story.content()
    same = {name: content[name] for name in ("standfirst", "body", "slug", "section")}
    fields = filled(**same, sensitive="on", assignee="", due_at="")
    if typed == "words":
        fields["standfirst"] = "Of my own."
    elif typed == "section":
        other = "sports" if story.section == cast.section("politics") else "politics"
        fields["section"] = cast.section(other).pk
    said = before(client, story, fields if typed else None)
    for move in ASKED:
        if story.state in MOVES[move].origins and may(by, MOVES[move].right):
            assert (move.value in said) == _is_refused(client, story, fields, move), move


def _is_refused(client: Client, story: Article, fields: dict[str, Any], move: Move) -> bool:
    """Whether the press is refused, looked at without its being done."""
    with transaction.atomic():
        post = fields | {
            "_move": move.value,
            "_base": story.base_number(),
            "_key": str(uuid4()),
            "_reason": "Checked by hand.",
            "_change": Change.MINOR,
        }
        answer = client.post(change(story), post, headers=JSON)
        transaction.set_rollback(True)
    assert answer.status_code in {200, 409}, answer.content
    return answer.status_code == 409


def test_who_may_and_what_to_do_instead_is_said() -> None:
    writer = cast.editor()
    other = cast.managing_editor()
    story = made("draft", writer, None, "politics")
    said = before(at_the_desk(writer), story, None)["publish"]
    assert "you are its last writer" in said["why"]
    assert said["instead"] == f"Submit it for review. These may publish it: {other.username}."


def test_what_readers_are_told_besides_nobody_else_has_read() -> None:
    writer = cast.managing_editor()
    story = made("published", writer, None, "politics")
    story.publish(cast.editor(), reason="It was looked at.")
    said = before(at_the_desk(writer), Article.objects.get(pk=story.pk), None)
    assert said.keys() == {"told"}


def test_a_new_story_that_is_marked_as_sensitive() -> None:
    client = at_the_desk(cast.editor())
    data = filled(sensitive="on", _key=str(uuid4()))
    assert "with your changes" in client.post(AUTOSAVE, data).json()["refusals"]["publish"]["why"]
    del data["sensitive"]
    assert not client.post(AUTOSAVE, data).json()["refusals"]
    assert client.get(ADD).context["refusals"] == {}


def test_asking_costs_nothing_where_nothing_is_refused(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    by = cast.editor()
    know(by)
    story = Article.objects.select_related("working", "section").get(pk=cast.live().pk)
    content = story.content()
    with django_assert_num_queries(0):
        assert refusals(story, by, content) == {}


@pytest.mark.parametrize("verb", ["publish", "approve"])
def test_bulk_work_says_before_it_begins_what_will_be_refused(verb: str) -> None:
    writer = cast.managing_editor()
    alone = made("in_review", writer, None, "politics")
    fine = cast.draft("Read by others", created_by=cast.reporter())
    fine.submit(cast.reporter())
    chosen = {"action": verb, "_selected_action": [alone.pk, fine.pk]}
    page = at_the_desk(writer).post("/admin/articles/article/", chosen)
    assert page.status_code == 200
    assert [(story.pk, "last writer" in why) for story, why in page.context["refused"]] == [
        (alone.pk, True)
    ]
    assert "will be refused" in page.content.decode()


def test_the_last_writer_of_a_sensitive_story_that_is_out_submits_its_changes() -> None:
    writer, other = cast.editor(), cast.managing_editor()
    story = cast.live(sensitive=True, created_by=writer)
    story.write(story.content() | {"headline": "Alone"}, writer)
    desk = Client()
    desk.force_login(writer)
    address = f"/admin/articles/article/{story.pk}/change/"
    page = desk.get(address).text
    assert f"Submit the changes. These may publish them: {other.username}." in page
    assert 'value="submit_changes" data-go-instead>' in page
    story.submit_changes(writer)
    page = desk.get(address).text
    assert "Submit the changes." not in page
    assert "data-go-instead" not in page
