"""Topics and bylines by their names, typed fast, pasted, and left in the field."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.models import Article
from articles.models.topics import changes as topic_care
from tests.admin.desk_pages import HEADLINE, Window, says
from tests.waiting import until


@pytest.fixture
def topics(window: Window) -> Locator:
    """The field for topics of a new story, where there are a few topics, and answers are slow."""
    for name in ("!!!", "Box office", "Ports", "Straße"):
        topic_care.add(name, None)
    page = window()

    page.evaluate(
        """() => {
            const quick = window.fetch;
            window.fetch = async (address, ...rest) => {
              const slow = String(address).includes("autocomplete");
              if (slow) await new Promise((on) => setTimeout(on, 300));
              return quick(address, ...rest);
            };
        }"""
    )
    return page.get_by_role("combobox", name="Topics", exact=True)


def chosen(field: Locator) -> Locator:
    return field.locator("xpath=..").locator(".tags-chosen li > span")


def test_what_is_typed_wins_over_what_is_suggested(topics: Locator) -> None:
    for typed in ("C++", "X", "ports", "PORTS"):
        topics.press_sequentially(typed)
        topics.press("Enter")
    expect(chosen(topics)).to_have_text(["C++", "X", "Ports"])
    expect(topics).to_have_value("")
    topics.press_sequentially("box")
    expect(topics.page.get_by_role("option", name="Box office")).to_be_visible()
    topics.press("ArrowDown")
    topics.press("Enter")
    expect(chosen(topics)).to_have_text(["C++", "X", "Ports", "Box office"])


def test_names_typed_faster_than_answers_come_are_each_a_topic(topics: Locator) -> None:
    topics.press_sequentially("Fog, Mist, Haze,", delay=5)
    expect(chosen(topics)).to_have_text(["Fog", "Mist", "Haze"])


def test_a_list_that_is_pasted_is_split(topics: Locator) -> None:
    page: Page = topics.page
    topics.evaluate(
        """field => {
            const data = new DataTransfer();
            data.setData("text/plain", "Fog, strasse;  Ports\\nMist");
            field.dispatchEvent(new ClipboardEvent(
              "paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(chosen(topics)).to_have_text(["Fog", "Straße", "Ports", "Mist"])
    expect(page.locator(".tag-new")).to_have_count(2)


def test_what_was_left_in_the_field_is_saved(topics: Locator) -> None:
    page: Page = topics.page
    page.get_by_label("Headline", exact=True).fill(HEADLINE)
    topics.press_sequentially("Half-typed")
    topics.press("Control+s")
    until(lambda: Article.objects.filter(headline=HEADLINE).exists())
    until(lambda: Article.objects.get().content()["topics"] == ["Half-typed"])
    says(page, "Saved")
    topics.press_sequentially("Another")
    page.get_by_label("Headline", exact=True).click()
    expect(chosen(topics)).to_have_text(["Half-typed", "Another"])
    page.keyboard.press("Control+s")
    until(lambda: set(Article.objects.get().content()["topics"]) == {"Another", "Half-typed"})
    says(page, "Saved")
