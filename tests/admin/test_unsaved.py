"""What was typed and never saved is offered wherever its writer comes by, to nobody else, and stays
when its story is deleted or moved away."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.admin.story import saving
from articles.admin.unsaved import texts
from articles.models import Article, Autosave
from articles.models.changes import pruning
from articles.models.desk import gone
from tests import cast

pytestmark = pytest.mark.django_db
DESK = "/admin/articles/article/"
ADD, LIST, ALL = f"{DESK}add/", DESK, f"{DESK}unsaved/"
JSON = {"accept": "application/json"}
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def change(story: Article | int) -> str:
    """The address of the story's form."""
    return f"{DESK}{story if isinstance(story, int) else story.pk}/change/"


def typed(headline: str = "Half a thought", **fields: Any) -> dict[str, Any]:
    """What a form holds."""
    return {"headline": headline, "body": "<p>Nine spoke.</p>", "kind": "news"} | fields


def desk_of(person: User) -> Client:
    """A browser in which they are logged in."""
    client = Client()
    client.force_login(person)
    return client


def type_into(client: Client, story: int | None, key: UUID, **fields: Any) -> Any:
    """What the form's script sends while one types."""
    number = {"_pk": story} if story else {}
    return client.post(f"{DESK}autosave/", typed(**fields) | {"_key": key, **number}, headers=JSON)


def opened(client: Client, story: Article) -> UUID:
    """The key of a form of the story that the desk has heard of."""
    key = uuid4()
    assert client.post(f"{DESK}presence/", {"_key": key, "_pk": story.pk}).status_code == 200
    return key


# --- A story that goes while somebody writes in it ----------------------------------------------


@time_machine.travel(NOON, tick=False)
def test_it_works() -> None:
    """Deleted by a colleague: said at the next key, kept, and saved as a new story."""
    story, client = cast.draft(created_by=cast.reporter()), desk_of(cast.reporter())
    key = opened(client, story)
    number = story.pk
    story.remove(cast.editor())
    answer = type_into(client, number, key)
    assert answer.status_code == 404
    told = answer.json()
    assert told["error"] == "This story was deleted by editor at 12:00."
    assert told["gone"] == {"kept_at": NOON.isoformat(), "add": ADD, "sections": None}
    pressed = client.post(change(number), typed(_key=key), headers=JSON)
    assert (pressed.status_code, pressed.json()["error"]) == (404, told["error"])
    page = client.get(change(number))
    assert page.status_code == 404
    for said in (told["error"], "Half a thought", "Nine spoke.", f"{ADD}?unsaved={key}"):
        assert said in page.text
    assert client.get(f"{DESK}autosave/{key}/").json()["fields"]["headline"] == ["Half a thought"]
    assert client.post(ADD, typed(_key=key), headers=JSON).status_code == 200
    assert Article.objects.get().headline == "Half a thought"
    assert texts.listed(cast.reporter()).number == 0  # type: ignore[union-attr]


@time_machine.travel(NOON, tick=False)
def test_moved_out_of_ones_sections() -> None:
    story, client = cast.draft(section=cast.section("sports")), desk_of(cast.sports_editor())
    story.write(story.content() | {"headline": "Before"}, cast.sports_editor())
    key = opened(client, story)
    politics = cast.section("politics")
    moved = story.content() | {"section": politics.pk}
    story.write(moved, cast.managing_editor())
    story.write(moved | {"headline": "And again"}, cast.editor())
    answer = type_into(client, story.pk, key)
    said = (
        "managing-editor moved this story at 12:00 to Politics, which isn’t one of your sections."
    )
    assert answer.json()["error"] == said
    assert answer.json()["gone"]["sections"] == [cast.section("sports").pk]
    page = client.get(change(story))
    assert page.status_code == 404 and "Half a thought" in page.text
    assert "And again" not in page.text
    # Back in reach, it is offered at the story itself.
    story.write(moved | {"section": cast.section("sports").pk}, None)
    (offered,) = client.get(change(story)).context["autosaves"]
    assert offered["words"].startswith("Half a thought")


@pytest.mark.every_database
@pytest.mark.parametrize("moved_by", [cast.sports_editor, None])
def test_what_else_takes_a_story_away(moved_by: Any) -> None:
    story, editor = cast.draft(section=cast.section("sports")), cast.sports_editor()
    client = desk_of(editor)
    key = opened(client, story)
    if moved_by:
        story.write(story.content() | {"section": cast.section("politics").pk}, editor)
        said = "You moved this story"
    else:
        editor.sections_given.set([cast.section("travel")])
        said = "Sports is no longer one of your sections."
    assert type_into(client, story.pk, key).json()["error"].startswith(said)


