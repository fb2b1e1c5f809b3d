"""Breaking news by thumb: three taps from the start page, and the banner on readers' pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from articles.models import Banner
from tests import axe, cast
from tests.admin.desk_pages import Window

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

FIRE = "Fire at the old harbour"
#: Of what moves on its own while a page is open; what a thumb moves is none.
SHIFTS = """() => { window.shifted = 0; new PerformanceObserver((list) => list.getEntries().forEach(
    (one) => { if (!one.hadRecentInput) window.shifted += one.value; })
).observe({type: "layout-shift", buffered: true}); }"""
THUMB = 44


def targets_of(page: Page) -> list[float]:
    """How high the buttons are that a thumb has to meet."""
    boxes = [one.bounding_box() for one in page.locator(".breaking-ways .button").all()]
    return [box["height"] for box in boxes if box]


@pytest.fixture
def phone(browser: Browser, newsroom: str) -> Iterator[Callable[..., Page]]:
    """A reader's phone, with or without scripts; it is given no cookie."""
    found: list[BrowserContext] = []

    def opened(*, scripts: bool = True) -> Page:
        size = {"width": 375, "height": 700}
        context = browser.new_context(
            base_url=newsroom,
            viewport=size,  # type: ignore[arg-type]
            has_touch=True,
            is_mobile=True,
            java_script_enabled=scripts,
        )
        found.append(context)
        return context.new_page()

    yield opened
    for context in found:
        assert context.cookies() == []
        context.close()


def test_it_is_broken_by_thumb_and_readers_have_it(
    logged_in: Window, phone: Callable[..., Page]
) -> None:
    size = {"width": 375, "height": 700}
    page = logged_in(cast.editor(), viewport=size, has_touch=True, is_mobile=True)
    reader, story = phone(), cast.live()
    reader.goto(story.get_absolute_url())
    reader.evaluate(SHIFTS)
    page.goto("/admin/")
    page.get_by_role("link", name="Breaking news").tap()
    expect(page.locator("#id_headline")).to_be_focused()
    page.keyboard.insert_text(FIRE)
    page.keyboard.press("Tab")
    page.keyboard.insert_text("The brigade has been there since noon.")
    assert axe.complaints(page) == []
    page.get_by_role("button", name="Continue").tap()
    expect(page.locator(".breaking-will")).to_contain_text("on every page from now until")
    assert min(targets_of(page)) >= THUMB
    assert axe.by_day_and_night(page) == []
    page.get_by_role("button", name="Break the news").tap()
    expect(page.locator(".breaking-board")).to_contain_text(FIRE)
    assert min(targets_of(page)) >= THUMB
    assert axe.by_day_and_night(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    # A page that stands open gets it without being loaded again, and nothing on it moves.
    reader.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(reader.locator("#banner a")).to_have_text(FIRE)
    assert reader.evaluate("window.shifted") == 0
    assert reader.evaluate("document.querySelector('#banner').ariaLive") == "polite"
    assert axe.by_day_and_night(reader) == []
    # It stays away once it was closed, also on the next page.
    reader.get_by_role("button", name="Close").tap()
    reader.goto("/")
    expect(reader.locator("#banner [data-banner]")).to_be_hidden()
    # Without a script it is there, with no button that does nothing.
    plain = phone(scripts=False)
    plain.goto(story.get_absolute_url())
    expect(plain.locator("#banner a")).to_be_visible()
    expect(plain.locator("#banner button")).to_be_hidden()
    page.get_by_role("button", name="Undo").tap()
    expect(page.locator(".messagelist")).to_contain_text("Undone")
    assert Banner.current() is None
