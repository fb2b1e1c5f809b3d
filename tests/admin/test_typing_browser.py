"""Blocks that are inserted by a slash and moved, and that nothing of a long text is lost before it
is written out."""

from __future__ import annotations

import json

from playwright.sync_api import Page, Route, expect

from articles.models import Article
from tests import cast
from tests.admin.desk_pages import ADD, HEADLINE, Window, body, change, kept_here, says, texts
from tests.waiting import until

THREE = "<p>One.</p><p>Two.</p><ul><li><p>a</p></li><li><p>b</p></li></ul>"
#: Words come in, and are asked for before any clock has run.
AT_ONCE = """(words) => {
  const { editor } = document.querySelector(".ProseMirror");
  const { form } = document.querySelector("textarea[name=body]");
  const says = (value) => value.includes(words);
  const put = () => editor.view.dispatch(editor.state.tr.insertText(words, 1));
  put();
  const posted = new FormData(form).get("body");
  return [says(posted), says(form.elements.body.value), editor.getHTML() === posted];
}"""
LEFT = """([words, type]) => {
  const { editor } = document.querySelector(".ProseMirror");
  const isOurs = ([name]) => name.startsWith("newsportal:story:");
  editor.view.dispatch(editor.state.tr.insertText(words, 1));
  window.dispatchEvent(new PageTransitionEvent(type));
  return Object.entries(localStorage).filter(isOurs).some(([, value]) => value.includes(words));
}"""


def long_text() -> Article:
    """A story that is too long to be written out at each key."""
    paragraph = f"<p>{'Some words of it. ' * 60}</p>"
    return cast.draft(HEADLINE, body=paragraph * 30)


def options(page: Page) -> list[str]:
    """What the slash's list shows."""
    return page.locator(".slash-list:visible [role=option]").all_text_contents()


def test_a_slash_inserts_any_block(window: Window) -> None:
    story = cast.draft(HEADLINE, body="<p>One.</p>")
    page = window(change(story))
    # With the plug-ins that come after the first key could be typed.
    page.wait_for_load_state("networkidle")
    body(page).locator("> p").first.click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("/")
    chosen = page.locator(".slash-list [aria-selected=true]")
    expect(chosen).to_have_text("Heading")
    expect(page.locator(".slash-list")).to_be_visible()
    # A plug-in that comes meanwhile has the list drawn anew.
    until(lambda: "Pull quote" in options(page))
    assert not {"List properties", "Bold"} & set(options(page))
    expect(body(page)).to_have_attribute("aria-activedescendant", "slash-0")
    expect(body(page)).to_have_attribute("aria-controls", "slash-list")
    page.keyboard.press("ArrowDown")
    expect(chosen).to_have_text("Smaller heading")
    expect(body(page)).to_have_attribute("aria-activedescendant", "slash-1")
    page.keyboard.press("Escape")
    expect(page.locator(".slash-list")).to_be_hidden()
    expect(body(page)).not_to_have_attribute("aria-activedescendant", "slash-1")
    page.keyboard.press("Backspace")
    page.keyboard.type("/h2")
    expect(chosen).to_have_text("Heading")
    page.keyboard.press("Enter")
    page.keyboard.type("Two / three")
    expect(body(page).locator("> h2")).to_have_text("Two / three")
    expect(page.locator(".slash-list")).to_be_hidden()
    page.keyboard.press("Enter")
    # All at once, as a browser that is busy hands it over.
    page.keyboard.insert_text("/fact")
    page.locator(".slash-list li").first.click()
    expect(body(page).locator("aside")).to_have_count(1)
    page.keyboard.type("Told")
    page.keyboard.press("Control+s")
    says(page, "Saved")
    assert texts(story).startswith("<p>One.</p><h2>Two / three</h2><aside")


def test_blocks_are_moved_by_keys_and_by_hand(window: Window) -> None:
    page = window(change(cast.draft(HEADLINE, body=THREE)))
    words = body(page).locator("> *")
    words.first.click()
    page.keyboard.press("Alt+Shift+ArrowDown")
    expect(words).to_have_text(["Two.", "One.", "ab"])
    page.keyboard.type("!")
    expect(words).to_have_text(["Two.", "One.!", "ab"])
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(words).to_have_text(["One.", "Two.", "ab"])
    body(page).locator("li").last.click()
    page.keyboard.press("Alt+Shift+ArrowUp")
    expect(words).to_have_text(["One.", "Two.", "ba"])
    page.mouse.move(*middle(page, "li >> nth=0"))
    words.first.hover()
    handle = page.locator(".block-handle")
    handle.hover()
    page.mouse.down()
    page.mouse.move(*middle(page, "li >> nth=1"))
    page.mouse.move(*middle(page, "li >> nth=1", below=12))
    until(lambda: page.locator(".block-line").is_visible())
    page.mouse.up()
    expect(words).to_have_text(["Two.", "ba", "One."])


def middle(page: Page, selector: str, below: int = 0) -> tuple[float, float]:
    """The middle of a place in the text."""
    box = body(page).locator(selector).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 + below


def test_no_word_of_a_long_text_is_lost_before_it_is_written_out(window: Window) -> None:
    story = long_text()
    page = window(change(story))
    assert page.evaluate(AT_ONCE, "asked ") == [True, True, True]
    assert page.evaluate(LEFT, ["hidden ", "pagehide"])
    body(page).locator("> p").first.click()
    page.keyboard.press("Control+Home")
    page.keyboard.insert_text("typed ")
    page.keyboard.press("Control+s")
    says(page, "Saved")
    assert texts(story).startswith("<p>typed hidden asked Some words")
    page.keyboard.insert_text("and left ")
    page.reload()
    page.wait_for_selector("form[data-ready] .ProseMirror")
    assert kept_here(page) == 1
    names = "Object.keys(localStorage).find((name) => name.startsWith('newsportal:story:'))"
    kept = json.loads(page.evaluate(f"localStorage.getItem({names})"))
    assert kept["fields"]["body"][0].startswith("<p>typed and left hidden")


def test_a_headline_written_before_the_scripts_are_there_is_kept(logged_in: Window) -> None:
    page = logged_in()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/story/story.js", hold)
    page.goto(ADD, wait_until="commit")
    headline = page.locator("[name=headline]")
    expect(headline).to_be_focused()
    page.keyboard.insert_text(HEADLINE)
    until(lambda: page.evaluate("1") and held)
    held[0].continue_()
    page.wait_for_selector("form[data-ready] .ProseMirror")
    says(page, "Not saved yet")
    assert kept_here(page) == 1
    expect(headline).to_have_value(HEADLINE)
