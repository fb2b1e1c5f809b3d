"""The tool's page in a browser, as its tests hold it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

from articles.models import Article, Front
from tests.admin.fronts.laying_out import HOME
from tests.waiting import until

#: What is asked of the server on this page.
ROOM = "/admin/front/"


def opened(page: Page) -> FrameLocator:
    """The tool, ready; the page in its frame."""
    page.goto(HOME)
    page.wait_for_selector("[data-front][data-ready]")
    return page.frame_locator("[data-canvas] iframe")


def place(frame: FrameLocator, at: int) -> Locator:
    """A place of the first block."""
    return frame.locator("[data-block]").first.locator(f"[data-at='{at}']")


def row(page: Page, story: Article) -> Locator:
    """A story in the list."""
    return page.locator(f"[data-found] [data-story='{story.pk}']")


def saved(page: Page, number: int) -> None:
    """Wait until the draft has so many editions."""
    until(lambda: page.evaluate("1") and Front.of_home().base_number() >= number)
    expect(page.locator("[data-saved]")).to_have_text("Draft saved")


def asked_of(page: Page) -> list[str]:
    """Fills with the requests of a page to the room, but for who is there."""
    asked: list[str] = []

    def note(request: Any) -> None:
        path = request.url.partition(ROOM)[2]
        if path and "presence" not in path:
            asked.append(f"{request.method} {path.partition('/')[2]}")

    page.on("request", note)
    return asked
