"""Pages in a real browser: nothing that it objects to, and nothing that shuts anyone out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Article, PreviewLink
from tests import axe, cast

SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")


@pytest.fixture
def corrected(live_server: Any) -> Article:
    """A live story with a picture and a correction, whose words try to break out."""
    story = cast.live("The crane </script> stays", picture=cast.picture(), topics=["Ports"])
    story.publish(None, change="correction", note="Nine, not ten.")
    return story


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains about, such as a script that the policy forbids."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on(
        "console",
        lambda message: (
            heard.append(message.text) if message.type in {"error", "warning"} else None
        ),
    )
    return heard


def test_a_correction_is_read_and_nothing_complains(
    page: Page, live_server: Any, corrected: Article, complaints: list[str]
) -> None:
    """From the page of corrections to the words themselves."""
    page.goto(f"{live_server.url}/corrections/")
    expect(page.get_by_text("Nine, not ten.")).to_be_visible()
    page.get_by_role("link", name=corrected.headline).click()
    expect(page.locator(":target")).to_contain_text("Nine, not ten.")
    expect(page.locator(":target")).to_be_in_viewport()
    assert complaints == []


def test_a_preview_is_open_to_everyone_in_the_scheme_that_was_asked_for(
    page: Page, live_server: Any, corrected: Article, complaints: list[str]
) -> None:
    link = PreviewLink.objects.create(article=corrected, by=cast.managing_editor())
    preview = f"/preview/{link.token}/"
    colour = "getComputedStyle(document.documentElement).backgroundColor"
    page.goto(live_server.url + corrected.get_absolute_url())
    wanted = {}
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        wanted[scheme] = page.evaluate(colour)
    page.goto(live_server.url + preview)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(colour) == wanted[scheme]
    assert axe.by_day_and_night(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for asked, preferred in (SCHEMES, SCHEMES[::-1]):
        page.emulate_media(color_scheme=preferred)
        page.goto(f"{live_server.url}{preview}?scheme={asked}")
        assert page.evaluate(colour) == wanted[asked]
    assert complaints == []
    # The desk may frame it.
    page.goto(f"{live_server.url}/admin/login/")
    page.evaluate(
        "address => document.body.append(Object.assign(document.createElement('iframe'),"
        " {src: address}))",
        preview,
    )
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name=corrected.headline)).to_be_attached()


def test_beside_a_story_a_date_becomes_an_age_while_it_is_young(
    page: Page, live_server: Any
) -> None:
    now = timezone.localtime()
    story = cast.live("The crane stays", at=now - timedelta(hours=30))
    young = cast.live("The fog lifts", at=now - timedelta(hours=2, minutes=10))
    old = cast.live("The kite is found", at=now - timedelta(days=800))
    page.goto(live_server.url + story.get_absolute_url())
    beside = page.locator(".more .card")
    expect(beside.filter(has_text=young.headline).locator("time")).to_have_text("2 hours ago")
    expect(beside.filter(has_text=old.headline).locator("time")).to_contain_text(
        str((now - timedelta(days=800)).year)
    )
