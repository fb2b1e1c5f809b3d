"""Topics that look like another one, in letters of another script: told, never refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import expect

from articles.models import Article, Topic, TopicChange
from articles.models.topics import changes as topic_care
from articles.models.topics.changes import topics_named
from tests import cast
from tests.admin.desk_pages import HEADLINE, Window
from tests.waiting import until

pytestmark = pytest.mark.django_db
#: Who is at the desk (tests/admin/conftest.py).
AT_THE_DESK = cast.managing_editor
LIST = "/admin/articles/topic/"
SAID = "Looks like “Apple”, which is already a topic."
#: Cyrillic, Greek, both, Cherokee, small capitals.
ALIKE = ["Аpple", "Αpple", "Аррӏе", "ΑΡΡLΕ", "Ꭺpple", "ᴀpple"]


def said(answer: Any) -> str:
    """The messages of a page."""
    return " ".join(str(message) for message in answer.context["messages"])


@pytest.mark.parametrize("name", ALIKE)
def test_a_topic_that_looks_like_another_is_made_and_told(desk: Client, name: str) -> None:
    apple = topic_care.add("Apple", None)
    answer = desk.post(f"{LIST}add/", {"name": name, "description": ""}, follow=True)
    made = Topic.objects.get(name=name)
    assert SAID in said(answer)
    merge = f"{LIST}merge/?topics={made.pk}&amp;into={apple.pk}"
    assert merge in answer.content.decode()
    page = desk.get(f"{LIST}{made.pk}/change/").content.decode()
    assert SAID in page and merge in page


@pytest.mark.parametrize(
    ("there", "name"),
    [("Al", "AI"), ("Barn", "Bam"), ("Oz", "0z"), ("Fog", "Mist"), ("C++", "C"),
     ("Москва", "Минск"), ("Apple", "Apple Inc.")],
)  # fmt: skip
def test_what_is_told_apart_is_not_told(desk: Client, there: str, name: str) -> None:
    topic_care.add(there, None)
    answer = desk.post(f"{LIST}add/", {"name": name, "description": ""}, follow=True)
    assert "Looks like" not in said(answer)
    assert desk.get(f"{LIST}alike/", {"name": name}).json() == {}


@pytest.mark.parametrize(
    ("there", "name"),
    [("José", "Jose"), ("Resume", "Résumé"), ("O’Brien", "OBrien"), ("e-mail", "Email"),
     ("مدرسة", "مدرسه"), ("हिन्दी", "हिंदी"), ("U.S.", "US"), ("Old crane", "old-crane")],
)  # fmt: skip
def test_what_search_takes_for_one_is_told(desk: Client, there: str, name: str) -> None:
    topic_care.add(there, None)
    answer = desk.post(f"{LIST}add/", {"name": name, "description": ""}, follow=True)
    assert f"Looks like “{there}”" in said(answer)


@pytest.mark.parametrize("name", ["𝐀pple", "Ａｐｐｌｅ", "ａｐｐｌｅ", "Ⓐpple"])
def test_letters_of_another_form_are_the_same_topic(name: str) -> None:
    apple = topic_care.add("Apple", None)
    assert topics_named([name]) == [apple]


def test_what_a_name_looks_like_follows_it(desk: Client) -> None:
    topic_care.add("Mao", None)
    word = topic_care.add("Word", None)
    change = topic_care.rename(word, "Мао", None)
    assert change and desk.get(f"{LIST}{word.pk}/change/").context["alike"]
    topic_care.undo(change, None)
    assert "alike" not in desk.get(f"{LIST}{word.pk}/change/").context


@pytest.mark.every_database
def test_the_list_shows_them_with_the_way_to_merge(desk: Client) -> None:
    apple, other = topic_care.add("Apple", None), topic_care.add("Аpple", None)
    topic_care.add("Fog", None)
    asked = f"{LIST}?look=alike"

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(asked).status_code == 200
        return len(queries)

    few = cost()
    page = desk.get(asked)
    assert list(page.context["cl"].result_list) == [apple, other]
    assert f"?topics={other.pk}&amp;into={apple.pk}" in page.content.decode()
    for number in range(9):
        topic_care.add(f"Haze {number}", None)
        topic_care.add(f"Наze {number}", None)
    assert cost() == few
    desk.post(f"{LIST}merge/?topics={other.pk}&into={apple.pk}", {"other": [apple.pk]})
    assert Topic.objects.filter(name="Аpple").count() == 0
    topic_care.undo(TopicChange.objects.get(), None)
    assert desk.get(f"{LIST}alike/", {"name": "Αpple"}).json()["id"] == str(apple.pk)


def test_looking_is_one_query_by_the_index(desk: Client) -> None:
    topic_care.add("Apple", None)
    with CaptureQueriesContext(connection) as queries:
        desk.get(f"{LIST}alike/", {"name": "Аpple"})
    asked = [one["sql"] for one in queries if '"look"' in one["sql"] and "WHERE" in one["sql"]]
    assert len(asked) == 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]}")
            assert "topic_look" in str(cursor.fetchall())


@pytest.mark.parametrize("name", ["", "\0", "\u200b", "x" * 5000, "Аpple" * 300])
def test_any_name_is_answered(desk: Client, name: str) -> None:
    assert desk.get(f"{LIST}alike/", {"name": name}).json() == {}


def test_others_are_not_answered(client: Client) -> None:
    topic_care.add("Apple", None)
    assert client.get(f"{LIST}alike/", {"name": "Аpple"}).status_code == 302


@pytest.mark.browser
def test_one_press_takes_the_topic_that_is_there(window: Window) -> None:
    apple = topic_care.add("Apple", None)
    page = window()
    page.get_by_label("Headline", exact=True).fill(HEADLINE)
    field = page.get_by_role("combobox", name="Topics", exact=True)
    field.press_sequentially("Аpple, Pears,")
    expect(page.get_by_text(SAID)).to_be_visible()
    page.get_by_role("button", name="Use “Apple”").click()
    expect(page.get_by_text(SAID)).to_have_count(0)
    expect(field.locator("xpath=..").locator(".tags-chosen li > span")).to_have_text(
        ["Apple", "Pears"]
    )
    page.keyboard.press("Control+s")
    until(lambda: Article.objects.filter(headline=HEADLINE).exists())
    until(lambda: Article.objects.get().content()["topics"] == ["Apple", "Pears"])
    assert Topic.objects.get(name="Apple") == apple
