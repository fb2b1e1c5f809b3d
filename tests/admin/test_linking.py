"""The link box: stories of ours by their words, with state, date and section."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from articles.lib.html.sanitiser import sanitise
from tests import cast
from tests.admin.desk_pages import Window, body

pytestmark = pytest.mark.django_db
#: Who is at the desk (tests/admin/conftest.py).
AT_THE_DESK = cast.reporter

DOOR = "/admin/articles/article/linkable/"
JSON = {"Accept": "application/json"}
EDITOR = "document.querySelector('.ProseMirror').editor"


@pytest.mark.every_database
def test_it_tells_of_what_readers_see_and_of_what_is_within_reach(desk: Client) -> None:
    live, own = (
        cast.live("The harbour crane"),
        cast.draft("A harbour draft", created_by=cast.reporter()),
    )
    cast.draft("A harbour secret")
    found = desk.get(DOOR, {"q": "harb"}, headers=JSON).json()["stories"]
    by_name = {one["headline"]: one for one in found}
    assert by_name.keys() == {"The harbour crane", "A harbour draft"}
    assert by_name["The harbour crane"]["address"] == live.get_absolute_url()
    assert by_name["The harbour crane"]["section"] == str(live.section)
    assert by_name["The harbour crane"]["status"] == "Live"
    assert by_name["A harbour draft"]["status"] == "Draft"
    assert by_name["A harbour draft"]["address"] == own.get_absolute_url()
    assert desk.get(DOOR, {"q": "nothing of it"}, headers=JSON).json() == {"stories": []}
    assert desk.get(DOOR, headers=JSON).json()["stories"]
    assert desk.post(DOOR, headers=JSON).status_code == 405
    desk.logout()
    assert desk.get(DOOR, headers=JSON).status_code == 401


def test_a_story_is_linked_by_a_few_letters_and_a_key(window: Window) -> None:
    other = cast.live("The harbour crane")
    page = window()

    def put(keys: str) -> str:
        page.evaluate(f"{EDITOR}.commands.setContent('<p>Look</p>')")
        body(page).click()
        # The editor hears of a caret some milliseconds after the press; keys of nobody's hand that
        # come before would choose all of a text that is still chosen.
        page.wait_for_function(f"{EDITOR}.state.selection.empty")
        page.keyboard.press("Control+a")
        page.keyboard.press("Control+k")
        field = page.get_by_label("Address, or words of one of our stories")
        field.fill(keys)
        if "." not in keys:
            expect(page.locator(".link-found li").first).to_contain_text("Live")
        page.keyboard.press("Enter")
        expect(field).to_be_hidden()
        return sanitise(str(page.evaluate(f"{EDITOR}.getHTML()")))

    assert put("harb") == f'<p><a href="{other.get_absolute_url()}">Look</a></p>'
    assert put("www.example.com/a") == '<p><a href="https://www.example.com/a">Look</a></p>'


#: A selection that the browser has not told of yet, and the next key.
AT_ONCE = """([way, to, by, key, ctrlKey]) => {
  getSelection().modify(way, to, by);
  const said = { key, ctrlKey, bubbles: true, cancelable: true };
  document.querySelector(".ProseMirror").dispatchEvent(new KeyboardEvent("keydown", said));
}"""


def marked_just_before(page: Page, way: list[str], key: str, *, ctrl: bool = False) -> None:
    """Press a key right after a caret moved in a text of three words, from its end."""
    page.evaluate(f"{EDITOR}.commands.setContent('<p>The old crane</p>')")
    body(page).click()
    page.wait_for_function(f"{EDITOR}.state.selection.empty")
    page.keyboard.press("End")
    page.evaluate(AT_ONCE, [*way, key, ctrl])


def test_what_was_marked_just_before_is_what_is_linked(window: Window) -> None:
    page = window()
    marked_just_before(page, ["extend", "backward", "word"], "k", ctrl=True)
    field = page.get_by_label("Address, or words of one of our stories")
    field.fill("www.example.com")
    page.keyboard.press("Enter")
    expect(field).to_be_hidden()
    linked = '<p>The old <a href="https://www.example.com">crane</a></p>'
    assert sanitise(str(page.evaluate(f"{EDITOR}.getHTML()"))) == linked


def test_a_paragraph_is_parted_where_the_caret_is_by_then(window: Window) -> None:
    page = window()
    marked_just_before(page, ["move", "backward", "word"], "Enter")
    parted = "<p>The old</p><p>crane</p>"
    assert sanitise(str(page.evaluate(f"{EDITOR}.getHTML()"))) == parted
