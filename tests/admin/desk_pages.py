"""Writing in a real browser, as the tests of the story's form do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from articles.models import Article
from tests import cast
from tests.waiting import until

ADD = "/admin/articles/article/add/"
HEADLINE = "Council keeps its old crane"

Window = Callable[..., Page]


SILENT = """() => {
  window.fetch = () => new Promise(() => {});
  navigator.sendBeacon = () => true;
}"""
KEPT = "cache_storage,indexeddb,local_storage,service_workers"
#: A file of the portal's, with nothing in it that runs.
NOTHING = "/static/img/favicon.svg"


class Left:
    """A tab that a test after another takes: one that has the desk's scripts already opens a form
    in half the time of a new one."""

    def __init__(self, context: BrowserContext, newsroom: str) -> None:
        self.page, self._newsroom = context.new_page(), newsroom
        self._protocol = context.new_cdp_session(self.page)
        self._forget()

    def say_no_more(self) -> None:
        """Let the page send nothing: it would come in the middle of the next test."""
        self.page.unroute_all()
        self.page.evaluate(SILENT)

    def empty(self) -> None:
        """Make it what a new one is."""
        self.page.goto(f"{self._newsroom}{NOTHING}")
        self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self._forget()
        self._protocol.send("Page.resetNavigationHistory")
        self.page.mouse.move(0, 0)
        self.page.emulate_media(media="null", color_scheme="null")

    def _forget(self) -> None:
        """Keep nothing but files."""
        kept = {"origin": self._newsroom, "storageTypes": KEPT}
        self._protocol.send("Storage.clearDataForOrigin", kept)


def emptied(context: BrowserContext, tab: Left | None) -> Left | None:
    """Leave the window as a new one is, but for its files; returns its tab if that can be taken
    again."""
    tab = None if tab is None or tab.page.is_closed() else tab
    for page in context.pages:
        if tab is None or page != tab.page:
            page.close()
    if tab:
        tab.say_no_more()
    context.set_offline(False)
    context.clear_cookies()
    if tab:
        tab.empty()
    return tab


def change(story: Article) -> str:
    """The address of the story's form."""
    return f"/admin/articles/article/{story.pk}/change/"


def enter(context: BrowserContext, newsroom: str, person: User) -> None:
    """Be logged in, without the way over the page to log in at."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": newsroom}])


def opened(page: Page, address: str) -> Page:
    """The form at `address`, ready to be written in."""
    page.goto(address)
    page.wait_for_selector("form[data-ready] .ProseMirror")
    return page


def state(page: Page) -> Locator:
    """Where the page says what became of the text."""
    return page.locator("[data-save-state]")


def body(page: Page) -> Locator:
    """The text's editor."""
    return page.locator(".ProseMirror")


def back_in_the_text(page: Page) -> None:
    """Wait until the text has the keyboard again: the editor takes it with the next frame that is
    drawn after a button of its menu was pressed."""
    expect(body(page)).to_be_focused()


def write(page: Page, paragraph: int, words: str) -> None:
    """Put words at the end of a paragraph, as somebody who clicks there and types."""
    body(page).locator("> p").nth(paragraph).click()
    page.keyboard.press("End")
    page.keyboard.insert_text(words)


def says(page: Page, words: str) -> None:
    """Wait until the page says so."""
    expect(state(page)).to_contain_text(words)


def kept_here(page: Page) -> int:
    """How many forms' texts this browser keeps."""
    found = "Object.keys(localStorage).filter((name) => name.startsWith('newsportal:story:'))"
    return int(page.evaluate(f"{found}.length"))


def held_back(page: Page) -> Callable[[], None]:
    """Keep what is saved from arriving, until what this returns is called."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    def go_on() -> None:
        # The page says that it saves before it sends: what is kept behind the scenes goes first.
        until(lambda: page.evaluate("1") and held)
        held[0].continue_()
        page.unroute("**/change/", hold)

    page.route("**/change/", hold)
    return go_on


def two_paragraphs(**fields: Any) -> Article:
    """A draft whose text is two short paragraphs."""
    return cast.draft(HEADLINE, body="<p>First.</p><p>Second.</p>", **fields)


def texts(story: Article) -> str:
    """The working copy's text."""
    return str(Article.objects.get(pk=story.pk).content()["body"])
