"""The list of stories: rows, search, filters, and what it costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, SearchDue, State
from articles.search import finding
from articles.search.engines import TookTooLong
from articles.search.gathering import Gatherer
from articles.search.marked import marked
from tests import cast

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/article/"


def listed(desk: Client, **query: str) -> list[str]:
    """The headlines in the list, in its order."""
    answer = desk.get(LIST, query)
    assert answer.status_code == 200
    return [story.headline for story in answer.context["cl"].result_list]


def changed(story: Article, headline: str) -> Article:
    """The story with a change that readers do not have."""
    story.write({**story.content(), "headline": headline}, cast.editor())
    return story


@pytest.mark.every_database
def test_it_is_searched_and_filtered(desk: Client) -> None:
    cast.live("Live crane", topics=["Ports"], authors=[cast.barnaby()])
    cast.draft("Draft lamp", section=cast.section("travel"))
    cast.live("Due lamp", at=timezone.now() + timedelta(days=2))
    assert set(listed(desk)) == {"Live crane", "Draft lamp", "Due lamp"}
    assert set(listed(desk, q="lamp")) == {"Draft lamp", "Due lamp"}
    assert listed(desk, q="…") == []
    assert listed(desk, status="scheduled") == ["Due lamp"]
    assert listed(desk, status="live") == ["Live crane"]
    assert set(listed(desk, status="nonsense")) == {"Live crane", "Draft lamp", "Due lamp"}
    assert listed(desk, section__id__exact=str(cast.section("travel").pk)) == ["Draft lamp"]
    assert listed(desk, author="quill") == ["Live crane"]
    assert listed(desk, author="quill", topic="port", status="live") == ["Live crane"]
    assert listed(desk, topic="budget") == []


@pytest.mark.every_database
def test_what_readers_do_not_have_is_said_and_filtered(desk: Client) -> None:
    changed(cast.live("Waiting crane"), "Waiting crane, moved")
    planned = changed(cast.live("Planned lamp"), "Planned lamp, lit")
    due = timezone.now() + timedelta(hours=5)
    planned.publish(cast.editor(), due, reason="Checked by hand")
    cast.live("Plain quay")
    cast.draft("Draft")
    text = desk.get(LIST).content.decode()
    assert text.count("Changes not published") == 1
    assert f"Changes {timezone.localtime(due):%H:%M}" in text or "Changes " in text
    assert set(listed(desk, changes="waiting")) == {"Waiting crane", "Planned lamp"}
    assert listed(desk, changes="planned") == ["Planned lamp"]


@pytest.mark.every_database
def test_whose_it_is_is_said_and_filtered(desk: Client) -> None:
    mine, late = cast.draft("For me"), cast.draft("For her")
    mine.assign(None, cast.editor(), timezone.now() + timedelta(hours=1))
    late.assign(None, cast.reporter(), timezone.now() - timedelta(hours=1))
    text = desk.get(LIST).content.decode()
    assert 'data-late="yes">was due' in text
    assert 'data-late="no">due' in text
    assert listed(desk, assigned="me") == ["For me"]
    assert len(listed(desk, assigned="nonsense")) == 2


def test_stories_that_are_out_stand_by_their_date(desk: Client) -> None:
    now = timezone.now()
    cast.live("Newer", at=now - timedelta(hours=1))
    cast.live("Older", at=now - timedelta(days=1))
    assert listed(desk) == ["Older", "Newer"]  # last saved first
    assert listed(desk, status="live") == ["Newer", "Older"]


def test_states_are_said_in_words(desk: Client) -> None:
    cast.live("Live crane", picture=cast.picture())
    cast.draft()
    text = desk.get(LIST).content.decode()
    for said in ("Live", "Draft", 'data-status="live"', "640.webp", "Politics · News"):
        assert said in text


@pytest.mark.every_database
def test_names_that_are_common_are_met_on_the_way(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.admin.stories.filters.MAX_STORIES_LOOKED_UP", 1)
    for number in range(3):
        cast.live(f"Crane {number}", topics=["Ports"])
    cast.live("Lamp", authors=[cast.barnaby()])
    assert len(listed(desk, author="marsh")) == 3
    assert len(listed(desk, topic="po")) == 3
    assert listed(desk, author="barnaby") == ["Lamp"]


@pytest.mark.every_database
def test_of_two_common_names_those_that_have_both_are_looked_up(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.admin.stories.filters.MAX_STORIES_LOOKED_UP", 2)
    sports = cast.section("sports")
    for number in range(3):
        cast.live(f"Crane {number}", topics=["Ports"])
        cast.live(f"Lamp {number}", authors=[cast.barnaby()], section=sports)
    cast.live("Harbour lamp", authors=[cast.barnaby()], topics=["Ports"])
    SearchDue.objects.all().delete()
    asked: list[int] = []

    def told(groups: Any, most: int) -> Any:
        asked.append(len(groups))
        return marked(groups, most)

    monkeypatch.setattr("articles.admin.stories.filters.marked", told)
    assert listed(desk, author="barnaby", topic="ports") == ["Harbour lamp"]
    in_sports = {"section__id__exact": str(sports.pk)}
    assert listed(desk, author="barnaby", **in_sports) == ["Lamp 2", "Lamp 1", "Lamp 0"]
    assert listed(desk, author="barnaby", topic="ports", **in_sports) == []
    assert asked == [2, 2, 2, 3]
    # Of those that share many the newest is known, from which on they are met.
    both = {"authors": [cast.barnaby()], "topics": ["Ports"]}
    lamps = [f"Quay lamp {number}" for number in range(3)]
    for lamp in lamps:
        cast.live(lamp, **both)
    for number in range(2):
        cast.live(f"Later crane {number}", topics=["Ports"])
    SearchDue.objects.all().delete()
    assert listed(desk, author="barnaby", topic="ports") == [*reversed(lamps), "Harbour lamp"]
    # While the index is written anew, they are met on the way.
    SearchDue.objects.create(story=1)
    assert listed(desk, author="barnaby", topic="ports") == [*reversed(lamps), "Harbour lamp"]


def test_a_long_list_is_counted_up_to_a_bound(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.admin.stories.bulk.MAX_STORIES", 2)
    for number in range(4):
        cast.draft(f"Crane {number}")
    answer = desk.get(LIST)
    assert answer.context["cl"].result_count == 2
    assert "Only the first 2 are shown" in answer.content.decode()


@pytest.mark.every_database
def test_each_sees_what_is_within_their_reach(client: Client) -> None:
    own = cast.draft("Own", created_by=cast.reporter())
    cast.draft("Foreign")
    client.force_login(cast.reporter())
    answer = client.get(LIST)
    assert [story.pk for story in answer.context["cl"].result_list] == [own.pk]
    assert answer.context["cl"].result_count == 1
    assert "Foreign" not in answer.content.decode()
    client.force_login(cast.sports_editor())
    assert listed(client) == []
    client.force_login(cast.managing_editor())
    assert set(listed(client)) == {"Own", "Foreign"}


@pytest.mark.parametrize("person", [cast.picture_editor, cast.operator])
def test_those_without_stories_are_refused(client: Client, person: Any) -> None:
    client.force_login(person())
    assert client.get(LIST).status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "author=%00",
        "topic=%00&q=%00",
        "p=99999999999999999999",
        "p=-1",
        "p=x",
        "o=99.x.-7",
        "section__id__exact=99999999999999999999",
        "section__id__exact=x",
        "publish_at__gte=tomorrow",
        "publish_at__gte=%00",
        "status=%00&assigned=%00&changes=%00",
        f"author={'x' * 3000}",
    ],
)
def test_bad_addresses_are_answered(desk: Client, query: str) -> None:
    cast.draft()
    answer = desk.get(f"{LIST}?{query}", follow=True)
    assert answer.status_code == 200


def test_a_filter_that_is_not_offered_is_refused(desk: Client) -> None:
    assert desk.get(f"{LIST}?nonsense=1").status_code == 400


@pytest.mark.parametrize("person", [cast.reporter, cast.editor, cast.managing_editor])
def test_it_costs_the_same_for_few_and_many(client: Client, person: Any) -> None:
    client.force_login(person())

    def costs() -> list[int]:
        return [cost(address) for address in (LIST, f"{LIST}?author=marsh&topic=ports", "/admin/")]

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def fill(times: int) -> None:
        for number in range(times):
            story = cast.live(f"Crane {number}", picture=cast.picture(), topics=["Ports"])
            Article.objects.filter(pk=story.pk).update(created_by=person())
            story.assign(None, person(), timezone.now())
            changed(Article.objects.get(pk=story.pk), "Changed")
            cast.draft(f"Draft {number}", state=State.IN_REVIEW)
            cast.live(f"Due {number}", at=timezone.now() + timedelta(days=1))

    fill(2)
    few = costs()
    fill(9)
    assert costs() == few
    assert max(few) <= 39


def test_no_row_fetches_the_working_copys_text(desk: Client) -> None:
    changed(cast.live("Crane"), "Crane, moved")
    with CaptureQueriesContext(connection) as queries:
        desk.get(LIST)
    assert not [one for one in queries if "articles_revision" in one["sql"]]


@pytest.mark.every_database
def test_a_search_is_saved_with_its_filters_and_opened_again(desk: Client) -> None:
    cast.live("Live crane")
    cast.draft("Draft crane")
    said = {"name": "Cranes", "page": "stories", "query": "q=crane&status=draft&p=2"}
    answer = desk.post(reverse("admin:planning-filter-keep"), said)
    assert answer["Location"] == f"{LIST}?q=crane&status=draft"
    page = desk.get(answer["Location"])
    assert [one.headline for one in page.context["cl"].result_list] == ["Draft crane"]
    assert page.context["cl"].result_count == 1
    assert 'aria-current="true"><span dir="auto">Cranes</span>' in page.text


def test_a_search_says_where_it_lists_not_all(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        cast.live(f"Crane {number}", slug=f"c{number}")
    assert "Only the newest matches" not in desk.get(LIST, {"q": "crane"}).text
    monkeypatch.setattr(finding, "RARE", -1)
    monkeypatch.setattr(finding, "MAX_RESULTS", 3)
    page = desk.get(LIST, {"q": "crane"})
    assert len(page.context["cl"].result_list) == 3
    assert "Only the newest matches are listed." in page.text

    def cut(*_given: object) -> None:
        raise TookTooLong

    monkeypatch.setattr(Gatherer, "gather", cut)
    assert "The search was stopped" in desk.get(LIST, {"q": "crane"}).text
