"""The paper and its pages in a real browser: the preview follows, and everyone can use it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Page as StaticPage
from articles.models import Paper
from tests import axe, cast
from tests.admin.desk_pages import Window
from tests.admin.test_paper import png

PAPER = "/admin/articles/paper/1/change/"


@pytest.fixture
def desk(logged_in: Window) -> Page:
    """A window of the managing editor."""
    return logged_in(cast.managing_editor())


def style(page: Page, selector: str, name: str) -> Any:
    return page.locator(selector).evaluate(f"(one) => getComputedStyle(one).{name}")


def test_the_preview_follows_and_readers_get_it(desk: Page, newsroom: str, tmp_path: Path) -> None:
    desk.goto(newsroom + PAPER)
    day = ".paper-preview[data-scheme-shown=day]"
    desk.get_by_label("Name:").fill("The Gannet")
    expect(desk.locator(f"{day} .paper-name")).to_have_text("The Gannet")
    desk.get_by_label("Accent:", exact=True).fill("ffcc00")
    desk.get_by_label("Accent:", exact=True).fill("#FFCC00")
    take = desk.get_by_role("button", name="Use #856a02")
    expect(take).to_be_visible()
    take.click()
    expect(take).to_have_count(0)
    expect(desk.locator(f"{day} .paper-link")).to_have_css("color", "rgb(133, 106, 2)")
    night = desk.locator(".paper-preview[data-scheme-shown=night] .paper-link")
    expect(night).not_to_have_css("color", "rgb(133, 106, 2)")
    logo = tmp_path / "logo.png"
    logo.write_bytes(png())
    desk.get_by_label("Logo", exact=True).set_input_files(logo)
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".messagelist")).to_contain_text("It is live now")
    assert Paper.current().accent == "#856a02"

    for scheme, brand, plate in (("light", "133, 106, 2", False), ("dark", None, True)):
        desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        desk.goto(newsroom)
        image = desk.get_by_role("img", name="The Gannet")
        expect(image).to_be_visible()
        assert image.evaluate("(one) => one.complete && one.naturalWidth > 0")
        line = style(desk, ".masthead", "borderBlockStartColor")
        assert (line == f"rgb({brand})") == bool(brand)
        ground = image.evaluate("(one) => getComputedStyle(one).backgroundColor")
        assert (ground != "rgba(0, 0, 0, 0)") == plate


def test_everyone_can_use_these_pages(desk: Page) -> None:
    page = StaticPage.objects.create(title="Contact", body="<p>Write.</p>")
    listed = "/admin/articles/page/"
    for path in (PAPER, listed, f"{listed}add/", f"{listed}{page.pk}/change/"):
        desk.goto(path)
        assert axe.wide_and_narrow(desk) == [], path


def test_everyone_can_say_what_machines_may_do(desk: Page, newsroom: str) -> None:
    desk.goto(newsroom + "/admin/articles/paper/policies/")
    desk.get_by_label("AI training", exact=True).select_option("yes")
    desk.get_by_role("button", name="Preview").click()
    expect(desk.get_by_text("nothing is saved yet")).to_be_visible()
    row = desk.get_by_role("row").filter(has=desk.get_by_text("GPTBot", exact=True))
    expect(row).to_contain_text("everything")
    assert axe.by_day_and_night(desk, widths=(375, 1280)) == []
