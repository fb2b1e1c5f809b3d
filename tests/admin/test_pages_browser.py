"""A page of the house in a real browser: what is written is saved, and leaving it is asked."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Page as StaticPage
from tests import cast
from tests.admin.desk_pages import Window


@pytest.fixture
def desk(logged_in: Window) -> Page:
    """A window of the managing editor."""
    return logged_in(cast.managing_editor())


def test_a_page_is_written_and_leaving_it_is_asked_about(desk: Page, newsroom: str) -> None:
    desk.goto(f"{newsroom}/admin/articles/page/add/")
    desk.get_by_label("Title:").fill("Contact")
    desk.locator(".ProseMirror").click()
    # Suggestions are a story's: here they would be lost.
    expect(desk.get_by_title("Find and replace")).to_be_visible()
    expect(desk.get_by_title("Suggest changes")).to_have_count(0)
    desk.keyboard.press("Control+Alt+s")
    desk.keyboard.type("Write to us.")
    desk.get_by_label("Published").check()
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".messagelist")).to_be_visible()
    page = StaticPage.objects.get()
    assert (page.slug, page.body, page.is_published) == ("contact", "<p>Write to us.</p>", True)

    desk.goto(f"{newsroom}/admin/articles/page/{page.pk}/change/")
    desk.locator(".ProseMirror").click()
    expect(desk.locator("body[data-watched]")).to_have_count(1)
    desk.keyboard.type("Or call. ")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    desk.on("dialog", stay)
    desk.goto(f"{newsroom}/admin/articles/page/")
    assert asked == ["beforeunload"]
