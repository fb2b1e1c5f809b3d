"""Every page for readers in a real browser: open to everyone, wide or narrow, by day and night."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from articles.models import Author, Category
from tests import cast

#: What pages look like is no matter of the database.
pytestmark = pytest.mark.sqlite
#: What WCAG 1.4.12 lets a reader set: no text may be lost by it.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
word-spacing: .16em !important } p { margin-block-end: 2em !important }"""
#: Elements whose text is cut off, but for those that scroll in themselves or are for the ear.
CUT = """[...document.querySelectorAll("main *, header *, footer *")].filter((one) => {
  const style = getComputedStyle(one);
  const hides = style.overflowX === "hidden" || style.overflowX === "clip";
  return hides && !one.closest(".unseen") && one.scrollWidth > one.clientWidth + 1;
}).map((one) => one.className)"""


@pytest.fixture
def pages(live_server: Any) -> dict[str, str]:
    """A small newsroom, and a page of each kind with the status it answers with."""
    long_name = "Wilhelmina Featherstonehaugh-Okonkwo van der Westhuizen-Llanfairpwllgwyngyll"
    author = Author.objects.create(name=long_name, role="Correspondent", biography="Writes.")
    Category.objects.create(name="Empty", slug="empty")
    shown = cast.picture()
    rows = "<tr><th>Town</th><th>Votes</th></tr><tr><td>Ashgrove</td><td>12,885</td></tr>"
    story = cast.live(
        picture=shown, body=f"{cast.BODY}<table>{rows}</table>", topics=["Ports", "Cranes"]
    )
    story.set_authors([author, cast.ottoline()])
    story.publish(None, change="correction", note="Nine, not ten.")
    cast.live("बंदरगाह की पुरानी क्रेन वहीं रहेगी, परिषद ने तय किया", kind="opinion")
    cast.live("المجلس يُبقي على الرافعة القديمة في الميناء بعد تصويت طويل", kind="analysis")
    cast.live("Unverkehrszulassungsordnungsgesetzgebungsverfahren" * 2)
    for number in range(4):
        cast.live(f"Harbour story {number}", picture=shown)
    gone = cast.live("Gone tomorrow")
    gone.withdraw(None, reason="It was wrong.")
    month = f"/politics/{story.publish_at:%Y/%m}/"
    return {
        "front": "/",
        "section": "/politics/",
        "empty section": "/empty/",
        "story": story.get_absolute_url(),
        "author": author.get_absolute_url(),
        "topic": "/topic/ports/",
        "latest": "/latest/",
        "month": month,
        "corrections": "/corrections/",
        "search": "/search/?q=crane",
        "search without result": "/search/?q=zebra",
        "not found": "/no/such/page/",
        "withdrawn": gone.get_absolute_url(),
    }


@pytest.mark.parametrize("language", ["en-gb", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_every_page_is_open_to_everyone(
    page: Page,
    pages: dict[str, str],
    live_server: Any,
    settings: Any,
    language: str,
    scheme: Any,
    width: int,
) -> None:
    settings.LANGUAGE_CODE = language
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    found = {}
    for name, path in pages.items():
        page.goto(f"{live_server.url}{path}")
        result = Axe().run(page)
        if result.violations_count:
            found[name] = result.generate_report()
    assert found == {}


def wide(page: Page) -> bool:
    """Whether the page has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize("language", ["en-gb", "ar"])
def test_nothing_is_lost_on_small_screens_and_in_large_text(
    browser: Browser, pages: dict[str, str], live_server: Any, settings: Any, language: str
) -> None:
    settings.LANGUAGE_CODE = language
    # A reader's own style is put in by the browser, whatever the page's policy says.
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    lost = []
    for name, path in pages.items():
        for width, style in [
            (320, ""),
            (1280, ":root { font-size: 200% !important }"),
            (640, ":root { font-size: 200% !important }"),
            (375, SPACING),
            (1280, SPACING),
        ]:
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{live_server.url}{path}")
            if style:
                page.add_style_tag(content=style)
            cut = page.evaluate(CUT)
            if wide(page) or cut:
                lost.append((name, width, style[:20], cut))
    context.close()
    assert lost == []


def test_a_page_asks_for_one_thing_before_it_is_painted(
    browser: Browser, pages: dict[str, str], live_server: Any
) -> None:
    context = browser.new_context()
    page = context.new_page()
    for name, path in pages.items():
        asked: list[tuple[str, str]] = []

        def note(request: Any, asked: list[tuple[str, str]] = asked) -> None:
            asked.append((request.resource_type, request.url))

        page.on("request", note)
        page.goto(f"{live_server.url}{path}", wait_until="load")
        page.remove_listener("request", note)
        assert all(url.startswith((live_server.url, "data:")) for _kind, url in asked), name
        assert "stylesheet" not in [kind for kind, _url in asked], name
        blocking = page.evaluate(
            "performance.getEntriesByType('resource').filter((one) => "
            "one.renderBlockingStatus === 'blocking').length"
        )
        assert blocking == 0, name
    context.close()


@pytest.mark.parametrize("name", ["story", "section", "front"])
def test_the_bar_never_covers_what_has_the_focus(
    page: Page, pages: dict[str, str], live_server: Any, name: str
) -> None:
    page.set_viewport_size({"width": 375, "height": 600})
    page.goto(f"{live_server.url}{pages[name]}")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.locator("footer a").last.focus()
    covered = []
    for _ in range(25):
        page.keyboard.press("Shift+Tab")
        covered.append(
            page.evaluate(
                """() => { const box = document.activeElement.getBoundingClientRect();
                const bar = document.querySelector(".bar");
                if (bar.contains(document.activeElement) || box.height > 400) return false;
                return box.bottom > 0 && box.top < bar.getBoundingClientRect().bottom
                  && bar.getBoundingClientRect().top >= 0 && box.top >= 0
                  && getComputedStyle(bar).position === "sticky"
                  && bar.getBoundingClientRect().top === 0; }"""
            )
        )
    assert not any(covered)
