"""One long word, as German and addresses have them, breaks; it doesn't scroll the page sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests import cast
from tests.admin import writing
from tests.admin.writing import change, enter

newsroom = writing.newsroom

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
