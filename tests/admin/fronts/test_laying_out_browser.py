"""Laying out a front in a real browser: by mouse, by the keyboard alone, and by thumb."""

from __future__ import annotations

import pytest
from playwright.sync_api import APIResponse, Locator, Page, Route, expect

from articles.models import Article, Front
from tests import axe, cast
from tests.admin.desk_pages import Window
from tests.admin.fronts.laying_out import HOME, some_stories
from tests.admin.fronts.tool_pages import asked_of, opened, place, row, saved
from tests.waiting import until

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.not_measured,
]


def drag(page: Page, what: Locator, where: Locator) -> None:
    """With the mouse, as a hand does it: in steps."""
    what.scroll_into_view_if_needed()
    start, end = what.bounding_box(), where.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 30, start["y"] + 15)
    page.mouse.down()
    page.mouse.move(start["x"] + 50, start["y"] + 25, steps=3)
    page.mouse.move(end["x"] + 20, end["y"] + 20, steps=4)
    page.mouse.up()


def test_by_mouse_each_move_is_one_request(logged_in: Window) -> None:
    stories = some_stories(12)
    page = logged_in(cast.managing_editor())
    page.set_viewport_size({"width": 1280, "height": 900})
    frame = opened(page)
    asked = asked_of(page)
    # From the list to the lead: one drag.
    drag(page, row(page, stories[9]), place(frame, 0))
    expect(place(frame, 0)).to_contain_text("Story 9")
    saved(page, 1)
    assert asked == ["POST write/"]
    # From place to place, over from the list, and off to the clipboard.
    drag(page, place(frame, 0), place(frame, 2))
    expect(place(frame, 2)).to_contain_text("Story 9")
    drag(page, row(page, stories[8]), place(frame, 2))
    expect(place(frame, 2)).to_contain_text("Story 8")
    expect(place(frame, 3)).to_contain_text("Story 9")
    clipboard = page.locator("[data-clipboard]")
    drag(page, place(frame, 3), clipboard)
    expect(clipboard.locator("li")).to_have_count(1)
    expect(place(frame, 3)).not_to_contain_text("Story 9")
    saved(page, 4)
    page.locator("[data-undo]").click()
    expect(place(frame, 3)).to_contain_text("Story 9")
    page.locator("[data-redo]").click()
    expect(place(frame, 3)).not_to_contain_text("Story 9")
    drag(page, clipboard.locator("li"), place(frame, 1))
    expect(place(frame, 1)).to_contain_text("Story 9")
    saved(page, 7)
    assert asked == ["POST write/"] * 7
    expect(row(page, stories[9]).locator("[data-stands]")).to_have_text("Top stories 2")
    assert axe.by_day_and_night(page) == []
    # Published without another page.
    page.locator("[data-publish]").click()
    expect(page.locator("[data-changes]")).to_contain_text("Story 9")
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator("[data-standing]")).to_contain_text("Live")
    live = Front.of_home().live()
    assert live
    assert {one["story"] for one in live.edition.layout["blocks"][0]["places"]} == {
        stories[8].pk, stories[9].pk
    }  # fmt: skip
    assert len(asked) == 9


def test_by_keyboard_alone(logged_in: Window) -> None:
    stories = some_stories(8)
    page = logged_in(cast.managing_editor())
    frame, keys = opened(page), page.keyboard
    said = page.locator("[data-live]")
    keys.press("l")
    expect(row(page, stories[-1]).get_by_role("button")).to_be_focused()
    keys.press("Enter")
    expect(said).to_contain_text("Picked up: Story 7")
    expect(place(frame, 0)).to_be_focused()
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(said).to_have_text("Placed: Story 7: Top stories, place 2.")
    expect(place(frame, 1)).to_contain_text("Story 7")
    expect(place(frame, 1)).to_be_focused()
    # From its place to another one; put back; and there for good.
    keys.press("Enter")
    keys.press("Home")
    keys.press("Escape")
    expect(said).to_have_text("Put back: Story 7.")
    expect(place(frame, 1)).to_be_focused()
    keys.press("Enter")
    keys.press("Home")
    keys.press("Enter")
    expect(place(frame, 0)).to_contain_text("Story 7")
    saved(page, 2)
    # Its own headline and end.
    keys.press("e")
    dialog = page.locator("#front-place")
    dialog.get_by_label("Headline").fill("A headline for the front")
    dialog.get_by_role("button", name="1 hour").click()
    assert axe.by_day(page) == []
    dialog.get_by_role("button", name="Save").press("Enter")
    expect(place(frame, 0)).to_contain_text("A headline for the front")
    assert Article.objects.get(pk=stories[-1].pk).headline == "Story 7"
    keys.press("Delete")
    expect(page.locator("[data-clipboard] li")).to_have_count(1)
    expect(place(frame, 0)).not_to_contain_text("front")
    saved(page, 4)
    keys.press("Control+z")
    expect(place(frame, 0)).to_contain_text("A headline for the front")
    # The list of keys is heard from within the frame, too.
    keys.press("?")
    expect(page.locator("#desk-keys")).to_contain_text("Pick up, or drop")
    keys.press("Escape")
    # Blocks: the second one goes up.
    page.get_by_role("button", name="Blocks", exact=True).click()
    page.get_by_role("button", name="Move up: Latest").press("Enter")
    saved(page, 6)
    assert Front.of_home().layout()["blocks"][0]["type"] == "latest"


