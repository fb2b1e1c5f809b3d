"""What is amiss is mended in the browser: pictures and crops of places, what is to be checked,
rules by name, colleagues, and logins that ended meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Front, Topic
from tests import cast
from tests.admin.desk_pages import Window, enter
from tests.admin.fronts.laying_out import pinned, some_stories
from tests.admin.fronts.tool_pages import opened, place, row, saved

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.not_measured,
]


def first_block() -> dict[str, Any]:
    """The first block of the draft."""
    block: dict[str, Any] = Front.of_home().layout()["blocks"][0]
    return block


def in_the_dialog(page: Page, name: str) -> None:
    """Press a button of the place's dialog."""
    page.locator("#front-place").get_by_role("button", name=name).press("Enter")


def test_a_picture_and_its_crop_by_keyboard_and_pointer(logged_in: Window) -> None:
    theirs, ours = cast.picture(), cast.picture("crimson")
    (story, *_others) = some_stories(6, picture=theirs)
    page = logged_in(cast.managing_editor())
    frame, keys = opened(page), page.keyboard
    keys.press("f")
    expect(place(frame, 0)).to_be_focused()
    keys.press("e")
    point = page.get_by_role("slider", name="Focal point on this page")
    point.focus()
    for _press in range(20):
        keys.press("ArrowRight")
    in_the_dialog(page, "Save")
    image = place(frame, 0).locator("img").first
    expect(image).to_have_attribute("data-focal", "9 5")
    saved(page, 1)
    # Kept by a save of something else; and the point is where it was.
    keys.press("e")
    expect(point).to_have_attribute("aria-valuetext", "90 % across, 50 % down")
    page.get_by_label("Kicker").fill("Live")
    in_the_dialog(page, "Save")
    expect(place(frame, 0)).to_contain_text("Live")
    saved(page, 2)
    assert first_block()["places"][0]["crop"] == [0.9, 0.5]
    # Another picture, with a point of its own, by pointer.
    place(frame, 0).click()
    page.get_by_role("button", name="Choose another…").click()
    page.locator(".pictures-grid button", has=page.locator(f"img[src*='{ours.folder}']")).click()
    expect(point.locator("img")).to_have_attribute("src", ours.src)
    expect(point).to_have_attribute("aria-valuetext", "50 % across, 50 % down")
    box = point.bounding_box()
    assert box
    point.click(position={"x": box["width"] * 0.1, "y": box["height"] * 0.9})
    in_the_dialog(page, "Save")
    expect(image).to_have_attribute("data-focal", "1 9")
    assert ours.folder in (image.get_attribute("src") or "")
    saved(page, 3)
    keys.press("e")
    in_the_dialog(page, "Use the story’s")
    in_the_dialog(page, "Save")
    expect(image).to_have_attribute("data-focal", "5 5")
    saved(page, 4)
    kept = first_block()["places"][0]
    assert (kept["story"], kept["picture"], kept["crop"]) == (story.pk, None, None)


def test_what_is_to_be_checked_is_mended_in_one_press(logged_in: Window) -> None:
    stories = some_stories(8)
    front, now = Front.of_home(), timezone.now()
    layout = front.layout()
    ended = (now - timedelta(minutes=5)).isoformat()
    soon = (now + timedelta(minutes=30)).isoformat()
    gone = cast.live("Deleted later")
    for at, (story, until) in enumerate(
        [(gone, None), (stories[6], ended), (stories[5], soon), (stories[5], None)]
    ):
        layout = pinned(layout, story, at, id=f"p-{at:08}", until=until)
    front.write(layout, None)
    gone.delete()
    page = logged_in(cast.managing_editor())
    frame, keys = opened(page), page.keyboard
    keys.press("w")
    rows = page.locator("[data-warnings] li")
    expect(rows.first.locator(".warning-go")).to_be_focused()

    def mend(code: str, name: str) -> None:
        found = rows.filter(has_text=code).get_by_role("button", name=name)
        before = Front.of_home().base_number()
        found.press("Enter")
        saved(page, before + 1)

    mend("was deleted", "Take off")
    expect(page.locator("[data-live]")).to_contain_text("Taken off")
    expect(rows.filter(has_text="was deleted")).to_have_count(0)
    # Whoever is in the list stays in it.
    expect(page.locator("[data-warnings] li button:focus")).to_have_count(1)
    mend("has ended", "1 hour more")
    expect(rows.filter(has_text="has ended")).to_have_count(0)
    mend("Pinned twice", "Keep this one")
    expect(rows.filter(has_text="Pinned twice")).to_have_count(0)
    there = {one["at"]: one["story"] for one in first_block()["places"]}
    assert there == {1: stories[6].pk, 3: stories[5].pk}
    expect(place(frame, 3)).to_contain_text("Story 5")
    # What shows nothing gives way to what is put there.
    layout = pinned(Front.of_home().layout(), stories[4], 0, until=ended)
    Front.of_home().write(layout, None)
    frame = opened(page)
    row(page, stories[3]).get_by_role("button").press("Enter")
    keys.press("Home")
    keys.press("Enter")
    expect(place(frame, 0)).to_contain_text("Story 3")
    saved(page, 6)
    there = {one["at"]: one["story"] for one in first_block()["places"]}
    assert there == {0: stories[3].pk, 1: stories[6].pk, 3: stories[5].pk}


