"""Players of other sites in a real browser: nobody is asked before the press, then they are."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from articles.models import Article
from tests import axe, cast

PLAYER = "https://www.youtube-nocookie.com/embed/abcdefghijk"


@pytest.fixture
def filmed(live_server: Any) -> Article:
    """A live story with two films, one behind a picture and one behind a drawn poster."""
    poster = cast.picture("navy")
    return cast.live(
        body="<p>Look.</p>"
        '<figure data-embed="https://www.youtube.com/watch?v=abcdefghijk" '
        f'data-poster="{poster.pk}"><figcaption>The old crane</figcaption></figure>'
        '<figure data-embed="https://vimeo.com/123"></figure>'
    )


def asked_elsewhere(context: BrowserContext, home: str) -> list[str]:
    """What is asked of other hosts than ours, which get an answer of ours."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        if urlsplit(route.request.url).netloc == urlsplit(home).netloc:
            route.continue_()
        else:
            asked.append(route.request.url)
            route.fulfill(body="<p>A film</p>", content_type="text/html")

    context.route("**/*", answer)
    return asked


def read_to_the_end(page: Page) -> None:
    """Bring all players into view, as a reader would."""
    for press in page.locator(".embed summary").all():
        press.scroll_into_view_if_needed()
        expect(press).to_be_in_viewport()
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("scripted", [True, False])
def test_no_other_host_is_asked_before_the_press(
    browser: Browser, live_server: Any, filmed: Article, scripted: bool
) -> None:
    context = browser.new_context(java_script_enabled=scripted, service_workers="block")
    asked = asked_elsewhere(context, live_server.url)
    page = context.new_page()
    page.goto(f"{live_server.url}{filmed.get_absolute_url()}")
    read_to_the_end(page)
    assert asked == []
    press = page.locator(".embed summary").first
    press.focus()
    page.keyboard.press("Enter")
    if not scripted:
        assert asked == []
        page.get_by_text("Load the player").first.click()
    expect(page.frame_locator("iframe").first.get_by_text("A film")).to_be_visible()
    assert asked == [PLAYER + ("?autoplay=1" if scripted else "")]
    context.close()


def test_a_player_is_for_everyone_and_stops_when_it_is_closed(
    browser: Browser, live_server: Any, filmed: Article
) -> None:
    context = browser.new_context(service_workers="block", bypass_csp=True)
    asked_elsewhere(context, live_server.url)
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{live_server.url}{filmed.get_absolute_url()}")
    read_to_the_end(page)
    assert axe.by_day_and_night(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for press in page.locator(".embed summary").all():
        box = press.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44

    page.get_by_text("Play the video").first.click()
    expect(page.frame_locator("iframe").first.get_by_text("A film")).to_be_visible()
    page.get_by_text("Close the player").first.click()
    expect(page.get_by_text("Play the video").first).to_be_visible()
    expect(page.locator("iframe").first).not_to_have_attribute("src", re.compile(""))
    page.wait_for_function("document.querySelector('iframe').contentWindow.length === 0")
    elsewhere = [frame.url for frame in page.frames if not frame.url.startswith(live_server.url)]
    assert set(elsewhere) <= {"", "about:blank"}, "nothing of the other site is left in the page"
    context.close()