def test_by_thumb_and_without_a_network(logged_in: Window) -> None:
    stories = some_stories(8)
    page = logged_in(cast.managing_editor(), has_touch=True, viewport={"width": 375, "height": 740})
    frame = opened(page)
    assert axe.by_day_and_night(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    row(page, stories[-1]).get_by_role("button").tap()
    expect(page.locator("[data-hand]")).to_contain_text("Story 7")
    place(frame, 0).tap()
    expect(place(frame, 0)).to_contain_text("Story 7")
    saved(page, 1)
    # A finger that rests on a story takes it along; at the lower edge the page scrolls under it.
    page.get_by_role("button", name="Stories", exact=True).tap()
    touch = page.context.new_cdp_session(page)

    def finger(kind: str, *at: float) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    box = row(page, stories[-3]).get_by_role("button").bounding_box()
    assert box
    finger("touchStart", box["x"] + 40, box["y"] + 10)
    expect(page.locator(".front-ghost")).to_be_visible()
    expect(page.locator("[data-canvas]")).to_be_visible()
    finger("touchMove", 180, 600)
    finger("touchMove", 180, 730)
    until(lambda: page.evaluate("() => document.querySelector('iframe').contentWindow.scrollY > 0"))

    def is_over_a_place() -> bool:
        """How far it has scrolled by now, and so what is under the finger, nobody knows."""
        for down in range(600, 200, -60):
            finger("touchMove", 180, down)
            if frame.locator(".front-target").count():
                return True
        return False

    until(is_over_a_place)
    finger("touchEnd")
    saved(page, 2)
    expect(page.locator(".front-ghost")).to_have_count(0)
    page.locator("[data-undo]").tap()
    saved(page, 3)
    # Without a network nothing is lost, also when the page is left; with it, it is sent.
    page.route("**/write/", lambda route: route.abort())
    page.get_by_role("button", name="Stories", exact=True).tap()
    row(page, stories[-2]).get_by_role("button").tap()
    place(frame, 1).tap()
    expect(page.locator("[data-saved]")).to_contain_text("kept in this browser")
    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute("**/write/")
    frame = opened(page)
    until(lambda: page.evaluate("1") and Front.of_home().base_number() == 4)
    page.get_by_role("button", name="Page", exact=True).tap()
    expect(place(frame, 1)).to_contain_text("Story 6")
    # What a colleague saves comes in by itself.
    front = Front.of_home()
    layout = front.layout()
    layout["blocks"][0]["places"][0]["headline"] = "By a colleague"
    front.write(layout, cast.chief())
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(place(frame, 0)).to_contain_text("By a colleague")


def test_what_was_kept_shows_also_where_the_page_in_its_frame_is_slow(logged_in: Window) -> None:
    stories = some_stories(4)
    page = logged_in(cast.managing_editor())
    page.route("**/write/", lambda route: route.abort())
    frame = opened(page)
    drag(page, row(page, stories[-1]), place(frame, 1))
    expect(page.locator("[data-saved]")).to_contain_text("kept in this browser")
    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute("**/write/")
    # The page in its frame is drawn before that is saved, and comes after it.
    writes: list[Route] = []
    canvases: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        writes.append(route)

    page.route("**/write/", hold)
    page.route("**/canvas/", lambda route: canvases.append((route, route.fetch())))
    page.goto(HOME, wait_until="commit")
    until(lambda: page.evaluate("1") and writes and canvases)
    page.unroute("**/write/")
    with page.expect_response("**/write/"):
        writes[0].continue_()
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    canvases[0][0].fulfill(response=canvases[0][1])
    page.wait_for_selector("[data-front][data-ready]")
    expect(place(frame, 1)).to_contain_text("Story 3")
