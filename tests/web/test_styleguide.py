"""The style guide: complete, open to everyone, without a row, and not for readers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from playwright.sync_api import Browser, Page

from articles.web.styleguide.pages import PAGES, styleguide
from tests import axe, pictures

BLOCKS = sorted(path.stem for path in (pictures.ROOT / "templates" / "blocks").glob("*.html"))


@pytest.mark.django_db
def test_readers_have_no_style_guide(client: Client) -> None:
    for path in ("/styleguide/", "/styleguide/front/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_it_needs_no_database(name: str) -> None:
    with connection.execute_wrapper(_never):
        page = styleguide(RequestFactory().get("/"), name)
    assert page.status_code == 200
    assert 'content="noindex"' in page.content.decode()


def _never(*_args: Any) -> None:
    raise AssertionError("the style guide has asked the database")


def test_every_block_is_in_it() -> None:
    used = [template.origin.name for template in _templates_of("components")]
    for block in BLOCKS:
        assert any(name.endswith(f"blocks/{block}.html") for name in used), block


def _templates_of(name: str) -> list[Any]:
    from django.test.signals import template_rendered

    seen: list[Any] = []

    def note(template: Any, **_rest: Any) -> None:
        seen.append(template)

    template_rendered.connect(note)
    try:
        styleguide(RequestFactory().get("/"), name)
    finally:
        template_rendered.disconnect(note)
    return seen


#: How wide the pages are by day and by night.
WIDTHS = {"en": (axe.NARROW, axe.WIDE), "ar": (axe.WIDE, axe.NARROW)}


@pytest.mark.sqlite
@pytest.mark.parametrize("language", WIDTHS)
def test_every_component_is_open_to_everyone(browser: Browser, language: str) -> None:
    context = browser.new_context(bypass_csp=True, offline=True)
    page = context.new_page()
    found: dict[Any, Any] = {}
    for name in ("components", "story"):
        page.set_content(pictures.html_of(pictures.Look(name, 1280, "light", language)))
        if complaints := axe.by_day_and_night(page, WIDTHS[language]):
            found[name] = complaints
        for width in WIDTHS[language]:
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found[name, width, "sideways"] = ""
    context.close()
    assert found == {}


@pytest.fixture(scope="module")
def camera(browser: Browser) -> Iterator[Page]:
    """One page that takes all of the pictures."""
    with pictures.camera(browser) as page:
        yield page


@pytest.mark.sqlite
@pytest.mark.parametrize("look", pictures.LOOKS, ids=lambda look: look.name)
def test_it_looks_as_it_did(camera: Page, look: pictures.Look) -> None:
    """Where this fails on purpose: `make pictures` shows what differs, then `--keep` keeps it."""
    now = pictures.take(camera, look)
    assert pictures.changed(look, now) <= pictures.SHARE


def test_what_differs_is_seen() -> None:
    from PIL import Image

    kept, now = Image.new("RGB", (100, 100), "white"), Image.new("RGB", (100, 100), "white")
    assert pictures.differing(kept, now)[0] == 0
    now.paste("black", (0, 0, 10, 10))
    assert pictures.differing(kept, now)[0] == 0.01
    taller = Image.new("RGB", (100, 110), "white")
    assert pictures.differing(kept, taller)[0] > pictures.SHARE


def test_the_pictures_are_small_and_all_of_them_are_compared() -> None:
    there = set(pictures.FOLDER.iterdir())
    assert there == {look.file for look in pictures.LOOKS}
    assert sum(path.stat().st_size for path in there) < 1_500_000
