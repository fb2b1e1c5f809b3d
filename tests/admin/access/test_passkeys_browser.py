"""Passkeys in a browser that has a key of its own: added, named, logged in with, removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect

from articles.models import Entry
from articles.models.people import factors
from tests import cast, violations
from tests.admin.access.steps import FACTORS, code, with_app
from tests.axe import by_day, by_night, complaints

PHONE = {"width": 375, "height": 800}


@pytest.fixture
def page_with_key(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A page of a browser on a small screen; its key asks for a finger, which is there."""
    host = str(live_server.url)
    context = browser.new_context(locale="en-GB", base_url=host, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    stopped = violations.of(page)
    key = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    yield page
    # What the page still sends when it is left would come in the middle of the next test.
    context.set_offline(True)
    context.close()
    assert stopped == [], "the page's policy has stopped something of ours"


def log_in(page: Page) -> None:
    """The first step."""
    page.goto("/admin/login/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()


def test_a_passkey_from_first_to_last(page_with_key: Page) -> None:
    page = page_with_key
    cast.editor()
    log_in(page)
    # The first login is led here.
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert page.locator("[data-codes] li").count() == 10
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert len(download.value.path().read_text().split("\n\n")[1].splitlines()) == 10
    page.get_by_role("link", name="continue").click()
    expect(page.get_by_role("heading", name="editor’s desk")).to_be_visible()

    # As the second step, then alone.
    for is_alone in (False, True):
        page.context.clear_cookies()
        if is_alone:
            page.goto("/admin/login/")
            page.get_by_role("button", name="Log in with a passkey").click()
        else:
            log_in(page)
            page.get_by_role("button", name="Use a passkey").click()
        expect(page.get_by_role("heading", name="editor’s desk")).to_be_visible()
    notes = Entry.objects.filter(verb=Entry.Verb.LOGIN).values_list("note", flat=True)
    assert sum(note.startswith("with a passkey") for note in notes) == 2

    page.goto(FACTORS)
    page.get_by_text("Rename").click()
    page.get_by_role("textbox", name="Name").first.fill("Blue key")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Blue key", exact=True)).to_be_visible()
    assert complaints(page) == []
    page.get_by_role("button", name="Remove Blue key").click()
    # It is the last one of somebody who needs one.
    expect(page.get_by_text("Set up another one before you remove this one.")).to_be_visible()
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_an_answer_to_another_question_opens_nothing(page_with_key: Page, live_server: Any) -> None:
    page = page_with_key
    cast.editor()
    log_in(page)
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/admin/login/")
    # What the browser answers is caught, and said again by somebody else.
    answers = list[str]()

    def catch(route: Route) -> None:
        answers.extend(parse_qs(route.request.post_data or "")["credential"])
        route.abort()

    page.route("**/admin/login/passkey/", catch)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Log in with a passkey").click()
    thief = Client(headers={"Host": str(live_server.url).removeprefix("http://")})
    thief.post("/admin/login/passkey/options/")
    thief.post("/admin/login/passkey/", {"credential": answers[0]})
    assert thief.get("/admin/").status_code == 302
    assert Entry.objects.filter(verb=Entry.Verb.LOGIN_FAILED, title="editor").exists()


def test_the_other_pages_can_be_used_by_everybody(page_with_key: Page) -> None:
    page = page_with_key
    with_app(cast.editor())
    log_in(page)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    wrong = by_day(page) + by_night(page)
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("heading", name="editor’s desk")).to_be_visible()
    page.goto(FACTORS)
    page.get_by_role("button", name="Create new codes").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    wrong += by_day(page) + by_night(page)
    factors.remove_all(cast.editor())
    page.goto(f"{FACTORS}app/")
    expect(page.get_by_role("heading", name="Set up an app")).to_be_visible()
    wrong += by_day(page) + by_night(page)
    assert wrong == []
