"""Every page for readers in a real browser: open to everyone, wide or narrow, by day and night."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from articles.models import Author, Category, Paper
from articles.models import Page as PaperPage
from tests import axe, cast, violations

#: What pages look like is no matter of the database.
pytestmark = pytest.mark.sqlite
#: What WCAG 1.4.12 lets a reader set: no text may be lost by it.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
word-spacing: .16em !important } p { margin-block-end: 2em !important }"""
OWN_STYLE = """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
document.adoptedStyleSheets = [sheet] }"""
#: A rule that axe leaves out unless it is asked.
TARGETS = {"target-size": {"enabled": True}}
#: Colours do not come with the language; what stands over what in Arabic, the style guide's pages
#: tell of all blocks (test_styleguide.py).
COLOURLESS = TARGETS | {rule: {"enabled": False} for rule in axe.OF_COLOURS}
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
    opinion = cast.live("बंदरगाह की पुरानी क्रेन वहीं रहेगी, परिषद ने तय किया", kind="opinion")
    cast.live("المجلس يُبقي على الرافعة القديمة في الميناء بعد تصويت طويل", kind="analysis")
    cast.live("Unverkehrszulassungsordnungsgesetzgebungsverfahren" * 2)
    for number in range(4):
        cast.live(f"Harbour story {number}", picture=shown)
    # A section with one story, which has no picture; and one that goes on.
    cast.live("The only story of its section", section=cast.section("travel"))
    for number in range(21):
        at = timezone.now() - timedelta(hours=number + 2)
        cast.live(f"Match {number}", section=cast.section("sports"), picture=shown, at=at)
    # A footer with everything in it, and colours and letters of the paper's own.
    Paper.objects.update_or_create(
        pk=1,
        defaults={
            "accent": "#7a1f5c",
            "band": "#5a1030",
            "headline_face": "slab",
            "footer": "Gannet Press, 1 Quay Street",
            "links": "More of us\nShop https://shop.example",
            "profiles": "https://bsky.app/profile/gannet",
            "contact": "desk@example.org",
        },
    )
    PaperPage.objects.update_or_create(
        slug="about",
        defaults={
            "title": "About us",
            "body": cast.BODY,
            "with_people": True,
            "is_published": True,
        },
    )
    gone = cast.live("Gone tomorrow")
    gone.withdraw(None, reason="It was wrong.")
    month = f"/politics/{story.publish_at:%Y/%m}/"
    return {
        "front": "/",
        "section": "/politics/",
        "empty section": "/empty/",
        "section of one": "/travel/",
        "second page": "/sports/?page=2",
        "months": "/sports/archive/",
        "story": story.get_absolute_url(),
        "opinion": opinion.get_absolute_url(),
        "author": author.get_absolute_url(),
        "topic": "/topic/ports/",
        "latest": "/latest/",
        "month": month,
        "corrections": "/corrections/",
        "search": "/search/?q=crane",
        "search without result": "/search/?q=zebra",
        "not found": "/no/such/page/",
        "withdrawn": gone.get_absolute_url(),
        "without a network": "/offline/",
        "about": "/about/",
    }


#: A reader's own style → the widths at which nothing may be lost in it.
STYLES = {
    "/* ours alone */": (320,),
    SPACING: (375, 1280),
    ":root { font-size: 200% !important }": (640, 1280),
}


def wide(page: Page) -> bool:
    """Whether the page has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def lost(page: Page) -> list[tuple[str, int, Any]]:
    """Where text is lost or has to be scrolled to: on small screens, in large or wide-set text."""
    found = []
    for style, widths in STYLES.items():
        # A reader's own style is put in by the browser, whatever the page's policy says.
        page.evaluate(OWN_STYLE, style)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            cut = page.evaluate(CUT)
            if wide(page) or cut:
                found.append((style[:20], width, cut))
        page.evaluate("document.adoptedStyleSheets = []")
    return found


def blocks(page: Page) -> int:
    """How many files the page waits for before it is painted."""
    return int(
        page.evaluate(
            "performance.getEntriesByType('resource').filter((one) => "
            "one.renderBlockingStatus === 'blocking').length"
        )
    )


def test_what_shuts_somebody_out_is_found(page: Page) -> None:
    dim = "@media (prefers-color-scheme: dark) { p { color: #333; background: #222 } }"
    picture = "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>"
    page.set_content(f"<html lang=en><title>A</title><style>{dim}</style><main>{picture}<p>Words")
    by_day, *_, by_night = axe.by_day_and_night(page)
    assert by_day.startswith("image-alt") and by_night.startswith("by night: color-contrast")


#: One page of each template, to be looked at from right to left too, and by night: what shuts
#: somebody out does not come with the language, but a mirrored page may hide something else; and
#: the colours of all blocks are the style guide's matter (test_styleguide.py).
TEMPLATES = {"front", "section", "story", "search", "corrections", "not found", "about"}


@pytest.mark.parametrize(
    ("language", "others"),
    [("en-gb", False), ("en-gb", True), ("ar", False)],
    ids=["en-gb", "en-gb others", "ar"],
)
def test_every_page_is_for_everyone(
    browser: Browser,
    pages: dict[str, str],
    live_server: Any,
    settings: Any,
    language: str,
    others: bool,
) -> None:
    """One walk through the paper in either direction: each page is loaded once, asks for nothing
    else before it is painted and for nothing of others, and loses nothing at any width. It is open
    to everyone on a phone by day, one of each kind by night on a desk; those from right to left on
    a desk by day."""
    settings.LANGUAGE_CODE = language
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    stopped = violations.of(page)
    asked: list[tuple[str, str]] = []
    page.on("request", lambda request: asked.extend([(request.resource_type, request.url)]))
    complaints = {}
    is_mirrored = language == "ar"
    walked = {name: path for name, path in pages.items() if (name not in TEMPLATES) == others}
    for name, path in walked.items():
        asked.clear()
        page.goto(f"{live_server.url}{path}")
        assert all(url.startswith((live_server.url, "data:")) for _kind, url in asked), name
        assert "stylesheet" not in [kind for kind, _url in asked], name
        assert blocks(page) == 0, name
        assert stopped == [], "the page's policy has stopped something of ours"
        found = [str(one) for one in lost(page)]
        if is_mirrored:
            found += axe.by_day(page, axe.WIDE, rules=COLOURLESS)
        else:
            found += axe.by_day(page, axe.NARROW, rules=TARGETS)
            found += axe.by_night(page, axe.WIDE) if name in TEMPLATES else []
        if found:
            complaints[name] = found
    context.close()
    assert complaints == {}


def test_a_reader_keeps_the_place(page: Page, pages: dict[str, str], live_server: Any) -> None:
    """Going back leads to where one was, and the bar never covers what has the focus."""
    page.goto(f"{live_server.url}/sports/")
    card = page.locator(".listing .card a").nth(9)
    card.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    assert place > 400
    card.click()
    page.wait_for_url("**/match-*/")
    page.go_back()
    page.wait_for_url("**/sports/")
    page.wait_for_function("place => Math.abs(scrollY - place) < 3", arg=place)

    page.set_viewport_size({"width": 375, "height": 600})
    for name in ("story", "section", "front"):
        page.goto(f"{live_server.url}{pages[name]}")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.locator("footer a").last.focus()
        assert not any(covered(page)), name


def covered(page: Page) -> list[bool]:
    """Of the 25 things before the one that has the focus, whether the bar lies over it then."""
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
    return covered
