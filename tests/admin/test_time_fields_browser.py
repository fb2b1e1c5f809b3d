"""An hour that is typed says which moment it is, on its own day, by both clocks."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect

from tests.admin.desk_pages import Window


def hint(field: Locator) -> Locator:
    return field.locator("xpath=following-sibling::p[contains(@class, 'moment-said')]")


def test_an_hour_is_named_for_its_own_day_by_both_clocks(window: Window, settings: Any) -> None:
    settings.TIME_ZONE = "Europe/London"
    page = window(timezone_id="Asia/Kolkata")
    field = page.get_by_label("Publish at", exact=True)
    field.fill("2094-07-05T09:00")
    expect(hint(field)).to_have_text("Mon, 5 Jul 2094, 09:00 BST (13:30 GMT+5:30 where you are)")
    page.get_by_role("button", name="Schedule…").click()
    outlook = page.locator("[data-outlook]")
    expect(outlook).to_contain_text("Monday, 5 July 2094")
    expect(outlook).to_contain_text("09:00 BST (13:30 GMT+5:30 where you are)")
    page.keyboard.press("Escape")
    field.fill("2094-12-31T23:30")
    expect(hint(field)).to_have_text(
        "Fri, 31 Dec 2094, 23:30 GMT (Sat 1 Jan, 05:00 GMT+5:30 where you are)"
    )


def test_an_hour_that_is_none_says_so_at_once(window: Window, settings: Any) -> None:
    settings.TIME_ZONE = "Europe/London"
    page = window(timezone_id="Europe/London")
    field = page.get_by_label("Publish at", exact=True)
    for value, said in (
        ("2094-03-28T01:30", "There is no 01:30 on 28 March: the clocks go forward."),
        ("2094-10-31T01:30", "01:30 comes twice on 31 October: the clocks go back."),
        (
            "2020-07-05T09:00",
            "Sun, 5 Jul 2020, 09:00 BST. This hour has passed: Publish is at once.",
        ),
        ("2094-07-05T09:00", "Mon, 5 Jul 2094, 09:00 BST"),
    ):
        field.fill(value)
        expect(hint(field)).to_contain_text(said)
    field.fill("2094-03-28T01:30")
    page.locator("[data-opens]").click()
    expect(page.locator("[data-outlook]")).to_contain_text("There is no 01:30 on 28 March")
