"""A front of 30 placements, laid out anew and published: what it asks of the server."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from articles.models import Front
from tests import cast
from tests.admin.desk_pages import Window
from tests.admin.fronts.laying_out import some_stories
from tests.admin.fronts.tool_pages import asked_of, opened, saved

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.not_measured,
]
MOVES = 30


def test_thirty_placements_are_laid_out_anew_in_one_request_each(logged_in: Window) -> None:
    """≤ 2 requests a move, ≤ 1 page load: here it is 1, and 2 to publish, without another page.
    By the keyboard, from opening to readers, each step announced."""
    stories = some_stories(MOVES)
    front = Front.of_home()
    layout = front.layout()
    blocks = [
        {"id": f"b-{n}", "type": "latest", "count": 10, "places": [
            {"id": f"p-{n}-{at}", "at": at, "story": stories[10 * n + at].pk} for at in range(10)
        ]}
        for n in range(3)
    ]  # fmt: skip
    front.write(layout | {"blocks": blocks}, None)
    front.publish(None)
    page = logged_in(cast.managing_editor())
    asked = asked_of(page)
    frame, keys = opened(page), page.keyboard
    loads = [one for one in asked if one == "GET "]
    asked.clear()
    said = page.locator("[data-live]")
    keys.press("f")

    def move(step: str, places: int) -> None:
        keys.press("Enter")
        expect(said).to_contain_text("Picked up")
        for _step in range(places):
            keys.press(step)
        keys.press("Enter")
        expect(said).to_contain_text("Placed")

    for block in range(MOVES // 10):
        keys.press("Home")
        for _step in range(block):
            keys.press("PageDown")
        # Each of the ten goes down to the end, but the last one, which goes to the middle.
        for _move in range(9):
            move("ArrowDown", 9)
            for _step in range(9):
                keys.press("ArrowUp")
        move("ArrowDown", 5)
    saved(page, 1 + MOVES)
    keys.press("Control+Enter")
    expect(page.locator("[data-changes]")).to_contain_text("Moves")
    page.get_by_label("Note").press("Enter")
    expect(said).to_contain_text("is live")
    expect(frame.locator("[data-block]").first).to_be_visible()
    assert loads == ["GET "]
    assert [one.partition("?")[0] for one in asked] == [
        *["POST write/"] * MOVES, "GET changes/", "POST publish/"
    ]  # fmt: skip
    live = front.live()
    assert live
    order = [one["story"] for block in live.edition.layout["blocks"] for one in block["places"]]
    turned = [9, 0, 1, 2, 3, 4, 5, 6, 7, 8]
    expected = [*turned[1:6], turned[0], *turned[6:]]
    assert order == [stories[10 * block + at].pk for block in range(3) for at in expected]
