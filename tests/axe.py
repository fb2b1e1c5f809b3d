"""What axe finds on a page: what shuts somebody out."""

from __future__ import annotations

from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

#: Only what is wrong comes back: telling of all that is right takes longer than finding it out.
RUN = """options => axe.run(document, {resultTypes: ["violations"], ...options}).then(
    ({violations}) => violations.map((one) => `${one.id} (${one.help}): ` +
        one.nodes.map((node) => `${node.html.slice(0, 200)} ${node.failureSummary}`).join(" ")))"""


def complaints(page: Page, **options: Any) -> list[str]:
    """Each rule that the page breaks, with where it does; `options` are those of axe.run."""
    if not page.evaluate("typeof window.axe?.run === 'function'"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN, options)
    return found


#: A colour that is on its way to another one is not to be judged.
ARRIVE = """() => document.getAnimations().forEach(
    (one) => { if (one.effect.getComputedTiming().endTime !== Infinity) one.finish(); })"""
#: A phone, and a desk.
NARROW, WIDE = 375, 1280
#: The rules that a page can break by its colours alone.
OF_COLOURS = ["color-contrast", "link-in-text-block"]


def by_day_and_night(
    page: Page, widths: tuple[int, int] | None = None, **options: Any
) -> list[str]:
    """All rules in the light scheme, and in the dark one those that colours can break: the page
    is the same but for them. `widths` says how wide it is by day and by night, where not as it is.
    """
    day, night = widths or (None, None)
    return [*by_day(page, day, **options), *by_night(page, night, **options)]


def wide_and_narrow(page: Page, **options: Any) -> list[str]:
    """The same on a phone and on a desk; and whether the page has to be scrolled sideways there."""
    found = []
    for width in (NARROW, WIDE):
        found += by_day(page, width, **options)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"sideways at {width}")
    return [*found, *by_night(page, WIDE, **options)]


def by_day(page: Page, width: int | None = None, **options: Any) -> list[str]:
    """All rules, in the light scheme."""
    _look(page, "light", width)
    return complaints(page, **options)


def by_night(page: Page, width: int | None = None, **options: Any) -> list[str]:
    """What the colours of the dark scheme break."""
    _look(page, "dark", width)
    found = complaints(page, **{**options, "rules": {}, "runOnly": OF_COLOURS})
    return [f"by night: {one}" for one in found]


def _look(page: Page, scheme: Literal["light", "dark"], width: int | None) -> None:
    if width:
        page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.evaluate(ARRIVE)
