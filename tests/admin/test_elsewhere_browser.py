"""Search result and social card beside the fields that say so, as they are typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from articles.admin.story import preview
from articles.lib.text.graphemes import shortened
from tests.admin.desk_pages import Window

LONG = "The council and the people of the harbour agree at last on a plan for the old crane"


@pytest.fixture
def page(window: Window) -> Page:
    found = window()
    found.evaluate("document.querySelector('[data-group=search]').open = true")
    return found


def test_they_follow_what_is_typed(page: Page) -> None:
    page.get_by_label("Headline", exact=True).fill(LONG)
    title = page.locator("[data-result-title]")
    expect(title).to_have_text(shortened(LONG, preview.TITLE))
    page.locator("[name=search_title]").fill("e\u0301" * 40 + "x" * 30)
    expect(title).to_have_text("e\u0301" * 40 + "x" * 20 + "…")
    page.locator("[name=standfirst]").fill("Nine members spoke.")
    expect(page.locator("[data-result-words]")).to_have_text("Nine members spoke.")
    page.locator("[name=section]").select_option(label="Politics")
    expect(page.locator("[data-crumbs]")).to_contain_text("› Politics")
    # The card is drawn: there is no picture.
    expect(page.locator("[data-drawn-headline]")).to_have_text(LONG)
    expect(page.locator("[data-drawn-section]")).to_have_text("Politics")
    assert page.locator("[data-drawn]").evaluate(
        "one => getComputedStyle(one).backgroundColor"
    ) != ("rgb(20, 26, 38)")
    page.locator("[name=social_title]").fill("مجلس المدينة يقر الخطة")
    expect(page.locator("[data-drawn]")).to_have_attribute("dir", "rtl")


def test_a_picture_is_shown_until_the_card_is_chosen(page: Page) -> None:
    picture, drawn = page.locator("[data-card-picture]"), page.locator("[data-drawn]")
    expect(drawn).to_be_visible()
    page.evaluate(
        """() => {
            const field = document.querySelector("[data-field=picture]");
            field.querySelector("[data-thumb]").src = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";
            document.querySelector("[name=picture]").value = "7";
            const kind = document.querySelector("[name=kind]");
            kind.dispatchEvent(new Event("input", {bubbles: true}));
        }"""
    )
    expect(picture).to_be_visible()
    expect(drawn).to_be_hidden()
    page.get_by_label("Drawn card instead of the picture").check()
    expect(drawn).to_be_visible()
    expect(picture).to_be_hidden()


def test_what_is_longer_ends_on_a_word_where_one_is_near() -> None:
    assert shortened("short", 60) == "short"
    assert shortened("one two three four", 9) == "one two…"
    assert shortened("one two three four", 13) == "one two three…"
    assert shortened("n" * 30, 10) == "n" * 10 + "…"
    assert shortened("é" * 12, 4) == "é" * 4 + "…"
