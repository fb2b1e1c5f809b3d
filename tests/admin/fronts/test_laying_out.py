"""The room of fronts without a browser: who comes in, what is saved, and how it gets to readers."""

from __future__ import annotations

import gzip
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Edition, Front, Launch, Topic
from tests import cast
from tests.admin.fronts.laying_out import HOME, pinned, place, some_stories, state, write

pytestmark = pytest.mark.django_db
AT_THE_DESK = cast.managing_editor
LIST = "/admin/front/"
JSON = {"accept": "application/json"}
ROOT = Path(__file__).resolve().parents[3]


def as_(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def of_section(slug: str) -> str:
    return f"/admin/front/section-{cast.section(slug).pk}/"


def test_the_list_says_what_leads_and_what_waits(desk: Client) -> None:
    first, second, *_ = some_stories(3)
    page = desk.get(LIST).content.decode()
    for name in ("Home page", "Politics", "Sports", "Make a front of a topic"):
        assert name in page
    assert "Not laid out yet" in page
    place(desk, second)
    page = desk.get(LIST).content.decode()
    assert "Draft waiting" in page
    assert first.headline in page
    desk.post(f"{HOME}publish/", {"edition": "1"})
    page = desk.get(LIST).content.decode()
    assert "Draft waiting" not in page
    assert f'dir="auto">{second.headline}</span>, since' in page


def test_an_editor_lays_out_the_fronts_of_their_sections_alone() -> None:
    some_stories(2)
    sports, editor = as_(cast.sports_editor()), as_(cast.editor())
    listed = sports.get(LIST).content.decode()
    assert "Sports" in listed
    assert "Home page" not in listed
    assert "Make a front of a topic" not in listed
    assert editor.get(of_section("politics")).status_code == 200
    assert sports.get(of_section("sports")).status_code == 200
    doors = ("", "canvas/", "state/", "preview/", "page/", "stories/", "changes/", "history/")
    for front in (HOME, of_section("politics")):
        assert {sports.get(front + door).status_code for door in doors} == {403}
        posts = ("write/", "discard/", "presence/", "publish/", "cancel/1/", "back/1/")
        assert {sports.post(front + door).status_code for door in posts} == {403}
    assert editor.get(HOME).status_code == 403
    assert not Edition.objects.exists()


def test_nobody_else_sees_the_room() -> None:
    reporter = as_(cast.reporter())
    assert reporter.get(LIST).status_code == 403
    assert LIST not in reporter.get("/admin/").content.decode()
    assert reporter.post(f"{LIST}make/", {"topic": "x"}).status_code == 403
    assert f'href="{LIST}"' in as_(cast.editor()).get("/admin/").content.decode()
    assert Client().get(LIST).status_code == 302


def test_a_front_that_is_none_is_not_found(desk: Client) -> None:
    for slug in ("section-999999", "topic-1", "nothing", "section-", "section-1-2", "topic-²"):
        assert desk.get(f"{LIST}{slug}/").status_code == 404, slug


def test_a_step_is_a_draft_that_readers_do_not_see(desk: Client) -> None:
    stories = some_stories()
    answer = place(desk, stories[5], headline="Ours here", until=None)
    assert answer["number"] == 1
    assert f'data-story="{stories[5].pk}"' in answer["html"]
    assert "Ours here" in answer["html"]
    assert re.search(r'data-at="0"', answer["html"])
    assert "Unpublished draft" in answer["state"]
    assert answer["layout"]["blocks"][0]["places"][0]["story"] == stories[5].pk
    assert "Ours here" not in Client().get("/").content.decode()
    # The same again is nothing new.
    assert write(desk, answer["layout"], 1).json()["number"] == 1


def test_the_canvas_is_the_page_and_knows_its_places(desk: Client) -> None:
    stories = some_stories()
    page = desk.get(f"{HOME}canvas/")
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "trusted-types default newsportal" in page.headers["Content-Security-Policy"]
    html = page.content.decode()
    assert f'data-story="{stories[0].pk}"' in html
    assert "data-block=" in html
    assert "data-block=" not in desk.get(f"{HOME}page/").content.decode()


def test_two_who_lay_out_at_once_lose_nothing(desk: Client) -> None:
    stories = some_stories()
    begun = state(desk)
    other = as_(cast.chief())
    assert write(other, pinned(begun["layout"], stories[3], 1), begun["number"]).status_code == 200
    answer = write(desk, pinned(begun["layout"], stories[4], 2), begun["number"]).json()
    assert answer["merged"]
    assert answer["set_aside"] == []
    there = {one["at"]: one["story"] for one in answer["layout"]["blocks"][0]["places"]}
    assert there == {1: stories[3].pk, 2: stories[4].pk}


def test_of_two_at_one_place_the_former_is_handed_back(desk: Client) -> None:
    stories = some_stories()
    begun = state(desk)
    other = as_(cast.chief())
    write(other, pinned(begun["layout"], stories[3], 0), begun["number"])
    answer = write(desk, pinned(begun["layout"], stories[4], 0), begun["number"]).json()
    assert answer["layout"]["blocks"][0]["places"][0]["story"] == stories[4].pk
    (aside,) = answer["set_aside"]
    assert aside["place"]["story"] == stories[3].pk
    assert aside["headline"] == "Story 3"
    assert "chief had placed “Story 3” there" in aside["said"]


@pytest.mark.parametrize(
    ("layout", "number"),
    [("", "0"), ("[]", "0"), ("{}", "0"), ('{"blocks": 1}', "0"), ('{"blocks": []}', "x"),
     ('{"blocks": []}', "²"), ("[" * 9000, "0"), ('{"blocks": []}', "99999999999"),
     ('{"blocks": NaN}', "0")],
)  # fmt: skip
def test_what_is_no_layout_is_refused_in_words(desk: Client, layout: str, number: str) -> None:
    posted = {"layout": layout, "based_on": number}
    answer = desk.post(f"{HOME}write/", posted, headers=JSON)
    assert answer.status_code == 400
    assert "can’t be read" in answer.json()["error"]
    assert not Edition.objects.exists()


def test_odd_places_are_left_out_and_said(desk: Client) -> None:
    some_stories(3)
    places = [{"story": "x"}, {"story": -1}, None, {"story": 2**70}, {"story": 10**9, "at": 0}]
    layout = {"blocks": [{"id": "b-1", "type": "top", "places": places}, {"type": "what"}, 7]}
    answer = write(desk, layout, 0)
    assert answer.status_code == 200
    texts = [one["text"] for one in answer.json()["warnings"]]
    assert "The story was deleted; its place is filled." in texts


def test_a_story_that_one_may_not_see_is_not_placed() -> None:
    sports, at = as_(cast.sports_editor()), of_section("sports")
    hidden, open_ = cast.draft("Secret plan"), cast.live("Known to all")
    known = state(sports, at)
    answer = write(sports, pinned(known["layout"], hidden), known["number"], at)
    assert answer.status_code == 403
    assert "Secret plan" not in answer.content.decode()
    answer = write(sports, pinned(known["layout"], open_), known["number"], at)
    assert answer.status_code == 200


def test_a_draft_is_warned_of_and_its_place_is_filled(desk: Client) -> None:
    some_stories(3)
    answer = place(desk, cast.draft("Not yet"))
    assert [one["headline"] for one in answer["warnings"] if one["code"] == "waiting"] == [
        "Not yet"
    ]
    assert "Not yet" not in re.sub(r"<[^>]*>", "", answer["html"])


def test_publishing_now_gives_readers_what_the_page_shows(desk: Client) -> None:
    stories = some_stories()
    place(desk, stories[6])
    told = desk.get(f"{HOME}changes/").json()["html"]
    assert "Story 6" in told
    assert "Moves" in told
    answer = desk.post(f"{HOME}publish/", {"edition": "1", "why": "Morning"}, headers=JSON)
    assert answer.status_code == 200
    assert "edition 1 is live" in answer.json()["said"]
    launch = Launch.objects.get()
    assert (launch.edition.number, launch.why) == (1, "Morning")
    assert desk.post(f"{HOME}publish/", {"edition": "7"}, headers=JSON).status_code == 409
    assert "Nothing changes for readers" in desk.get(f"{HOME}changes/").json()["html"]


def test_a_schedule_is_made_said_and_cancelled(desk: Client) -> None:
    stories = some_stories()
    place(desk, stories[6])
    at = timezone.now() + timedelta(hours=3)
    answer = desk.post(
        f"{HOME}publish/", {"edition": "1", "at": at.isoformat()}, headers=JSON
    ).json()
    assert answer["said"].startswith("Scheduled: edition 1")
    assert "scheduled" in answer["state"]
    assert "is scheduled for" in desk.get(f"{HOME}changes/").json()["html"]
    (launch,) = Launch.objects.all()
    answer = desk.post(f"{HOME}cancel/{launch.pk}/", headers=JSON).json()
    assert "no longer scheduled" in answer["said"]
    assert not Front.of_home().scheduled()
    assert desk.post(f"{HOME}cancel/{launch.pk + 1}/", headers=JSON).status_code == 404


@pytest.mark.parametrize("at", ["yesterday", "2020-01-01T00:00:00Z", "2999-01-01T00:00:00", "²"])
def test_an_hour_that_is_none_is_refused(desk: Client, at: str) -> None:
    place(desk, some_stories(2)[1])
    answer = desk.post(f"{HOME}publish/", {"edition": "1", "at": at}, headers=JSON)
    assert answer.status_code == 400
    assert "in the future" in answer.json()["error"]
    assert not Launch.objects.exists()


def test_the_history_compares_and_leads_back(desk: Client) -> None:
    stories = some_stories()
    for number, story in enumerate(stories[5:7], start=1):
        place(desk, story)
        desk.post(f"{HOME}publish/", {"edition": str(number), "why": f"Why {number}"})
    page = desk.get(f"{HOME}history/?edition=1").content.decode()
    assert "Why 1" in page
    assert "Edition 2" in page
    assert "Edition 1 in the place of what readers have now" in page
    assert "Story 5" in page
    answer = desk.post(f"{HOME}back/1/", {"why": "Too soon"})
    assert answer.headers["Location"] == f"{HOME}history/"
    live = Front.of_home().live()
    assert live
    assert live.edition.number == 1
    assert desk.post(f"{HOME}back/99/").status_code == 404
    for odd in ("?edition=99", "?edition=x", "?page=0", "?page=²", "?page=99"):
        assert desk.get(f"{HOME}history/{odd}").status_code == 200, odd


def test_a_draft_is_let_go(desk: Client) -> None:
    stories = some_stories()
    place(desk, stories[5])
    desk.post(f"{HOME}publish/", {"edition": "1"})
    place(desk, stories[6])
    answer = desk.post(f"{HOME}discard/", headers=JSON).json()
    assert "The draft is discarded." in answer["said"]
    assert answer["layout"]["blocks"][0]["places"][0]["story"] == stories[5].pk
    assert "Unpublished draft" not in answer["state"]


def test_the_stories_are_searched_and_come_page_by_page(desk: Client) -> None:
    some_stories(23)
    cast.draft("Hidden harbour", section=cast.section("sports"))
    first = desk.get(f"{HOME}stories/").json()
    assert first["more"]
    assert first["html"].count("data-pick") == 20
    assert desk.get(f"{HOME}stories/?page=2").json()["html"].count("data-pick") == 4
    found = desk.get(f"{HOME}stories/?q=hidden").json()
    assert "Hidden harbour" in found["html"]
    assert "Draft" in found["html"]
    assert not found["more"]
    sports = cast.section("sports").pk
    assert desk.get(f"{HOME}stories/?section={sports}").json()["html"].count("data-pick") == 1
    assert desk.get(f"{HOME}stories/?status=live&page=2").json()["html"].count("data-pick") == 3
    for odd in ("?page=x", "?page=999", "?section=x", "?status=x", "?q=%00", "?page=²"):
        assert desk.get(f"{HOME}stories/{odd}").status_code == 200, odd
    theirs = as_(cast.sports_editor())
    cast.draft("Elsewhere hidden")
    at = f"{of_section('sports')}stories/?section=&q="
    listed = theirs.get(f"{at}hidden").json()["html"]
    assert "Story 12" in theirs.get(f"{at}story+12").json()["html"]
    assert "Hidden harbour" in listed
    assert "Elsewhere hidden" not in listed


def test_a_topic_is_made_a_front(desk: Client) -> None:
    topic = Topic.objects.create(name="Harbour")
    answer = desk.post(f"{LIST}make/", {"topic": "harbour"})
    at = f"{LIST}topic-{topic.pk}/"
    assert answer.headers["Location"] == at
    assert desk.get(at).status_code == 200
    assert "Harbour" in desk.get(LIST).content.decode()
    assert desk.post(f"{LIST}make/", {"topic": "harbour"}).headers["Location"] == at
    assert desk.post(f"{LIST}make/", {"topic": "nothing\0"}).headers["Location"] == LIST
    assert as_(cast.editor()).get(at).status_code == 403


def test_others_at_the_front_are_named(desk: Client) -> None:
    other = as_(cast.chief())
    assert desk.post(f"{HOME}presence/", {"_key": str(uuid4())}).json()["others"] == []
    told = other.post(f"{HOME}presence/", {"_key": str(uuid4())}).json()
    assert [one["name"] for one in told["others"]] == ["managing-editor"]
    place(desk, some_stories(1)[0])
    assert other.post(f"{HOME}presence/", {"_key": str(uuid4())}).json()["number"] == 1
    assert state(other)["by"] == "managing-editor"
    assert desk.post(f"{HOME}presence/", {"_key": "x"}, headers=JSON).status_code == 400


def test_an_edition_is_previewed_at_widths_and_in_colours(desk: Client) -> None:
    place(desk, some_stories()[6])
    page = desk.get(f"{HOME}preview/?width=1280&scheme=dark&edition=1").content.decode()
    assert 'data-width="1280"' in page
    assert f"{HOME}page/?scheme=dark&amp;edition=1" in page
    assert 'data-scheme="dark"' in desk.get(f"{HOME}page/?scheme=dark").content.decode()
    assert desk.get(f"{HOME}page/?edition=9").status_code == 404


def test_what_is_asked_does_not_grow_with_what_stands_there(desk: Client) -> None:
    stories = some_stories(14)
    asked = []
    for number in (1, 2, 5):
        layout = state(desk)["layout"]
        for at, story in enumerate(stories[-number:]):
            layout = pinned(layout, story, at)
        base = state(desk)["number"]
        with CaptureQueriesContext(connection) as queries:
            assert write(desk, layout, base).status_code == 200
        asked.append(len(queries))
    # The first one makes the front's row.
    assert asked[1] == asked[2] <= asked[0], asked


def test_the_tool_is_small() -> None:
    """All that its page fetches, but for the library's chooser, which comes when it is wanted."""
    scripts = ROOT / "static" / "js" / "desk"
    seen: set[Path] = set()

    def take(script: Path) -> None:
        if script in seen:
            return
        seen.add(script)
        for name in re.findall(r'^import .*?"(\..*?)"', script.read_text(), re.MULTILINE):
            take((script.parent / name).resolve())

    take((scripts / "fronts" / "front.js").resolve())
    size = sum(len(gzip.compress(one.read_bytes())) for one in seen)
    assert len(seen) >= 12
    assert size <= 40_000, size


def test_the_page_brings_all_that_its_script_needs(desk: Client) -> None:
    some_stories()
    page = desk.get(HOME).content.decode()
    found = re.search(r'id="front-config" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    config: dict[str, Any] = json.loads(found[1])
    assert config["writeUrl"] == reverse("admin:front-write", args=["home"])
    assert config["types"]["strip"]["most_in"]["row"] == 4
    assert {value for value, _label in config["rules"]} == {
        "newest", "section", "topic", "kind", "author", "most_read"
    }  # fmt: skip
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*(src|application/json))", page)
