"""Stories placed from their form and from the list: what is shown, done, said and undone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Front, Launch
from tests import cast

pytestmark = pytest.mark.django_db
AT_THE_DESK = cast.managing_editor
LIST = "/admin/articles/article/"


def at(story: Article) -> str:
    return reverse("admin:articles_article_fronts", args=[story.pk])


def do(client: Client, story: Article, deed: str, **fields: Any) -> Any:
    data = {"do": deed, **fields}
    return client.post(at(story), data, headers={"Accept": "application/json"})


def said(client: Client, story: Article, deed: str, **fields: Any) -> Any:
    answer = do(client, story, deed, **fields)
    assert answer.status_code == 200, answer.content
    return answer.json()


def lead(front: Front | None = None) -> int | None:
    live = (front or Front.of_home()).live()
    pin = live.edition.read().lead() if live else None
    return pin.story if pin else None


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_one_click_leads_the_front_and_is_undone(desk: Client) -> None:
    one, other = cast.live("One"), cast.live("Other")
    assert "Pinned to no front page." in desk.get(f"{LIST}{one.pk}/change/").content.decode()
    answer = said(desk, one, "lead", front="home")
    assert answer["said"] == "Leads Home page."
    assert "Home page : lead Live since" in words(answer["html"])
    assert lead() == one.pk
    answer = said(desk, other, "lead", front="home")
    assert lead() == other.pk
    undo = answer["undo"]
    answer = said(desk, other, undo.pop("do"), **undo)
    assert answer["said"] == "Undone: Home page is as it was." and not answer["undo"]
    assert lead() == one.pk
    refused = do(desk, other, "undo", front="home", edition="1")
    assert refused.status_code == 409 and "changed since" in refused.json()["error"]


def test_a_place_has_an_end_and_is_taken_off(desk: Client) -> None:
    story = cast.live()
    end = timezone.localtime() + timedelta(hours=2)
    fields = {"front": "home", "block": "b-latest", "until": f"{end:%Y-%m-%dT%H:%M}"}
    answer = said(desk, story, "place", **fields)
    assert answer["said"] == "Placed on Home page."
    assert "Latest , 1 Live" in words(answer["html"]) and "until" in words(answer["html"])
    past = do(desk, story, "place", **fields | {"until": "2001-01-01T10:00"})
    assert past.status_code == 409 and "in the future" in past.json()["error"]
    wrong = do(desk, story, "place", **fields | {"until": "soon"})
    assert wrong.status_code == 409 and "valid date" in wrong.json()["error"]
    assert do(desk, story, "place", front="home", block="b-none").status_code == 409
    off = said(desk, story, "take_off", front="home")
    assert off["said"] == "Taken off Home page." and off["undo"]["do"] == "undo"
    assert said(desk, story, "take_off", front="home")["undo"] == {}


def test_a_story_that_is_not_live_waits(desk: Client) -> None:
    story = cast.draft()
    answer = said(desk, story, "lead", front="home")
    assert (
        answer["said"] == "Leads Home page as soon as it is live; until then its place is filled."
    )
    assert "Waiting till it is live" in answer["html"]


def test_what_had_to_go_and_what_will_replace_it_is_said(desk: Client) -> None:
    front, editor = Front.of_home(), cast.managing_editor()
    for number in range(5):
        front.place(cast.live(f"Story {number}"), editor)
    front.publish(editor, at=timezone.now() + timedelta(hours=1))
    told = said(desk, cast.live("Newest"), "lead", front="home")["said"]
    assert "There is no room left for “Story 0”." in told
    assert "Edition 5, scheduled for" in told


def test_importance_is_set_at_once(desk: Client) -> None:
    story = cast.live()
    answer = said(desk, story, "weigh", importance="5")
    assert answer["said"] == "Importance set to 5."
    assert answer["undo"] == {"do": "weigh", "importance": ""}
    story.refresh_from_db()
    assert story.importance == 5 and not story.has_changes
    assert do(desk, story, "weigh", importance="9").status_code == 409
    assert do(desk, story, "weigh", importance="٣").status_code == 409
    said(desk, story, "weigh", importance="")


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "lead", "front": "section:99"},
        {"do": "lead", "front": "\0"},
        {"do": "undo", "front": "home", "edition": "9" * 30},
        {"do": "undo", "front": "home", "edition": "-1"},
        {"do": "place", "front": "home", "block": "\0", "at": "9" * 40},
        {"do": "place", "front": "home", "until": "9999-12-31T23:59"},
        {"do": "place", "front": "home", "until": "0001-01-01T00:00"},
        {"do": "explode"},
        {},
        {"row": "lead"},
        {"row": "undo home x y z"},
    ],
)
def test_bad_input_is_refused_in_a_sentence(desk: Client, fields: dict[str, str]) -> None:
    story = cast.live()
    answer = desk.post(at(story), fields, headers={"Accept": "application/json"})
    assert answer.status_code in {200, 403, 409}
    assert answer.json().get("error", "x")
    assert desk.post(at(story), fields).status_code in {302, 403}


def test_section_editors_lead_their_section_and_nobody_elses(client: Client) -> None:
    client.force_login(cast.sports_editor())
    own, other = cast.live(section=cast.section("sports")), cast.live("Other")
    page = client.get(f"{LIST}{own.pk}/change/").content.decode()
    assert "Lead Sport" in page and "Lead the front" not in page
    sports = f"section:{cast.section('sports').pk}"
    said(client, own, "lead", front=sports)
    assert lead(Front.of_section(cast.section("sports"))) == own.pk
    assert do(client, own, "lead", front="home").status_code == 403
    assert do(client, other, "lead", front=sports).status_code == 404
    assert not Launch.objects.filter(front__key="home").exists()


@pytest.mark.parametrize("who", [cast.reporter, cast.picture_editor, cast.operator, cast.reader])
def test_others_see_no_button_and_place_nothing(client: Client, who: Any) -> None:
    person = who()
    story = cast.live(created_by=person)
    Front.of_home().place(story, None)
    client.force_login(person)
    page = client.get(f"{LIST}{story.pk}/change/").content.decode()
    assert 'data-do="' not in page and "row-lead" not in client.get(LIST).content.decode()
    for deed in ("lead", "place", "take_off", "undo", "weigh"):
        assert do(client, story, deed, front="home", importance="5").status_code in {403, 404}
    client.logout()
    assert do(client, story, "lead").status_code == 401
    assert lead() == story.pk


def test_a_role_lost_in_the_middle_is_lost_here(client: Client) -> None:
    person, story = cast.managing_editor(), cast.live()
    client.force_login(person)
    edition = said(client, story, "lead", front="home")["undo"]["edition"]
    person.groups.clear()
    assert do(client, story, "undo", front="home", edition=edition).status_code in {403, 404}
    assert lead() == story.pk


def test_the_list_shows_what_leads_and_leads_with_one_click(desk: Client) -> None:
    one, other = cast.live("One"), cast.live("Other")
    page = desk.get(f"{LIST}?status=live").content.decode()
    button = re.search(r'value="lead home" formaction="([^"]+)" aria-label="[^"]*Other"', page)
    assert button is not None
    answer = desk.post(button[1].replace("&amp;", "&"), {"row": "lead home"}, follow=True)
    assert answer.redirect_chain[0][0] == f"{LIST}?status=live"
    page = answer.content.decode()
    assert "“Other”: Leads Home page." in page and "Leads Home page</span>" in page
    undo = re.search(r'value="(undo home \d+)" formaction="([^"]+)"', page)
    assert undo is not None
    desk.post(undo[2].replace("&amp;", "&"), {"row": undo[1]})
    assert lead() is None
    Front.of_home().place(one, None, block="b-latest")
    assert "On Home page</span>" in desk.get(LIST).content.decode()
    away = desk.post(f"{at(other)}?back=https://elsewhere.example/", {"row": "lead home"})
    assert away["Location"] == LIST


def test_the_list_asks_as_often_for_many_stories_as_for_few(desk: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            desk.get(LIST)
        return len(asked)

    front = Front.of_home()
    front.place(cast.live("First"), None)
    queries()
    few = queries()
    for number in range(4):
        front.place(cast.live(f"Story {number}"), None)
    Front.of_section(cast.section()).place(Article.objects.all()[0], None)
    assert queries() == few
