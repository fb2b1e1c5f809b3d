"""Suggestions in the editor: nothing is lost or doubled, and each is taken by one press."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.lib.html.sanitiser import sanitise, taken, working
from articles.models import Comment, Entry
from articles.models.desk.comments import Wording
from tests import axe, cast
from tests.admin.desk_pages import Window, body, change
from tests.lib.suggesting import bare
from tests.waiting import until

#: `SUGGESTING=10000 pytest tests/admin/test_suggestions_browser.py -k lost` tries as many.
SEEDS = range(int(os.environ.get("SUGGESTING", "12")))
FUZZ = (Path(__file__).parent / "suggesting.js").read_text()


def suggesting(page: Page, seeds: range, steps: int = 12, samples: int = 40) -> Any:
    """What random sequences in the page's editor come to."""
    asked = {"seeds": list(seeds), "steps": steps, "samples": samples}
    return page.evaluate(FUZZ[FUZZ.index("async (") :], asked)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_it_works(window: Window) -> None:
    story = cast.draft(body="<p>One two three.</p><p>Four five.</p>")
    big = '<ins data-suggestion="aaaaaa">big </ins>'
    first = story.content()["body"].replace("two ", f"two {big}")
    story.write(story.content() | {"body": first}, cast.managing_editor())
    page = window(change(story))
    bar = page.get_by_role("region", name="Suggestions")
    expect(bar.get_by_text("1 suggestion", exact=True)).to_be_visible()
    body(page).locator("p", has_text="Four").click()
    page.keyboard.press("End")
    page.keyboard.press("Control+Alt+s")
    page.keyboard.type(" Six.")
    for _ in range(3):
        page.keyboard.press("Backspace")
    page.keyboard.press("Home")
    # The editor hears of it a moment later.
    at = "() => document.querySelector('.ProseMirror').editor.state.selection.$head.parentOffset"
    until(lambda: page.evaluate(at) == 0)
    for _ in range(5):
        page.keyboard.press("Delete")
    page.keyboard.type("Nine ")
    kept = _kept(page)
    ours = re.sub('"[a-z0-9]{12}"', '"k"', kept)
    assert ours == (
        first.removesuffix("<p>Four five.</p>")
        + '<p><del data-suggestion="k">Four </del><ins data-suggestion="k">Nine </ins>five.'
        '<ins data-suggestion="k"> S</ins></p>'
    )
    # One press: by its button, and by a key at the cursor; and back again.
    bar.get_by_text("All", exact=True).click()
    bar.get_by_role("listitem").first.get_by_role("button", name="Accept: ").click()
    assert _kept(page).startswith("<p>One two big three.</p>")
    page.keyboard.press("Control+Alt+u")
    assert _kept(page).startswith("<p>One two big three.</p><p>Four five.<ins")
    page.keyboard.press("Control+z")
    assert "Nine" in _kept(page)
    page.keyboard.press("Control+s")
    until(lambda: Entry.objects.filter(article=story.pk, note__startswith="Accepted 1").exists())
    story.refresh_from_db()
    assert story.body == "<p>One two big three.</p><p>Four five.</p>"
    # Written plainly within what is suggested, words are no part of it.
    page.keyboard.press("Control+Alt+s")
    body(page).get_by_text("Nine").click()
    page.keyboard.type("!")
    plain = re.search(r"Nine.{0,60}!|Ni.{0,60}!.{0,60}ne", _kept(page))
    assert plain is None or "</ins>!" in _kept(page)
    _decided_by_keyboard(page, bar)


def _decided_by_keyboard(page: Page, bar: Locator) -> None:
    """Whoever goes through the list by keyboard stays in it, whatever goes."""
    rows = bar.get_by_role("listitem")
    left = rows.count()
    assert left
    for many in range(left - 1, -1, -1):
        rows.first.get_by_role("button", name="Reject: ").focus()
        page.keyboard.press("Enter")
        expect(rows).to_have_count(many)
        focused = page.evaluate("() => document.activeElement.textContent")
        assert focused == ("Reject" if many else "Suggesting")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_proposed_wording_is_put_in_where_it_belongs(window: Window) -> None:
    story = cast.draft(body="<p>The crane and the <strong>old</strong> crane.</p>")
    quote = "The crane and the old crane."
    for passage, at, proposal in (("crane", 22, "lift"), ("crane", 4, "hoist"), ("kran", 3, "x")):
        wording = Wording(proposal, passage, at)
        Comment.say(story, cast.managing_editor(), "So", quote=quote, wording=wording)
    page = window(change(story))
    put = page.get_by_role("button", name="Put it in")
    expect(put).to_have_count(3)
    put.first.click()
    until(lambda: "lift." in _kept(page))
    assert _kept(page) == "<p>The crane and the <strong>old</strong> lift.</p>"
    expect(put).to_have_count(2)
    put.first.click()
    until(lambda: "hoist" in _kept(page))
    expect(put).to_have_count(1)
    put.first.click()
    expect(page.get_by_text("The text there has changed since.")).to_be_visible()
    assert _kept(page) == "<p>The hoist and the <strong>old</strong> lift.</p>"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_an_input_method_composes_is_suggested_whole(window: Window) -> None:
    story = cast.draft(body="<p>قال الوزير</p><p>One two three.</p>")
    page = window(change(story))
    typed = page.context.new_cdp_session(page)

    def compose(*steps: str) -> None:
        for text in steps:
            at = len(text)
            ends = {"selectionStart": at, "selectionEnd": at}
            typed.send("Input.imeSetComposition", {"text": text, **ends})
        typed.send("Input.insertText", {"text": steps[-1]})

    body(page).locator("p").first.click()
    page.keyboard.press("End")
    page.keyboard.press("Control+Alt+s")
    bar = page.get_by_role("region", name="Suggestions")
    expect(bar).to_be_visible()
    compose("أ", "أم", "أمس")
    compose("ي")
    # A word that is marked, in the other direction of writing.
    page.evaluate(
        """() => {
            const { editor } = document.querySelector(".ProseMirror");
            const from = editor.state.doc.child(0).nodeSize + 1;
            editor.chain().setTextSelection({ from, to: from + 3 }).focus().run();
        }"""
    )
    compose("に", "にほ", "日本")
    until(lambda: "日本" in _kept(page))
    kept = _kept(page)
    assert taken(kept) == "<p>قال الوزيرأمسي</p><p>日本 two three.</p>"
    assert sanitise(kept) == story.content()["body"]
    bar.get_by_text("All", exact=True).click()
    assert axe.wide_and_narrow(page, iframes=False) == []
    bar.get_by_role("button", name="Reject all").click()
    assert _kept(page) == story.content()["body"]


def _kept(page: Page) -> str:
    return working(page.evaluate("() => document.querySelector('.ProseMirror').editor.getHTML()"))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nothing_is_lost_or_doubled(window: Window) -> None:
    story = cast.draft(body="<p>One two three.</p>")
    page = window(change(story))
    until(lambda: page.evaluate("() => Boolean(document.querySelector('.ProseMirror')?.editor)"))
    found = suggesting(page, SEEDS)
    assert found["wrong"] == [], json.dumps(found["wrong"][:3], indent=1)
    for kept, before, after in found["kept"]:
        alike(kept, before, after)


def alike(kept: str, before: str, after: str) -> None:
    """The server comes to the same as the editor; blanks at the ends of blocks it does not keep."""
    saved = working(kept)
    assert bare(sanitise(saved)) == bare(sanitise(before)), kept
    assert bare(taken(saved)) == bare(sanitise(after)), kept
    assert working(saved) == saved
