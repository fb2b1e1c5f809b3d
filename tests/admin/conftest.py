"""What the desk's tests stand on: `desk` without a browser, `window` and `logged_in` in one.
desk_pages.py has what is done there.

Import what needs Django's apps within the fixtures: they are not there yet when this is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

    from tests.admin.desk_pages import Left, Window
    from tests.model_server import ModelServer

#: As Playwright opens a window.
SIZE = {"width": 1280, "height": 720}


@pytest.fixture
def desk(client: Client, request: pytest.FixtureRequest) -> Client:
    """An editor at the desk, or whom the module names as AT_THE_DESK."""
    from tests import cast

    client.force_login(getattr(request.module, "AT_THE_DESK", cast.editor)())
    return client


@pytest.fixture
def newsroom(live_server: Any, settings: Any) -> str:
    """The address of the portal, and somebody to put over a story. Of a picture only the first size
    is made, which the desk shows: all of them take longer than most tests."""
    from tests import cast

    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    cast.ottoline()
    return str(live_server.url)


@pytest.fixture(scope="session")
def left_windows(browser: Browser) -> Iterator[dict[BrowserContext, Left | None]]:
    """Windows that former tests have left, each with its tab, where that can be taken again."""
    left: dict[BrowserContext, Left | None] = {}
    yield left
    for context in left:
        context.close()


@pytest.fixture
def logged_in(
    newsroom: str, browser: Browser, left_windows: dict[BrowserContext, Left | None]
) -> Iterator[Window]:
    """Gives somebody a window of their own, an editor unless another one is named; its pages are
    asked for by their paths. One with `options` is new, but for the size of the `viewport`; others
    keep nothing of a former test but files. `script` runs before those of each page. No page may do
    what its policy forbids."""
    from tests import cast, violations
    from tests.admin.desk_pages import Left, emptied, enter

    here: dict[BrowserContext, Left | None] = {}
    stopped: list[str] = []

    def page_of(person: User | None = None, *, script: str = "", **options: Any) -> Page:
        size = options.pop("viewport", SIZE)
        left = None if options else next((one for one in left_windows if one not in here), None)
        context = left or browser.new_context(
            locale="en-GB", base_url=newsroom, viewport=size, **options
        )
        tab = left_windows.get(context) or Left(context, newsroom)
        here[context] = None if options or script else tab
        enter(context, newsroom, person or cast.editor())
        tab.page.set_viewport_size(size)
        violations.of(tab.page, stopped)
        if script:
            tab.page.add_init_script(script)
        if not options:
            left_windows[context] = None
        return tab.page

    yield page_of
    for context, tab in here.items():
        # What a page still sends when it is left would come in the middle of the next test.
        context.set_offline(True)
        if context in left_windows:
            left_windows[context] = emptied(context, tab)
        else:
            context.close()
    assert stopped == [], "the page's policy has stopped something of ours"


@pytest.fixture
def window(logged_in: Window) -> Window:
    """Opens a story's form, a new one's unless another address is named, as `logged_in` does."""
    from tests.admin.desk_pages import ADD, opened

    def open_form(path: str = ADD, person: User | None = None, **options: Any) -> Page:
        return opened(logged_in(person, **options), path)

    return open_form


@pytest.fixture
def model(settings: Any) -> Iterator[ModelServer]:
    """The newsroom's language model: a server of the test's own."""
    from tests.model_server import KEY, running_model

    with running_model() as server:
        settings.LANGUAGE_MODEL_URL, settings.LANGUAGE_MODEL = server.url, "tiny"
        settings.LANGUAGE_MODEL_KEY = KEY
        yield server


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread's work is done before the answer: it could not see a row of the test's own."""
    from articles.helping.work import Threads

    def begin(threads: Threads, do: Any) -> None:
        do()
        threads.release()

    monkeypatch.setattr(Threads, "begin", begin)
