"""What axe finds on a page: what shuts somebody out."""

from __future__ import annotations

from typing import Any

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
#: The rules that a page can break by its colours alone.
OF_COLOURS = ["color-contrast", "link-in-text-block"]


def by_day_and_night(page: Page, **options: Any) -> list[str]:
    """All rules in the light scheme, and in the dark one those that colours can break: the page
    is the same but for them."""
    page.emulate_media(color_scheme="light")
    page.evaluate(ARRIVE)
    by_day = complaints(page, **options)
    page.emulate_media(color_scheme="dark")
    page.evaluate(ARRIVE)
    by_night = complaints(page, **{**options, "rules": {}, "runOnly": OF_COLOURS})
    return [*by_day, *(f"by night: {one}" for one in by_night)]
