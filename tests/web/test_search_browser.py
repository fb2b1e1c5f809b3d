"""Suggestions in a real browser: by keys, by touch, for a screen reader, in both directions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from articles.search.upkeep import learning
from tests import axe, cast, violations

#: What a browser does with it is no matter of the database.
pytestmark = pytest.mark.sqlite


@pytest.fixture
def harbour(live_server: Any) -> str:
    """Some stories of the harbour, and a topic of that name."""
    for number in range(3):
        at = timezone.now() - timedelta(hours=number + 1)
        cast.live(f"Harbour story {number}", slug=f"h{number}", at=at, topics=["Harbours"])
    learning.learn()
    return str(live_server.url)


def type_in(page: Page, text: str) -> Any:
    """Type into the page's field; returns it, once something is proposed."""
    field = page.get_by_role("combobox")
    expect(field).to_be_visible()
    field.press_sequentially(text)
    expect(page.get_by_role("option").first).to_be_visible()
    return field


def active(page: Page) -> str:
    """What the field points at, as a screen reader is told."""
    return str(
        page.evaluate("""() => document.getElementById(document.activeElement
            .getAttribute("aria-activedescendant"))?.textContent ?? "" """)
    ).strip()


def test_keys_go_through_what_is_proposed(page: Page, harbour: str) -> None:
    stopped = violations.of(page)
    page.goto(f"{harbour}/search/")
    field = type_in(page, "harb")
    expect(field).to_have_attribute("aria-expanded", "true")
    options = page.get_by_role("option")
    expect(options).to_have_count(4)
    expect(page.locator(".search [role=status]")).to_have_text("4 suggestions")
    assert active(page) == ""
    field.press("ArrowDown")
    assert active(page) == "Harbours Topic"
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert axe.wide_and_narrow(page) == []
    field.press("ArrowUp")
    assert active(page) == ""
    field.press("ArrowUp")
    assert active(page) == "Harbour story 2 Politics"
    field.press("Home")
    assert active(page) == ""
    assert page.evaluate("document.activeElement.selectionStart") == 0
    field.press("ArrowDown")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("harb")
    # Closed, it is opened by an arrow; what is chosen is gone to.
    field.press("ArrowDown")
    expect(options).to_have_count(4)
    field.press("ArrowDown")
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/politics/h0-*/")
    # Where nothing is chosen, it is searched for.
    page.goto(f"{harbour}/search/")
    type_in(page, "harb").press("Enter")
    page.wait_for_url("**/search/?q=harb")
    assert stopped == []


def test_a_finger_chooses_right_to_left_on_a_small_phone(
    browser: Browser, harbour: str, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "ar"
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, has_touch=True, color_scheme="dark"
    )
    page = context.new_page()
    page.goto(f"{harbour}/search/")
    type_in(page, "harb")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert axe.complaints(page) == []
    box, field = (page.locator(one).bounding_box() for one in (".suggestions", ".search__field"))
    assert box
    assert field
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    page.get_by_role("option", name="Harbour story 1").tap()
    page.wait_for_url("**/politics/h1-*/")
    context.close()


def test_the_header_proposes_too_and_loads_it_only_then(page: Page, harbour: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{harbour}/politics/")
    assert not any("search" in url for url in asked)
    page.get_by_role("searchbox").click()
    type_in(page, "harb")
    page.get_by_role("option", name="Harbours").click()
    page.wait_for_url("**/topic/harbours/")
