"""The door that what is pasted goes through."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from articles.admin.story.pasting import MAX_CHARACTERS
from tests import cast

pytestmark = pytest.mark.django_db
#: Who is at the desk (tests/admin/conftest.py).
AT_THE_DESK = cast.reporter

DOOR = "/admin/articles/article/paste/"
JSON = {"Accept": "application/json"}


def test_it_works(desk: Client) -> None:
    given = "<p>a<a class=msocomanchor>[K1]</a></p><p>b<img src='cid:1' alt='Crane'></p>"
    answer = desk.post(DOOR, {"html": given}, headers=JSON).json()
    assert answer == {
        "html": "<p>a</p><p>b</p>",
        "told": "Left out: 1 comment, 1 picture.",
        "more": ["Picture: Crane"],
        "pictures": 1,
    }


def test_text_stands_in_for_html_that_holds_nothing(desk: Client) -> None:
    answer = desk.post(DOOR, {"html": "<div></div>", "text": "*a*\n*b*"}, headers=JSON).json()
    assert answer["html"] == "<p>*a*</p><p>*b*</p>"
    assert answer["told"] == ""


def test_markdown_is_offered_and_never_put_in_by_itself(desk: Client) -> None:
    text = "# Crane\n\nIt **stays**."
    answer = desk.post(DOOR, {"text": text}, headers=JSON).json()
    assert answer["html"] == "<p># Crane</p><p>It **stays**.</p>"
    assert answer["markdown"] == "<h2>Crane</h2><p>It <strong>stays</strong>.</p>"
    coloured = "<div style='color:red'># Crane</div><div>It **stays**.</div>"
    assert "markdown" in desk.post(DOOR, {"html": coloured, "text": text}, headers=JSON).json()
    formatted = "<h2># Crane</h2><p>It **stays**.</p>"
    answer = desk.post(DOOR, {"html": formatted, "text": text}, headers=JSON).json()
    assert "markdown" not in answer


def test_pictures_are_asked_for_and_only_those_of_the_library_taken(desk: Client) -> None:
    given = '<p><img src="desk-paste:0"><img src="desk-paste:3"></p>'
    assert desk.post(DOOR, {"html": given}, headers=JSON).json() == {"html": "", "wanted": [0, 3]}
    taken = f'{{"0": {cast.picture().pk}, "3": 4711, "x": 1}}'
    refused = desk.post(DOOR, {"html": f"a{given}", "pictures": taken}, headers=JSON).json()
    assert (refused["html"], refused["pictures"]) == ("<p>a</p>", 2)
    taken = taken.replace(', "x": 1', "")
    answer = desk.post(DOOR, {"html": given, "pictures": taken}, headers=JSON).json()
    assert answer["html"].count("<figure") == 1
    assert answer["told"].startswith("Left out: 1 picture.")


def test_a_picture_that_readers_see_is_the_one_of_the_library(desk: Client) -> None:
    picture = cast.picture()
    address = f"https://e.example{picture.url_for(320)}"
    page = f'<picture><source srcset="x"><img src="{address}" alt=""></picture>'
    given = f'<figure>{page}<figcaption>Quay</figcaption></figure><img src="desk-paste:0">'
    wanted = desk.post(DOOR, {"html": given}, headers=JSON).json()
    assert wanted == {"html": "", "wanted": [0]}
    answer = desk.post(DOOR, {"html": given, "pictures": '{"0": 4711}'}, headers=JSON).json()
    shown = f'<figure data-picture="{picture.pk}"><figcaption>Quay</figcaption></figure>'
    assert answer["html"] == shown
    strange = page.replace(picture.sha256[:32], "0" * 32)
    assert desk.post(DOOR, {"html": strange}, headers=JSON).json()["pictures"] == 1


def test_what_is_refused(desk: Client) -> None:
    assert desk.get(DOOR, headers=JSON).status_code == 405
    assert desk.post(DOOR, {"html": "x" * (MAX_CHARACTERS + 1)}, headers=JSON).status_code == 413
    assert desk.post(DOOR, {}, headers=JSON).json()["html"] == ""
    desk.logout()
    answer = desk.post(DOOR, {"html": "<p>a</p>"}, headers=JSON)
    assert (answer.status_code, answer.json()) == (401, {"error": "You were logged out."})
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.reporter())
    assert strict.post(DOOR, {"html": "<p>a</p>"}, headers=JSON).status_code == 403


@pytest.mark.parametrize(
    ("room", "text", "made"),
    [
        ("line", "http://youtu.be/dQw4w9WgXcQ", ["https://www.youtube.com/watch?v=dQw4w9WgXcQ"]),
        ("line", "https://vimeo.com/1\n\nhttps://vimeo.com/2",
         ["https://vimeo.com/1", "https://vimeo.com/2"]),
        ("line", "https://l.facebook.com/l.php?u=https%3A%2F%2Fvimeo.com%2F1", ["https://vimeo.com/1"]),
        ("text", '<iframe src="https://player.vimeo.com/video/1"></iframe>', ["https://vimeo.com/1"]),
        ("text", "https://vimeo.com/1", []),
        ("", "https://vimeo.com/1", []),
        ("line", "https://vimeo.com.evil.example/1", []),
        ("line", "See https://vimeo.com/1", []),
        ("line", "https://vimeo.com/1.", []),
        ("line", '<iframe src="https://evil.example/x"></iframe>', []),
        ("line", "<div>The <iframe> is a tag.</div>", []),
    ],
)  # fmt: skip
def test_addresses_and_codes_become_players_where_there_is_room(
    desk: Client, room: str, text: str, made: list[str]
) -> None:
    answer = desk.post(DOOR, {"text": text, "room": room}, headers=JSON).json()["html"]
    assert re.findall('data-embed="([^"]*)"', answer) == made
    if made:
        assert "<p>" not in answer
    elif "evil.example/x" in text:
        assert answer == '<p><a href="https://evil.example/x">https://evil.example/x</a></p>'
    elif text.startswith("<"):
        assert "&lt;iframe&gt;" in answer