def test_blocks_are_ruled_by_a_name_that_is_searched(logged_in: Window) -> None:
    story, *_others = some_stories(6)
    old = Topic.objects.create(name="Harbour dues", slug="harbour-dues")
    story.topics.add(old)
    Topic.objects.bulk_create(Topic(name=f"Newer {n}", slug=f"newer-{n}") for n in range(110))
    page = logged_in(cast.managing_editor())
    frame, keys = opened(page), page.keyboard
    page.get_by_role("button", name="Blocks", exact=True).click()
    # Of “all other sections” nothing can be set.
    page.get_by_role("button", name="All other sections", exact=True).click()
    dialog = page.locator("#front-block")
    expect(dialog).to_contain_text("becomes a block of its own")
    for label in ("Heading", "Stories", "Rule"):
        expect(dialog.get_by_label(label, exact=True)).to_be_hidden()
    expect(dialog.get_by_role("button", name="Save")).to_be_hidden()
    keys.press("Escape")
    # A new one begins with its own rule.
    page.get_by_label("New block").select_option("opinion")
    page.locator("[data-add]").click()
    expect(dialog.get_by_label("Rule")).to_have_value("kind")
    dialog.get_by_label("Rule").select_option("topic")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_contain_text("Choose one")
    dialog.get_by_role("combobox", name="Topic").fill("harb")
    page.get_by_role("option", name="Harbour dues").click()
    dialog.get_by_role("button", name="Save").click()
    saved(page, 2)
    assert Front.of_home().layout()["blocks"][-1]["rule"] == {"by": "topic", "of": old.pk}
    page.get_by_role("button", name="Harbour dues", exact=True).click()
    expect(dialog.locator(".tag")).to_contain_text("Harbour dues")
    dialog.get_by_role("button", name="Remove block").click()
    saved(page, 3)
    page.locator("[data-undo]").click()
    expect(page.get_by_role("button", name="Harbour dues", exact=True)).to_be_visible()
    # A look that has fewer places takes none away unsaid.
    page.get_by_role("button", name="Politics", exact=True).click()
    dialog.get_by_label("Look").select_option("row")
    expect(dialog.get_by_label("Stories", exact=True)).to_have_value("4")
    dialog.get_by_role("button", name="Cancel").click()
    expect(frame.locator("[data-block]").first).to_be_visible()


def test_a_login_that_ends_and_a_colleague_lose_nothing(logged_in: Window, newsroom: str) -> None:
    stories = some_stories(8)
    person = cast.managing_editor()
    page = logged_in(person)
    frame, keys = opened(page), page.keyboard

    def put(story: int, at: int) -> None:
        row(page, stories[story]).get_by_role("button").press("Enter")
        keys.press("Home")
        for _step in range(at):
            keys.press("ArrowDown")
        keys.press("Enter")

    page.context.clear_cookies(name="sessionid")
    put(7, 0)
    state = page.locator("[data-saved]")
    expect(state).to_contain_text("You were logged out")
    expect(page.get_by_role("link", name="Log in")).to_be_visible()
    put(6, 2)
    # Publishing says so, too, and is not done later without a word.
    page.locator("[data-publish]").click()
    expect(page.locator("#front-publish")).to_contain_text("not saved yet")
    keys.press("Escape")
    enter(page.context, newsroom, person)
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    saved(page, 2)
    there = {one["at"]: one["story"] for one in first_block()["places"]}
    assert there == {0: stories[7].pk, 2: stories[6].pk}
    # A colleague has saved since: what they did stays when one's own step is undone.
    front = Front.of_home()
    front.write(pinned(front.layout(), stories[5], 1), cast.chief())
    put(4, 3)
    expect(place(frame, 1)).to_contain_text("Story 5")
    saved(page, 4)
    page.locator("[data-undo]").click()
    expect(place(frame, 3)).not_to_contain_text("Story 4")
    expect(place(frame, 1)).to_contain_text("Story 5")
    saved(page, 5)
    # The right is lost meanwhile: it is said, and can be let go.
    person.groups.clear()
    put(3, 4)
    expect(state).to_contain_text("You may not")
    page.get_by_role("button", name="Discard these changes").click()
    expect(state).to_contain_text("Discarded")
    assert Front.of_home().base_number() == 5