def test_a_story_that_is_assigned_to_somebody_else() -> None:
    story, client = cast.draft(), desk_of(cast.reporter())
    story.assign(None, cast.reporter())
    key = opened(client, story)
    story.assign(None, cast.colleague())
    told = type_into(client, story.pk, key).json()
    assert told["error"].startswith("You are no longer assigned to this story")
    assert told["gone"]["kept_at"]


@pytest.mark.every_database
def test_a_role_that_was_taken_away() -> None:
    story, client = cast.draft(created_by=cast.reporter()), desk_of(cast.reporter())
    key = opened(client, story)
    cast.reporter().groups.clear()
    told = type_into(client, story.pk, key)
    assert (told.status_code, told.json()["gone"]["add"]) == (403, "")
    assert told.json()["error"] == "You may not write stories."
    pressed = client.post(change(story), typed(_key=key), headers=JSON).json()
    assert pressed["error"] == "Your role no longer lets you change stories."
    assert pressed["gone"]["kept_at"]


def test_those_who_never_had_it_open_are_told_nothing() -> None:
    """Not whether there is such a story, and not who deleted it."""
    there, gone_one = cast.draft(), cast.draft()
    number = gone_one.pk
    gone_one.remove(cast.editor())
    client = desk_of(cast.reporter())
    sentences = set()
    for one in (there.pk, number, number + 1_000):
        key = uuid4()
        sentences.add(type_into(client, one, key).json()["error"])
        sentences.add(client.post(change(one), typed(_key=key), headers=JSON).json()["error"])
        # What was kept of the text is no proof that the story was open.
        sentences.add(type_into(client, one, key).json()["error"])
        assert client.get(change(one)).context["said"] in sentences
    assert sentences == {"This story was deleted, or isn’t yours to change."}
    assert {one.story_number for one in Autosave.objects.all()} == {None}


def test_without_a_script_the_text_comes_back_and_is_saved_as_a_new_story() -> None:
    story, client = cast.draft(created_by=cast.reporter()), desk_of(cast.reporter())
    key, number = opened(client, story), story.pk
    story.remove(cast.editor())
    page = client.post(change(number), typed(_key=key, _base="3", _move="submit"))
    assert page.status_code == 404
    assert "deleted by editor" in page.text and f'action="{ADD}"' in page.text
    again = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', page.text))
    assert "_move" not in again and again["_took"] == str(key)
    assert client.post(ADD, again).status_code == 302
    assert Article.objects.get().headline == "Half a thought"
    assert not Autosave.objects.typed_by(cast.reporter()).exists()


@pytest.mark.every_database
@pytest.mark.parametrize("how", ["deleted", "moved"])
def test_a_story_that_goes_in_the_moment_of_the_save(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, client = cast.draft(section=cast.section("sports")), desk_of(cast.sports_editor())
    key, number = opened(client, story), story.pk
    write = saving._save

    def late(*args: Any) -> Any:
        other = Article.objects.get(pk=number)
        if how == "deleted":
            other.remove(cast.managing_editor())
        else:
            politics = cast.section("politics").pk
            other.write(other.content() | {"section": politics}, cast.managing_editor())
        return write(*args)

    monkeypatch.setattr(saving, "_save", late)
    answer = client.post(change(number), typed(_key=key), headers=JSON)
    assert answer.status_code == 404
    assert "managing-editor" in answer.json()["error"]
    assert Autosave.objects.typed_by(cast.sports_editor()).get().key == key


# --- Where it is offered -------------------------------------------------------------------------


def test_at_once_also_while_the_form_is_open_elsewhere() -> None:
    story, client = cast.draft(created_by=cast.reporter()), desk_of(cast.reporter())
    changed = {"headline": story.headline, "body": "<p>From the train.</p>"}
    type_into(client, story.pk, uuid4(), **changed)
    type_into(client, None, uuid4(), headline="Begun on the train")
    elsewhere = desk_of(cast.reporter())
    for address, words in ((change(story), "From the train."), (ADD, "Begun on the train")):
        text = elsewhere.get(address).text
        assert words in text and "may still be open in another window" in text
    for address in ("/admin/", LIST, ALL):
        text = elsewhere.get(address).text
        assert "From the train." in text and "Begun on the train" in text
    theirs = desk_of(cast.colleague())
    for address in ("/admin/", LIST, ALL, ADD):
        assert "the train" not in theirs.get(address).text


def test_what_says_the_same_as_the_story_is_not_offered() -> None:
    story, client = cast.draft(created_by=cast.reporter()), desk_of(cast.reporter())
    same = {name: value for name, value in story.content().items() if isinstance(value, str)}
    chosen = {"section": story.section_id, "authors": story.content()["authors"]}
    type_into(client, story.pk, uuid4(), **same, **chosen)
    assert client.get(change(story)).context["autosaves"] == []


def test_all_of_them_are_there() -> None:
    client = desk_of(cast.reporter())
    for number in range(12):
        type_into(client, None, uuid4(), headline=f"Thought {number}")
    text = client.get("/admin/").text
    assert text.count("data-discard>") == texts.FEW + 1, "one is the pattern of a row"
    assert "Thought 11" in text and "Thought 3" not in text and "(12)" in text
    text = client.get(ALL).text
    assert all(f"Thought {number}<" in text for number in range(12))


def test_it_costs_the_same_for_few_and_many() -> None:
    client, editor = desk_of(cast.reporter()), cast.editor()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ALL).status_code == 200
        return len(queries)

    def fill(times: int) -> None:
        for _number in range(times):
            type_into(client, None, uuid4())
            for is_deleted in (True, False):
                story = cast.draft(created_by=cast.reporter())
                type_into(client, story.pk, uuid4())
                if is_deleted:
                    story.remove(editor)

    fill(1)
    few = cost()
    fill(4)
    assert cost() == few


