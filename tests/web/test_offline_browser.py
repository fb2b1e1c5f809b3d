"""The paper on a reader's device: as an app, and where there is no network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect

from tests import cast
from tests.waiting import until


@pytest.fixture
def reader(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A reader whose device has the worker, and a story that was read on it."""
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto("/latest/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller")
    yield page
    context.close()


def read(page: Page, path: str) -> None:
    """Read a page, until the device has kept it."""
    page.goto(path)
    page.wait_for_function(
        "path => caches.open('stories').then((c) => c.match(path)).then(Boolean)", arg=path
    )


def _follow(page: Page, link: Locator, path: str) -> bool:
    """Click the link, if it is still there; whether that led to `path`."""
    if link.count():
        link.click()
        page.wait_for_load_state()
    return page.url.endswith(path)


@pytest.mark.sqlite
def test_what_was_read_can_be_read_without_a_network(reader: Page, live_server: Any) -> None:
    story = cast.live("The “crane” & its <friends>", picture=cast.picture())
    other = cast.live("Never opened")
    read(reader, story.get_absolute_url())
    reader.context.set_offline(True)
    reader.goto(story.get_absolute_url())
    expect(reader.get_by_role("heading", level=1)).to_have_text(story.headline)
    expect(reader.get_by_text("You are offline. This copy of the page is from")).to_be_visible()
    assert reader.evaluate("getComputedStyle(document.querySelector('.bar')).position") == "sticky"
    reader.goto(other.get_absolute_url())
    expect(reader.get_by_role("heading", name="You are offline")).to_be_visible()
    link = reader.get_by_role("link", name=story.headline)
    expect(link).to_have_attribute("href", story.get_absolute_url())
    # The page loads itself anew where the browser says that the network is back. While the network
    # is taken away from it, it may say so once more, and a click of that moment is lost.
    until(lambda: _follow(reader, link, story.get_absolute_url()))
    expect(reader.get_by_role("heading", level=1)).to_have_text(story.headline)


@pytest.mark.sqlite
def test_nothing_old_is_shown_where_there_is_a_network(reader: Page, live_server: Any) -> None:
    story = cast.live("As it was")
    path = story.get_absolute_url()
    read(reader, path)
    type(story).objects.filter(pk=story.pk).update(headline="As it is")
    reader.goto(path)
    expect(reader.get_by_role("heading", level=1)).to_have_text("As it is")
    expect(reader.locator(".kept")).to_have_count(0)
    story.refresh_from_db()
    story.withdraw(None, reason="It was wrong.")
    answer = reader.goto(path)
    assert answer is not None
    assert answer.status == 410
    reader.wait_for_function(
        "path => caches.open('stories').then((c) => c.match(path)).then((kept) => !kept)", arg=path
    )
    reader.context.set_offline(True)
    reader.goto(path)
    expect(reader.get_by_role("heading", name="You are offline")).to_be_visible()


@pytest.mark.sqlite
def test_the_desk_is_never_kept(reader: Page, live_server: Any) -> None:
    reader.goto("/admin/login/")
    reader.goto("/search/?q=crane")
    kept = reader.evaluate(
        "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name)"
        ".then((c) => c.keys()).then((keys) => keys.map((one) => new URL(one.url).pathname)))))"
    )
    paths = [path for some in kept for path in some]
    assert "/offline/" in paths
    assert [path for path in paths if path.startswith(("/admin", "/search"))] == []


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["en-gb", "ar"])
def test_the_manifest_installs_the_paper(client: Client, settings: Any, code: str) -> None:
    settings.LANGUAGE_CODE = code
    answer = client.get("/manifest.webmanifest")
    told = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (told["name"], told["start_url"], told["display"]) == ("Newsportal", "/", "minimal-ui")
    assert told["dir"] == ("rtl" if code == "ar" else "ltr")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    assert '<link rel="manifest" href="/manifest.webmanifest">' in client.get("/").content.decode()


@pytest.mark.django_db
def test_only_pages_for_everyone_say_that_they_may_be_kept(client: Client) -> None:
    story = cast.live()
    draft = cast.draft("Not yet")
    assert client.get("/").headers["X-Keep-Offline"] == "1"
    assert client.get(story.get_absolute_url()).headers["X-Keep-Offline"] == "1"
    client.force_login(cast.editor())
    for path in ("/latest/", "/search/", draft.get_absolute_url(), "/no/such/page/"):
        assert "X-Keep-Offline" not in client.get(path).headers


@pytest.mark.django_db
def test_the_worker_is_asked_for_anew(client: Client, settings: Any) -> None:
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert "stories" in answer.content.decode()
    settings.DEBUG = True
    assert "unregister" in client.get("/sw.js").content.decode()
