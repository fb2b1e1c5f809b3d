"""The panel “Front pages” in a real browser: what is typed beside it stays as it is typed."""

from __future__ import annotations

from playwright.sync_api import expect

from articles.models import Article, Front
from tests import axe, cast
from tests.admin.desk_pages import Window, change


def lead() -> int | None:
    live = Front.of_home().live()
    pin = live.edition.read().lead() if live else None
    return pin.story if pin else None


def test_a_click_leads_is_undone_and_leaves_what_is_typed(window: Window) -> None:
    story = cast.live()
    page = window(change(story), cast.managing_editor(), viewport={"width": 375, "height": 800})
    page.locator("[name=headline]").fill("Typed, and not saved")
    panel = page.locator("[data-fronts]")
    panel.get_by_role("button", name="Lead the front").click()
    said = panel.get_by_role("status")
    expect(said).to_contain_text("Leads Home page.")
    expect(panel.locator(".stands")).to_contain_text("lead")
    undo = said.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    assert lead() == story.pk
    panel.get_by_label("Importance").select_option("5")
    expect(said).to_contain_text("Importance set to 5.")
    panel.get_by_role("button", name="Take off").click()
    expect(said).to_contain_text("Taken off")
    panel.get_by_label("Place in").select_option(label="Latest")
    panel.get_by_role("button", name="Place", exact=True).press("Enter")
    expect(said).to_contain_text("Placed on Home page.")
    said.get_by_role("button", name="Undo").press("Enter")
    expect(said).to_contain_text("Undone")
    expect(page.locator("[name=headline]")).to_have_value("Typed, and not saved")
    assert Article.objects.get(pk=story.pk).headline == story.headline
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= 375
    assert axe.by_day_and_night(page, iframes=False) == []
