"""One long word, as German and addresses have them, breaks; it doesn't scroll the page sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests import cast
from tests.admin import desk_pages
from tests.admin.desk_pages import Desk, change, enter

newsroom, desk = desk_pages.newsroom, desk_pages.desk

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2


@pytest.mark.parametrize("width", [375, 1280])
def test_it_widens_no_page(newsroom: str, browser: Browser, width: int) -> None:
    picture = cast.picture(caption=WORD, credit=WORD)
    story = cast.draft(WORD, body=f"<p>{WORD}</p>", created_by=cast.managing_editor())
    cast.live(f"{WORD}s", picture=picture)
    context = browser.new_context(locale="en-GB", viewport={"width": width, "height": 800})
    enter(context, newsroom, cast.managing_editor())
    page = context.new_page()
    pictures = f"/admin/articles/picture/{picture.pk}"
    for address in (
        "/admin/",
        "/admin/articles/article/",
        change(story),
        f"{pictures}/change/",
        f"{pictures}/replace/",
        f"{pictures}/delete/",
    ):
        page.goto(newsroom + address)
        assert WORD[:60] in page.content(), address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    context.close()


def test_the_desks_rooms_stand_in_one_row(desk: Desk) -> None:
    page = desk("/admin/articles/article/add/", cast.managing_editor())
    for width in (1024, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        rooms = page.locator(".desk-nav ul")
        assert rooms.evaluate("list => list.scrollWidth <= list.clientWidth"), width
