"""House style while one writes: marked as the server marks it, mended and ignored by keyboard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from articles.models import IgnoredMark, StyleRule
from tests import cast
from tests.admin.desk_pages import Window, body
from tests.waiting import until

CASES = Path(__file__).parent.parent / "lib" / "style_cases.json"
ENGINE = """async ({ address, cases }) => {
  const { RuleSet } = await import(address);
  return cases.map(({ rules, text }) => new RuleSet(rules).marks(text)
    .map(({ start, end, proposals }) => [text.slice(start, end), ...proposals]));
}"""


@pytest.mark.sqlite
def test_a_browser_finds_what_the_server_finds(logged_in: Window) -> None:
    from django.templatetags.static import static

    page = logged_in()
    page.goto("/admin/")
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    asked = {"address": static("js/desk/helping/style/engine/checking.js"), "cases": cases}
    found = page.evaluate(ENGINE, asked)
    wrong = [
        (one["name"], marks)
        for one, marks in zip(cases, found, strict=True)
        if marks != one["marks"]
    ]
    assert wrong == []


@pytest.mark.sqlite
def test_marks_are_repaired_and_ignored_by_keyboard(window: Window) -> None:
    why = "A chair is a person."
    StyleRule.objects.create(pattern="chairm(a|e)n", proposal="chair(|s)", why=why)
    text = "<p>The chairman met two chairmen of <em>other</em> towns.</p>"
    told = {"search_title": "Chairmen of all towns"}
    story = cast.draft("The Chairman", body=text, created_by=cast.editor(), **told)
    address = f"/admin/articles/article/{story.pk}/change/"
    page = window(address)
    marks = page.locator(".ProseMirror mark.style-mark")
    expect(marks).to_have_text(["chairman", "chairmen"])
    expect(page.locator(".field-headline mark")).to_have_text("Chairman")
    box = page.locator(".style-box")

    page.get_by_role("textbox", name="Story", exact=True).focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+Alt+y")
    expect(box).to_contain_text(why)
    expect(page.locator(".style-box button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(body(page)).to_contain_text("The chair met two chairmen")
    expect(marks).to_have_text(["chairmen"])

    page.keyboard.press("Control+Alt+y")
    page.get_by_role("button", name="Ignore here").focus()
    page.keyboard.press("Enter")
    expect(marks).to_have_count(0)
    until(lambda: IgnoredMark.objects.filter(article=story, words="chairmen").exists())

    page.locator("#id_headline").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Control+Alt+y")
    expect(box.locator("button").first).to_have_text("Chair")
    page.keyboard.press("Enter")
    expect(page.locator("#id_headline")).to_have_value("The Chair")
    page.locator("[data-style-list] button", has_text="Chairmen").click()
    expect(box.locator("button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#id_search_title")).to_have_value("Chairs of all towns")
    blank = page.evaluate(
        "document.documentElement.scrollHeight - scrollY"
        " - document.querySelector('.story-columns').getBoundingClientRect().bottom"
    )
    assert blank < 150  # The panel scrolls by itself, with all that is in it.
    page.keyboard.press("Control+s")
    until(lambda: "The chair met two chairmen" in _text_of(story.pk))
    page.goto(address)
    expect(page.locator("[data-style-list]")).to_contain_text("chairmen is ignored")
    expect(marks).to_have_count(0)


def _text_of(pk: int) -> str:
    from articles.models import Article

    content: Any = Article.objects.get(pk=pk).content()
    return str(content["body"])