@pytest.mark.every_database
def test_discarded_and_had_back() -> None:
    client, key = desk_of(cast.reporter()), uuid4()
    type_into(client, None, key)
    theirs = desk_of(cast.colleague())
    assert theirs.post(f"{DESK}autosave/discard/", {"_key": key}, headers=JSON).json() == {
        "discarded": 0
    }
    assert client.post(f"{DESK}autosave/discard/", {"_key": key})["Location"] == ALL
    assert client.get("/admin/").context["desk"]["unsaved"].number == 0
    assert "Discarded in the last week" in client.get(ALL).text
    undo = client.post(f"{DESK}autosave/discard/", {"_key": key, "_undo": "1"}, headers=JSON)
    assert undo.json() == {"discarded": 1}
    assert client.get("/admin/").context["desk"]["unsaved"].number == 1
    client.post(f"{DESK}autosave/discard/", {"_key": key})
    pruning.prune(timezone.now() + pruning.DISCARDED_KEPT - timedelta(hours=1))
    assert Autosave.objects.exists()
    pruning.prune(timezone.now() + pruning.DISCARDED_KEPT + timedelta(hours=1))
    assert not Autosave.objects.exists()


# --- Gone on with elsewhere ----------------------------------------------------------------------


@pytest.mark.every_database
def test_what_is_gone_on_with_elsewhere_is_offered_once_and_begins_one_story() -> None:
    client, first, second = desk_of(cast.reporter()), uuid4(), uuid4()
    type_into(client, None, first, headline="On the train")
    type_into(client, None, second, headline="At home", _took=first)
    assert texts.listed(cast.reporter()).keys == [str(second)]  # type: ignore[union-attr]
    saved = typed("At home", _key=second, _took=first)
    for _twice in range(2):
        assert client.post(ADD, saved, headers=JSON).status_code == 200
    assert Article.objects.get().headline == "At home"
    assert texts.listed(cast.reporter()).number == 0  # type: ignore[union-attr]
    # The window on the train is still open: it is the same story, and nothing wins in silence.
    answer = client.post(ADD, typed("On the train, late", _key=first, _base="0"), headers=JSON)
    assert "conflict" in answer.json()
    assert Article.objects.count() == 1


@pytest.mark.every_database
def test_somebody_elses_text_is_not_taken_over() -> None:
    theirs, key = uuid4(), uuid4()
    type_into(desk_of(cast.colleague()), None, theirs, headline="Theirs")
    client = desk_of(cast.reporter())
    type_into(client, None, key, _took=theirs)
    assert client.post(ADD, typed(_key=key, _took=theirs), headers=JSON).status_code == 200
    assert Article.objects.get().form_key == key
    assert texts.listed(cast.colleague()).keys == [str(theirs)]  # type: ignore[union-attr]


# --- The sentences -------------------------------------------------------------------------------


def test_what_is_said_of_a_deletion() -> None:
    story, editor = cast.draft(), cast.editor()
    number = story.pk
    with time_machine.travel(NOON, tick=False):
        story.remove(editor)
    deed = gone.deletions([number])[number]
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        assert gone.deleted(deed, editor) == "You deleted this story on 4 March at 12:00."
    assert gone.deleted(None, editor) == "This story was deleted."
    assert gone.deletions([number + 1]) == {}
