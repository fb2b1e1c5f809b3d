"""Pull quotes, fact boxes and posters, written in a real browser and read again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from articles.lib.html.sanitiser import sanitise
from articles.models import Article
from tests import cast
from tests.admin.desk_pages import HEADLINE, Window, back_in_the_text, body, change, says, texts
from tests.waiting import until

WRITTEN = (
    "<p>We have not had one that was ours.</p>"
    '<aside class="pull"><blockquote><p>We have not had one that was ours.</p></blockquote>'
    "<p>The harbour master</p></aside><p>Below.</p>"
    '<aside class="facts"><h2>The crane</h2><p>Built in 1911</p><p>Painted once</p></aside>'
    "<p>The end.</p>"
)


MARKED = "!document.querySelector('form[data-ready] .ProseMirror').editor.state.selection.empty"


def save(page: Page) -> Article:
    """Save, and return the one story."""
    page.keyboard.press("Control+s")
    says(page, "Saved")
    return Article.objects.get()


@pytest.fixture
def written(window: Window) -> Page:
    """A form with a quote and a box, both written with the keyboard, one by its button."""
    page = window()
    page.get_by_label("Headline").fill(HEADLINE)
    body(page).click()
    page.keyboard.insert_text("We have not had one that was ours.")
    page.keyboard.press("Shift+Home")
    # The browser tells the editor a moment later what is marked.
    until(lambda: page.evaluate(MARKED))
    page.get_by_role("button", name="pull quote").focus()
    page.keyboard.press("Enter")
    back_in_the_text(page)
    page.keyboard.press("Enter")
    page.keyboard.insert_text("The harbour master")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("Below.")
    page.keyboard.press("Alt+Shift+b")
    page.keyboard.insert_text("The crane")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("Built in 1911")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("Painted once")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("The end.")
    return page


def test_asides_are_written_saved_and_read_again(written: Page) -> None:
    page = written
    story = save(page)
    assert texts(story) == WRITTEN
    page.reload()
    page.wait_for_selector("form[data-ready] .ProseMirror")
    shown = page.evaluate(
        "document.querySelector('form[data-ready] .ProseMirror').editor.getHTML()"
    )
    assert sanitise(shown) == WRITTEN
    body(page).locator("> p").last.click()
    page.keyboard.press("End")
    page.keyboard.insert_text(" Really.")
    save(page)
    assert texts(story) == WRITTEN.replace("end.", "end. Really.")


def test_taking_an_aside_out_is_undone(written: Page) -> None:
    page = written
    body(page).locator("aside.pull blockquote").click()
    expect(page.get_by_role("button", name="pull quote")).to_have_class(re.compile(r"\bactive\b"))
    page.keyboard.press("Escape")
    page.keyboard.press("Delete")
    expect(body(page).locator("aside.pull")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(body(page).locator("aside.pull")).to_have_count(1)
    assert texts(save(page)) == WRITTEN


def test_what_is_pasted_brings_nothing_along(window: Window) -> None:
    page = window()
    page.get_by_label("Headline").fill(HEADLINE)
    body(page).click()
    page.evaluate(
        """html => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          document.querySelector(".ProseMirror").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        '<aside class="facts promoted" style="position:fixed" onclick="x()"><h2>Heading</h2>'
        '<p>Words<img src="https://evil.example/x.gif"><iframe src="https://evil.example/"></iframe>'
        '</p></aside><aside class="ad"><p>Other</p></aside>',
    )
    assert texts(save(page)) == (
        '<aside class="facts"><h2>Heading</h2><p>Words</p></aside><p>Other</p>'
    )


def test_a_player_gets_a_poster_and_loses_it(window: Window) -> None:
    poster = cast.picture("navy")
    video = "https://vimeo.com/123"
    story = cast.draft(body=f'<p>Look.</p><figure data-embed="{video}"></figure>')
    page = window(change(story))
    page.get_by_role("button", name="Choose a poster").click()
    page.locator(".pictures-grid button").first.click()
    expect(page.get_by_role("button", name="Change poster")).to_be_visible()
    save(page)
    shown = f'<figure data-embed="{video}" data-poster="{poster.pk}"></figure>'
    assert texts(story) == f"<p>Look.</p>{shown}"
    assert [use.picture for use in story.picture_uses.all()] == [poster]
    page.get_by_role("button", name="Remove poster").click()
    save(page)
    assert texts(story) == f'<p>Look.</p><figure data-embed="{video}"></figure>'
