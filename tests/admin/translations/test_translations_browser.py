"""The source beside the text of a translation, in a browser."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from articles.models import Article
from tests import cast
from tests.admin.test_story_desk import change
from tests.axe import by_day, by_night
from tests.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.admin.desk_pages import Window

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
]

ARABIC = "<p>اجتمع المجلس مساء الإثنين.</p><h2>ما تقرر</h2><p>تبقى الرافعة في مكانها.</p>"


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.wait_for_timeout(400)
        page.screenshot(path=f"{folder}/{name}.png")


def test_the_source_follows_what_is_written_and_leads_to_it(window: Window) -> None:
    source = cast.live(body=cast.BODY, standfirst="Nine members spoke.")
    story = source.translate("ar", cast.editor())
    story.write(story.content() | {"headline": "المجلس يُبقي الرافعة", "body": ARABIC}, None)
    source.write(source.content() | {"headline": "Council sells its crane"}, None)
    page = window(change(story))
    text = page.locator(".ProseMirror")
    assert text.get_attribute("lang") == "ar"
    assert text.get_attribute("dir") == "rtl"
    page.keyboard.press("Control+Alt+o")
    pairs = page.locator("[data-pair]")
    pairs.nth(3).wait_for()
    text.locator("h2").click()
    here = page.locator("[data-pair].is-here")
    until(lambda: here.inner_text() == "What was decided")
    shot(page, "wide")
    assert by_day(page) + by_night(page) == []
    # A press on a block of the source leads to ours.
    pairs.nth(4).click()
    page.keyboard.type("X ")
    assert text.locator("p").last.inner_text().startswith("X ")
    pairs.nth(1).press("Enter")
    assert page.evaluate("() => document.activeElement.name") == "standfirst"
    # Another language lets the fields run its way at once.
    page.fill("[name=language]", "German – Deutsch")
    assert page.get_attribute("[name=headline]", "lang") == "de"
    assert text.get_attribute("dir") == "ltr"
    page.fill("[name=language]", "العربية")
    assert page.get_attribute("[name=teaser]", "dir") == "rtl"
    page.get_by_role("button", name="Mark as up to date").click()
    page.get_by_text("Nothing in it has changed since").wait_for()
    assert Article.objects.get(pk=story.pk).translation.source_number == 2
    # On a phone it covers the form, until a block is pressed.
    page.set_viewport_size({"width": 375, "height": 740})
    until(lambda: not page.locator("[data-source]").is_visible())
    page.locator("[data-source-toggle]").click()
    pairs.nth(3).wait_for()
    shot(page, "phone")
    assert by_day(page) + by_night(page) == []
    pairs.nth(3).click()
    until(lambda: not page.locator("[data-source]").is_visible())
    assert page.evaluate("() => document.activeElement.className").count("ProseMirror")
