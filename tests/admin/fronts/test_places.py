"""What a place has of its own, what is amiss with it, and what a step undoes."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Author, Front, Launch, Picture, Topic
from tests import cast
from tests.admin.fronts.laying_out import HOME, pinned, place, some_stories, state, write

pytestmark = pytest.mark.django_db
AT_THE_DESK = cast.managing_editor
JSON = {"accept": "application/json"}


def card(html: str, place_id: str) -> str:
    """The card of a place."""
    return html.partition(f'data-place="{place_id}"')[2].partition("</article>")[0]


def codes(answer: dict[str, Any]) -> set[str]:
    """What is to be minded."""
    return {one["code"] for one in answer["warnings"]}


def test_a_place_has_a_picture_and_a_crop_of_its_own(desk: Client) -> None:
    theirs, ours = cast.picture(), cast.picture("crimson", alt_text="Ours")
    (story,) = some_stories(1, picture=theirs)
    some_stories(2)
    answer = place(desk, story, picture=ours.pk, crop=[0.9, 0.1])
    (kept,) = answer["layout"]["blocks"][0]["places"]
    assert (kept["picture"], kept["crop"]) == (ours.pk, [0.9, 0.1])
    shown = card(answer["html"], kept["id"])
    assert ours.folder in shown
    assert 'data-focal="9 1"' in shown
    # The dialog knows what the story has.
    assert f'data-picture="{theirs.pk}"' in shown
    # The story's own picture may be cropped here, too; neither is changed.
    answer = place(desk, story, crop=[0.2, 0.8])
    shown = card(answer["html"], kept["id"])
    assert theirs.folder in shown
    assert 'data-focal="2 8"' in shown
    assert (theirs.focal_x, theirs.focal_y) == (0.5, 0.5)
    desk.post(f"{HOME}publish/", {"edition": "2"}, headers=JSON)
    page = Client().get("/").content.decode()
    assert 'data-focal="2 8"' in page
    assert "data-picture" not in page


def test_an_own_picture_that_is_gone_or_has_lapsed_is_said(desk: Client) -> None:
    theirs = cast.picture()
    gone = cast.picture("crimson")
    yesterday = timezone.localdate() - timedelta(days=1)
    lapsed = cast.picture("gold", licence_expires_on=yesterday)
    first, second = some_stories(2, picture=theirs)
    layout = pinned(state(desk)["layout"], first, 0, picture=gone.pk, crop=[0, 1])
    Picture.objects.filter(pk=gone.pk).delete()
    answer = write(desk, pinned(layout, second, 1, picture=lapsed.pk), 0).json()
    assert {"picture_gone", "picture_lapsed"} <= codes(answer)
    shown = card(answer["html"], f"p-{first.pk:08}")
    assert theirs.folder in shown
    # The crop was made for the other one.
    assert 'data-focal="5 5"' in shown


def test_a_waiting_story_brings_its_own_picture_to_the_dialog(desk: Client) -> None:
    some_stories(3)
    waiting = cast.draft("Not yet", picture=cast.picture())
    answer = place(desk, waiting)
    assert f'data-picture="{waiting.picture_id}"' in card(answer["html"], f"p-{waiting.pk:08}")


def test_topics_and_authors_of_rules_are_named_however_many_there_are(desk: Client) -> None:
    some_stories(2)
    topic, author = Topic.objects.create(name="Harbour"), Author.objects.create(name="Old Hand")
    Topic.objects.bulk_create(Topic(name=f"T{n}", slug=f"t{n}") for n in range(120))
    layout = state(desk)["layout"]
    for at, (by, of) in enumerate([("topic", topic.pk), ("author", author.pk)]):
        layout["blocks"][at]["rule"] = {"by": by, "of": of}
    answer = write(desk, layout, 0).json()
    assert answer["named"] == {
        "topic": {str(topic.pk): "Harbour"},
        "author": {str(author.pk): "Old Hand"},
    }
    page = desk.get(HOME).content.decode()
    found = re.search(r'id="front-config" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    config = json.loads(found[1])
    assert config["named"] == answer["named"]
    assert set(config["of"]) == {"section", "kind"}
    assert not config["types"]["sections"]["set"]
    assert config["types"]["opinion"]["rule"] == {"by": "kind", "of": "opinion"}
    # They are looked for as everywhere at the desk.
    address = re.search(r'data-url="([^"]*field_name=tag)"', page)
    assert address
    assert "T119" in desk.get(address[1].replace("&amp;", "&") + "&term=T119").content.decode()
    author.delete()
    topic.delete()
    assert {"author_gone", "topic_gone"} <= codes(state(desk))


def test_undoing_a_merged_step_leaves_what_others_have_done(desk: Client) -> None:
    stories = some_stories()
    begun = state(desk)
    other = Client()
    other.force_login(cast.chief())
    write(other, pinned(begun["layout"], stories[3], 1), begun["number"])
    merged = write(desk, pinned(begun["layout"], stories[4], 2), begun["number"]).json()
    assert merged["merged"]
    undone = write(desk, merged["onto"], merged["number"]).json()
    assert [one["story"] for one in undone["layout"]["blocks"][0]["places"]] == [stories[3].pk]
    assert write(desk, undone["layout"], undone["number"]).json()["onto"] is None


def test_pressed_twice_it_is_published_once(desk: Client) -> None:
    stories = some_stories()
    place(desk, stories[5])
    place(desk, stories[6])
    for _press in range(2):
        assert desk.post(f"{HOME}publish/", {"edition": "2"}, headers=JSON).status_code == 200
    assert Launch.objects.count() == 1
    for _press in range(2):
        desk.post(f"{HOME}back/1/")
    assert Launch.objects.count() == 2
    at = (timezone.now() + timedelta(hours=3)).isoformat()
    for _press in range(2):
        posted = {"edition": "2", "at": at}
        assert desk.post(f"{HOME}publish/", posted, headers=JSON).status_code == 200
    assert len(Front.of_home().scheduled()) == 1
    # What was live, went, and is published again is another press.
    desk.post(f"{HOME}publish/", {"edition": "2"}, headers=JSON)
    assert Launch.objects.count() == 4


def test_what_changes_is_said_of_the_edition_that_the_page_shows(desk: Client) -> None:
    stories = some_stories()
    place(desk, stories[5])
    place(desk, stories[6], 1)
    told = desk.get(f"{HOME}changes/?edition=1").json()["html"]
    assert "Story 6" not in told.partition("Moves")[0]
    assert "Story 6" in desk.get(f"{HOME}changes/").json()["html"]


def test_the_page_speaks_the_readers_language_and_the_tool_the_desks(
    desk: Client, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "ar"
    (story, *_others) = some_stories(3)
    for door in ("canvas/", "page/"):
        assert 'dir="rtl"' in desk.get(f"{HOME}{door}").content.decode().partition("<body")[0]
    answer = place(desk, story)
    assert "Top stories" not in answer["html"]
    assert "Unpublished draft" in answer["state"]
    assert 'dir="rtl"' not in desk.get(HOME).content.decode().partition("<body")[0]
