"""Planning in a real browser: dragged, moved by keys, undone; nobody is shut out."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Route, expect

from articles.models import Article, Assignment, Plan
from tests import cast
from tests.admin.desk_pages import Window
from tests.axe import wide_and_narrow
from tests.waiting import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.not_measured,
    pytest.mark.sqlite,
]

CALENDAR = "/admin/planning/"


def planned() -> tuple[Article, Any]:
    """A story scheduled for the middle of next month, and a plan with its people."""
    day = (timezone.localtime().replace(day=1) + timedelta(days=32)).replace(
        day=14, hour=10, minute=0, second=0, microsecond=0
    )
    story = cast.draft("Council keeps its old crane")
    story.publish(None, at=day)
    cast.draft("A very_long_word_" + "x" * 90).assign(None, cast.editor(), day)
    given = {"title": "Debate", "starts_at": day + timedelta(hours=1), "words": 600}
    plan = Plan.make({**given, "section": cast.section().pk}, cast.editor())
    Assignment.ask(plan, cast.reporter(), "writer", cast.editor())
    return story, day


def hour(story: Article) -> Any:
    return timezone.localtime(Article.objects.get(pk=story.pk).publish_at)


def test_a_story_is_dragged_undone_and_moved_by_keys(logged_in: Window) -> None:
    story, day = planned()
    page = logged_in()
    page.goto(f"{CALENDAR}?view=month&date={day:%Y-%m-%d}")
    mark = f'[data-mark="publish-{story.pk}"]'

    def button_on(number: int) -> Locator:
        return page.locator(f'[data-drop="day={day:%Y-%m}-{number}"] {mark} .plan-move')

    page.locator(mark).drag_to(page.locator(f'[data-drop="day={day:%Y-%m}-16"]'))
    said = page.locator("[data-said]")
    expect(said).to_contain_text("now")
    assert hour(story) == day.replace(day=16)
    # What is shown anew comes last, and takes the keyboard there.
    expect(button_on(16)).to_be_focused()
    said.get_by_role("button", name="Undo").click()
    until(lambda: hour(story) == day)
    expect(button_on(14)).to_be_focused()
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    until(lambda: hour(story) == day.replace(day=22))
    expect(button_on(22)).to_be_focused()
    # Refused: back where it was, and why.
    Article.objects.get(pk=story.pk).reschedule("publish", day.replace(day=23), None)
    page.locator(mark).drag_to(page.locator(f'[data-drop="day={day:%Y-%m}-15"]'))
    expect(said).to_contain_text("Someone else has moved it meanwhile")
    assert hour(story) == day.replace(day=23)


def test_what_comes_while_something_is_in_hand_is_shown_later(logged_in: Window) -> None:
    story, day = planned()
    page, held = logged_in(), list[Route]()
    page.goto(f"{CALENDAR}?view=month&date={day:%Y-%m-%d}")

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/planning/?view=*", hold)
    mark = page.locator(f'[data-mark="publish-{story.pk}"]')
    mark.drag_to(page.locator(f'[data-drop="day={day:%Y-%m}-16"]'))
    page.get_by_role("button", name="Undo").click()
    until(lambda: page.evaluate("1") and len(held) == 2)
    page.evaluate("document.getElementById('planning').dataset.old = ''")
    held[0].continue_()
    expect(page.locator("#planning[data-old]")).to_have_count(0)
    mark.locator(".plan-move").focus()
    page.keyboard.press("ArrowRight")
    held[1].continue_()
    page.unroute("**/planning/?view=*")
    # It has come by then: one connection brings one after the other.
    page.evaluate("fetch(location.href).then((answer) => answer.text())")
    page.keyboard.press("Enter")
    until(lambda: hour(story) == day.replace(day=15))


def test_nobody_is_shut_out(logged_in: Window) -> None:
    _story, day = planned()
    page, wrong = logged_in(), list[str]()
    date, plan = f"date={day:%Y-%m-%d}", Plan.objects.get().pk
    for number, address in enumerate(
        (
            f"?view=month&{date}", f"?view=week&{date}", "budget/?days=all", "board/?all=1",
            f"plans/{plan}/", "feed/",
        )
    ):  # fmt: skip
        page.goto(f"{CALENDAR}{address}")
        wrong += [f"{address}: {one}" for one in wide_and_narrow(page)]
        if where := os.environ.get("SHOTS"):
            for width, scheme in ((375, "light"), (1280, "light"), (1280, "dark")):
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                page.screenshot(path=f"{where}/{number}-{width}{scheme}.png", full_page=True)
    assert wrong == []


def test_a_month_on_a_phone_opens_at_today(logged_in: Window) -> None:
    _story, day = planned()
    cast.draft("Ferries wait for the tide").publish(None, at=day.replace(day=2))
    page = logged_in()
    page.set_viewport_size({"width": 375, "height": 480})
    here = f'data-drop="day={day:%Y-%m}-14"'

    def as_of_the_14th(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(here, f"data-today {here}"))

    address = f"{CALENDAR}?view=month&date={day:%Y-%m-%d}"
    page.goto(address)
    assert page.evaluate("scrollY") == 0
    page.route("**/planning/?**", as_of_the_14th)
    page.goto(address)
    expect(page.locator("[data-today]")).to_be_in_viewport()
    page.wait_for_function("scrollY > 0")
