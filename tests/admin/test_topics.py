"""Topics on the desk: the list, the forms, and the pages of topic care."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Author, Entry, FormerTopic, Topic, TopicChange
from articles.models.topics import changes as topic_care
from articles.models.topics.changes import topics_named
from tests import cast

pytestmark = pytest.mark.django_db
#: Who is at the desk (tests/admin/conftest.py).
AT_THE_DESK = cast.managing_editor

LIST = "/admin/articles/topic/"
ADD, CHANGES, UNDO = f"{LIST}add/", f"{LIST}changes/", f"{LIST}undo/"
RENAME, MERGE, DELETE = (f"{LIST}{verb}/?topics=" for verb in ("rename", "merge", "delete"))


def topic(name: str, *stories: Article) -> Topic:
    """A topic, and the stories that have it."""
    made = topics_named([name])[0]
    for story in stories:
        story.topics.add(made)
    return made


def said(answer: Any) -> list[str]:
    """The messages of a page."""
    return [str(message) for message in answer.context["messages"]]


# --- The list -----------------------------------------------------------------


def test_the_list_works(desk: Client) -> None:
    topic("Fog", cast.live(), cast.live(), cast.draft())
    topic("Mist", cast.draft())
    text = desk.get(LIST).content.decode()
    assert '<td class="field-published">2 stories</td>' in text  # a draft is not counted
    assert '<td class="field-published">0 stories</td>' in text
    for said_there in ("/topic/fog/", "Rename…", "Merge…", "Delete…", CHANGES):
        assert said_there in text
    assert "delete_selected" not in text


def test_the_list_costs_the_same_for_few_and_many(desk: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(LIST).status_code == 200
        return len(queries)

    story = cast.live()
    topic("Fog", story)
    few = cost()
    for number in range(30):
        topic(f"Topic {number}", story)
    assert cost() == few <= 9


@pytest.mark.parametrize("typed", ["mist", "MIST", "fog", " Fo ", "élan", "ELAN", "elan"])
def test_search_finds_names_and_former_names(desk: Client, typed: str) -> None:
    fog = topic("Fog")
    topic_care.rename(fog, "Mist and Élan", None)
    topic("Rain")
    listed = desk.get(LIST, {"q": typed}).context["cl"].result_list
    assert [one.name for one in listed] == ["Mist and Élan"]


@pytest.mark.every_database
@pytest.mark.parametrize("typed", ["\0", "%", "'\"", "x" * 5_000])
def test_search_takes_anything(desk: Client, typed: str) -> None:
    assert desk.get(LIST, {"q": typed}).status_code == 200


@pytest.mark.every_database
def test_the_actions_lead_to_their_pages(desk: Client) -> None:
    fog, mist = topic("Fog"), topic("Mist")
    for action in ("rename", "merge", "delete"):
        form = {"action": action, "index": "0", "_selected_action": [mist.pk, fog.pk]}
        answer = desk.post(LIST, form)
        assert answer["Location"] == f"{LIST}{action}/?topics={fog.pk},{mist.pk}"
    assert Topic.objects.count() == 2


def test_the_admins_own_deletion_is_not_there(desk: Client) -> None:
    fog = topic("Fog")
    form = {"action": "delete_selected", "index": "0", "_selected_action": [fog.pk], "post": "yes"}
    desk.post(LIST, form)
    answer = desk.post(f"{LIST}{fog.pk}/delete/", {"post": "yes"})
    assert answer["Location"] == f"{DELETE}{fog.pk}"
    assert desk.post(f"{LIST}x' OR 1/delete/").status_code == 302
    assert Topic.objects.get() == fog


# --- The pages that ask first ---------------------------------------------------


def test_renaming_works(desk: Client) -> None:
    story = cast.live("In the harbour")
    fog = topic("Fog", story)
    text = desk.get(f"{RENAME}{fog.pk}").content.decode()
    for shown in ("1 story, 1 live.", "In the harbour", "/topic/fog/"):
        assert shown in text
    answer = desk.post(f"{RENAME}{fog.pk}", {"name": "Sea mist"}, follow=True)
    change = TopicChange.objects.get()
    assert f'form="topic-undo" name="change" value="{change.pk}"' in said(answer)[0]
    assert 'id="topic-undo"' in answer.content.decode()
    assert "Sea mist" in desk.get(story.get_absolute_url()).content.decode()
    assert Entry.objects.get(verb=Entry.Verb.TOPIC_RENAME).by == cast.managing_editor()
    answer = desk.post(UNDO, {"change": str(change.pk)}, follow=True)
    assert said(answer) == ["Undone: “Fog” renamed to “Sea mist”."]
    assert Topic.objects.get().name == "Fog"
    answer = desk.post(UNDO, {"change": str(change.pk)}, follow=True)
    assert "already undone" in said(answer)[0]


def test_a_name_that_is_taken_leads_to_merging(desk: Client) -> None:
    fog, mist = topic("Fog"), topic("Mist")
    text = desk.post(f"{RENAME}{fog.pk}", {"name": "MIST"}).content.decode()
    assert "There is already a topic “Mist”." in text
    merge = f"{MERGE}{fog.pk}&amp;into={mist.pk}"
    assert merge in text
    page = desk.get(merge.replace("&amp;", "&"))
    assert f'<option value="{mist.pk}" selected>' in page.content.decode()
    for name in ("", "  ", "x" * 101, "\0"):
        assert desk.post(f"{RENAME}{fog.pk}", {"name": name}).status_code == 200
    assert Topic.objects.filter(name="Fog").exists()


def test_merging_works(desk: Client) -> None:
    one, both = cast.live("One"), cast.live("Both")
    fog, mist = topic("Fog", one, both), topic("Mist", both)
    page = desk.get(f"{MERGE}{fog.pk},{mist.pk}")
    text = page.content.decode()
    assert f'value="{fog.pk}" checked' in text  # the larger one
    assert "2 stories, 2 live." in text
    answer = desk.post(f"{MERGE}{fog.pk},{mist.pk}", {"stays": str(mist.pk)}, follow=True)
    assert said(answer)[0].startswith("“Fog” merged into “Mist”.")
    assert Topic.objects.get() == mist
    assert mist.taggings.count() == 2
    answer = desk.post(UNDO, {"change": str(TopicChange.objects.get().pk)}, follow=True)
    assert (fog.taggings.count(), mist.taggings.count()) == (2, 1)


def test_merging_into_another_topic_works(desk: Client) -> None:
    fog, mist, rain = topic("Fog"), topic("Mist"), topic("Rain")
    form = {"stays": str(fog.pk), "other": [str(rain.pk)]}
    desk.post(f"{MERGE}{fog.pk},{mist.pk}", form)
    assert Topic.objects.get() == rain


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"stays": "4711"},
        {"stays": "x"},
        {"other": ["4711"]},
        {"other": ["new:Rain"]},
        {"other": ["{fog}", "{mist}"]},
        {"other": ["\0"]},
    ],
)
def test_merging_asks_for_the_one_that_stays(desk: Client, form: dict[str, Any]) -> None:
    fog, mist = topic("Fog"), topic("Mist")
    keys = {"{fog}": str(fog.pk), "{mist}": str(mist.pk)}
    if "other" in form:
        form = {"other": [keys.get(one, one) for one in form["other"]]}
    answer = desk.post(f"{MERGE}{fog.pk},{mist.pk}", form)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Topic.objects.count() == 2


def test_a_topic_is_not_merged_with_itself(desk: Client) -> None:
    fog = topic("Fog")
    answer = desk.post(f"{MERGE}{fog.pk}", {"other": [str(fog.pk)]})
    assert "Please choose another topic" in answer.content.decode()


@pytest.mark.every_database
def test_deleting_works(desk: Client) -> None:
    story = cast.live("In the harbour")
    fog, mist = topic("Fog", story), topic("Mist", story)
    topics = f"{DELETE}{fog.pk},{mist.pk}"
    text = desk.get(topics).content.decode()
    assert "will no longer work" in text and "In the harbour" in text
    answer = desk.post(topics, follow=True)
    assert not Topic.objects.exists()
    changes = ",".join(str(change.pk) for change in TopicChange.objects.order_by("pk"))
    assert f'value="{changes}"' in said(answer)[0]
    desk.post(UNDO, {"change": changes})
    assert list(story.topics.values_list("name", flat=True)) == ["Fog", "Mist"]


@pytest.mark.every_database
def test_what_stays_is_said(desk: Client) -> None:
    story = cast.draft()
    change = topic_care.merge([topic("Fog", story)], topic("Mist"), None)
    story.topics.clear()
    answer = desk.post(UNDO, {"change": str(change.pk)}, follow=True)
    assert "1 story was changed meanwhile and stays as it is." in said(answer)[0]


@pytest.mark.parametrize("topics", ["", "4711", "x", "-1", "9" * 30, "\0", "1e3,²"])
def test_topics_that_are_not_there_are_said_so(desk: Client, topics: str) -> None:
    for page in ("rename", "merge", "delete"):
        answer = desk.get(f"{LIST}{page}/", {"topics": topics}, follow=True)
        assert said(answer) == ["These topics no longer exist."]


def test_too_many_are_said_so(desk: Client) -> None:
    many = ",".join(str(topic(f"Topic {number}").pk) for number in range(101))
    assert "at most 100" in said(desk.get(f"{DELETE}{many}", follow=True))[0]
    two = ",".join(many.split(",")[:2])
    assert "one topic to rename" in said(desk.get(f"{RENAME}{two}", follow=True))[0]


def test_the_pages_cost_the_same_for_few_and_many_stories(desk: Client) -> None:
    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        return len(queries)

    fog, mist = topic("Fog", cast.live()), topic("Mist", cast.live())
    addresses = [f"{page}{fog.pk},{mist.pk}" for page in (MERGE, DELETE)] + [CHANGES]
    few = [cost(address) for address in addresses]
    for number in range(15):
        topic("Fog", cast.live())
        topic_care.rename(mist, f"Mist {number}", cast.editor())
    assert [cost(address) for address in addresses] == few
    assert max(few) <= 14


def test_names_are_escaped(desk: Client) -> None:
    evil = "<script>alert(1)</script>"
    fog = topic(evil, cast.live(evil))
    topic_care.rename(topic("Mist"), f"{evil}!", cast.editor())
    for address in (LIST, CHANGES, f"{DELETE}{fog.pk}", f"{LIST}{fog.pk}/change/"):
        assert evil not in desk.get(address).content.decode()
    for page, form in ((RENAME, {"name": f"{evil}?"}), (DELETE, {})):
        assert evil not in desk.post(f"{page}{fog.pk}", form, follow=True).content.decode()


# --- The plain forms --------------------------------------------------------------


@pytest.mark.every_database
def test_the_form_keeps_the_old_name(desk: Client) -> None:
    fog = topic("Fog")
    address = f"{LIST}{fog.pk}/change/"
    text = desk.get(address).content.decode()
    assert f"{MERGE}{fog.pk}" in text and "/topic/fog/" in text
    answer = desk.post(address, {"name": " Mist ", "description": "Low."}, follow=True)
    fog.refresh_from_db()
    assert (fog.name, fog.slug, fog.description) == ("Mist", "mist", "Low.")
    assert FormerTopic.objects.get().slug == "fog"
    assert 'form="topic-undo"' in said(answer)[0]
    topic("Rain")
    for name in ("rain", "", "\0", "x" * 101):
        assert desk.post(address, {"name": name}).status_code == 200
    desk.post(address, {"name": "Mist", "description": "Lower."})
    assert TopicChange.objects.count() == 1


def test_a_topic_is_added(desk: Client) -> None:
    answer = desk.post(ADD, {"name": "  Élan ", "description": "d", "slug": "ignored"})
    made = Topic.objects.get()
    assert (made.name, made.slug, made.description) == ("Élan", "elan", "d")
    assert answer["Location"] == LIST
    assert "already" in desk.post(ADD, {"name": "E\u0301LAN"}).content.decode()


def test_only_editors_take_a_former_name(client: Client) -> None:
    topic_care.rename(topic("Fog"), "Mist", None)
    client.force_login(cast.reporter())
    assert "is now called “Mist”" in client.post(ADD, {"name": "fog"}).content.decode()
    client.force_login(cast.editor())
    assert client.post(ADD, {"name": "fog"}).status_code == 302
    assert not FormerTopic.objects.exists()


# --- Who may ------------------------------------------------------------------------


def doors(fog: Topic, mist: Topic, change: TopicChange) -> dict[str, dict[str, Any]]:
    """Every address that changes a topic, with what it is posted."""
    return {
        f"{RENAME}{fog.pk}": {"name": "Rain"},
        f"{MERGE}{fog.pk}": {"other": [str(mist.pk)]},
        f"{DELETE}{fog.pk}": {},
        UNDO: {"change": str(change.pk)},
        f"{LIST}{fog.pk}/change/": {"name": "Rain"},
        f"{LIST}{fog.pk}/delete/": {"post": "yes"},
    }


@pytest.mark.parametrize("who", ["reporter", "picture_editor", "operator"])
def test_others_change_nothing(client: Client, who: str) -> None:
    fog, mist, rain = topic("Fog"), topic("Mist"), topic("Drizzle")
    change = topic_care.rename(rain, "Drizzle!", None)
    assert change
    before = list(Topic.objects.values())
    client.force_login(getattr(cast, who)())
    for address, form in doors(fog, mist, change).items():
        assert client.post(address, form).status_code == 403, address
    for address in (f"{RENAME}{fog.pk}", f"{MERGE}{fog.pk}", f"{DELETE}{fog.pk}", CHANGES):
        assert client.get(address).status_code == 403, address
    for action in ("rename", "merge", "delete"):
        client.post(LIST, {"action": action, "index": "0", "_selected_action": [fog.pk]})
    assert list(Topic.objects.values()) == before


@pytest.mark.every_database
def test_reporters_add_and_no_more(client: Client) -> None:
    client.force_login(cast.reporter())
    assert client.post(ADD, {"name": "Fog"}).status_code == 302
    text = client.get(LIST).content.decode()
    assert "Fog" in text
    for way in ("Merge…", CHANGES, "_selected_action"):
        assert way not in text


@pytest.mark.every_database
def test_editors_delete_nothing(client: Client) -> None:
    fog = topic("Fog")
    change = topic_care.delete(topic("Mist"), None)
    client.force_login(cast.editor())
    assert client.post(f"{DELETE}{fog.pk}").status_code == 403
    assert client.post(UNDO, {"change": str(change.pk)}).status_code == 403
    assert 'name="change"' not in client.get(CHANGES).content.decode()
    assert "Delete…" not in client.get(LIST).content.decode()
    assert client.get(f"{RENAME}{fog.pk}").status_code == 200


@pytest.mark.every_database
def test_strangers_are_asked_to_log_in(client: Client) -> None:
    fog = topic("Fog")
    for address in (f"{RENAME}{fog.pk}", CHANGES):
        assert client.get(address).status_code == 302
    client.force_login(cast.reader())
    assert client.post(f"{RENAME}{fog.pk}", {"name": "x"}).status_code == 302
    assert Topic.objects.get().name == "Fog"


def test_undoing_is_posted(desk: Client) -> None:
    change = topic_care.rename(topic("Fog"), "Mist", None)
    assert change
    assert desk.get(UNDO, {"change": change.pk}).status_code == 405
    for wrong in ("", "x", "4711", "\0"):
        assert desk.post(UNDO, {"change": wrong}).status_code == 302
    assert Topic.objects.get().name == "Mist"


def test_stories_out_of_reach_are_neither_named_nor_counted(client: Client) -> None:
    secret = cast.draft("The secret of the harbour")
    fog = topic("Fog", secret, cast.live("In the open"))
    client.force_login(cast.sports_editor())
    for page in (RENAME, MERGE):
        text = client.get(f"{page}{fog.pk}").content.decode()
        assert "secret" not in text and "1 story, 1 live." in text
        assert "you don’t have access to" in text


@pytest.mark.every_database
def test_only_those_who_reach_all_say_whose_an_author_is(client: Client) -> None:
    author = cast.ottoline()
    form = {"name": author.name, "slug": author.slug, "role": "", "biography": "", "links": ""}
    address = f"/admin/articles/author/{author.pk}/change/"

    def posted_by(person: User) -> User | None:
        client.force_login(person)
        assert client.post(address, {**form, "user": str(person.pk)}).status_code == 302
        return Author.objects.get(pk=author.pk).user

    assert posted_by(cast.sports_editor()) is None
    assert posted_by(cast.managing_editor()) == cast.managing_editor()


def test_sections_are_not_given_away_by_their_form(desk: Client) -> None:
    section = cast.section()
    text = desk.get(f"/admin/articles/category/{section.pk}/change/").content.decode()
    assert 'name="editors"' not in text
