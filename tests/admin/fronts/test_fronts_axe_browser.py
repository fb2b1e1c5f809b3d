"""What axe finds in the room of fronts: nothing, on a phone and a desk, by day and by night."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Front
from tests import axe, cast
from tests.admin.desk_pages import Window
from tests.admin.fronts.laying_out import HOME, pinned, some_stories
from tests.admin.fronts.tool_pages import opened, place

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.not_measured,
]
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 2
TURNED = "مجلس المدينة يحافظ على الرافعة القديمة"


def test_nobody_is_shut_out_of_laying_out_a_front(logged_in: Window) -> None:
    stories = some_stories(6, picture=cast.picture())
    waiting = cast.draft(LONG.strip(), section=cast.section("sports"))
    front = Front.of_home()
    layout = pinned(front.layout(), stories[5], headline=TURNED, picture=10**9)
    layout = pinned(pinned(layout, waiting, 1), stories[5], 2, id="p-2")
    front.write(layout, None)
    front.publish(None)
    front.publish(None, at=timezone.now() + timedelta(days=1))
    front.write(pinned(front.layout(), stories[4], 3), None)
    page = logged_in(cast.managing_editor())
    frame, keys = opened(page), page.keyboard
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        complaints = axe.wide_and_narrow(page)
        page.set_viewport_size({"width": 1280, "height": 800})
        if complaints:
            found[name] = complaints

    keys.press("w")
    expect(page.locator("[data-warnings] li").first).to_be_visible()
    look("to check")
    keys.press("Escape")
    place(frame, 3).click()
    expect(page.get_by_role("slider")).to_be_visible()
    look("place")
    keys.press("Escape")
    page.get_by_role("button", name="Blocks", exact=True).click()
    page.get_by_role("button", name="Latest", exact=True).click()
    page.get_by_label("Rule").select_option("topic")
    look("block")
    keys.press("Escape")
    page.locator("[data-publish]").click()
    expect(page.locator("[data-changes]")).to_contain_text("Moves")
    page.get_by_text("Schedule for later").click()
    look("publish")
    keys.press("Escape")
    keys.press("Enter")
    for address in ("/admin/front/", f"{HOME}history/?edition=2", f"{HOME}preview/?edition=1"):
        page.goto(address)
        look(address)
    assert found == {}
