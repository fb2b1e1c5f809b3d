"""Words that were typed and never saved, in a real browser: offered at once, wherever one comes by,
also when the story is gone, and to nobody else."""

from __future__ import annotations

from time import monotonic

import pytest
from playwright.sync_api import Page, Route, expect

from articles.models import Article, Autosave
from tests import cast
from tests.admin.desk_pages import (
    ADD,
    HEADLINE,
    Window,
    body,
    change,
    enter,
    kept_here,
    opened,
    says,
    state,
    texts,
    two_paragraphs,
    write,
)
from tests.waiting import until

HOME = "/admin/"
FORBIDDEN = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });"
PLAIN_HTTP = "Object.defineProperty(navigator, 'locks', { value: undefined });"


def unsaved(page: Page) -> Page:
    """The page once the list of unsaved texts is whole."""
    page.wait_for_selector("[data-unsaved][data-ready]", state="attached")
    return page


#: More of what the browser keeps: older than the one that was typed, each under its own key.
MORE = """(number) => {
  const prefix = "newsportal:story:";
  const name = Object.keys(localStorage).find((one) => one.startsWith(prefix));
  const entry = JSON.parse(localStorage.getItem(name));
  for (let thought = 1; thought <= number; thought += 1) {
    entry.fields.headline = [`Thought ${thought}`];
    entry.at -= 60_000;
    localStorage.setItem(prefix + crypto.randomUUID(), JSON.stringify(entry));
  }
}"""


@pytest.mark.every_database
def test_a_story_that_is_deleted_while_one_types(window: Window, newsroom: str) -> None:
    story = two_paragraphs(created_by=cast.reporter())
    page = window(change(story), cast.reporter(), permissions=["clipboard-read", "clipboard-write"])
    write(page, 1, " Half a")
    Article.objects.get(pk=story.pk).remove(cast.editor())
    page.keyboard.insert_text(" sentence.")
    says(page, "This story was deleted by editor at")
    says(page, "Your text is kept.")
    box = page.locator(".offer-gone")
    expect(box).to_contain_text("Nothing you typed is lost")
    box.get_by_role("button", name="Copy the text").click()
    expect(box.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{HEADLINE}\n\nFirst.\n\nSecond. Half a sentence."
    # What is typed from here on is kept as well, and Ctrl-S says the same once more.
    page.keyboard.press("Control+s")
    says(page, "This story was deleted by editor at")
    page.reload()
    expect(unsaved(page).get_by_text("Second. Half a sentence.")).to_be_visible()
    page.get_by_role("link", name="Continue as a new story").click()
    expect(body(page)).to_have_text("First.Second. Half a sentence.")
    assert page.url == f"{newsroom}{ADD}"
    page.keyboard.press("Control+s")
    says(page, "Saved")
    again = Article.objects.get()
    assert texts(again) == "<p>First.</p><p>Second. Half a sentence.</p>"
    assert kept_here(page) == 0 and not Autosave.objects.typed_by(cast.reporter()).exists()


def test_a_story_that_is_moved_away_is_saved_as_a_new_one(window: Window, newsroom: str) -> None:
    story = two_paragraphs(section=cast.section("sports"))
    page = window(change(story), cast.sports_editor())
    write(page, 0, " Mine.")
    fresh = Article.objects.get()
    fresh.write(fresh.content() | {"section": cast.section("travel").pk}, cast.editor())
    page.keyboard.press("Control+s")
    says(page, "to Travel, which isn’t one of your sections. Your text is kept")
    page.get_by_role("button", name="Save as a new story").click()
    page.wait_for_url(lambda url: not url.endswith(change(story)))
    expect(page.locator(".offer-gone")).to_have_count(0)
    # Its own page comes, with its own comments in place of those of the other story.
    expect(page.locator("[data-comments]")).to_have_count(1)
    mine = Article.objects.exclude(pk=story.pk).get()
    assert page.url == f"{newsroom}{change(mine)}"
    assert (texts(mine), mine.section) == (
        "<p>First. Mine.</p><p>Second.</p>",
        cast.section("sports"),
    )
    assert texts(story) == "<p>First.</p><p>Second.</p>"
    assert kept_here(page) == 0


def test_another_browser_offers_it_at_once(window: Window, newsroom: str) -> None:
    """The first one is still open: its text is gone on with, and both are one story."""
    train = window(ADD, cast.reporter())
    train.get_by_label("Headline").fill("Begun on the train")
    says(train, "kept since")
    home = window(ADD, cast.reporter())
    offer = home.locator(".offer")
    expect(offer).to_contain_text("Begun on the train")
    expect(offer).to_contain_text("it may still be open in another window")
    home.goto(newsroom + HOME)
    unsaved(home).get_by_role("link", name="Continue").click()
    expect(home.get_by_label("Headline")).to_have_value("Begun on the train")
    write(home, 0, "And finished at home.")
    says(home, "kept since")
    assert Autosave.objects.typed_by(cast.reporter()).count() == 1
    home.keyboard.press("Control+s")
    says(home, "Saved")
    train.get_by_label("Headline").fill("Begun on the train, and late")
    train.keyboard.press("Control+s")
    train.wait_for_url("**/conflict/**")
    assert Article.objects.get().headline == "Begun on the train"


def test_what_only_this_browser_has_is_on_the_start_page(window: Window, newsroom: str) -> None:
    page = window(ADD, cast.reporter())
    page.context.set_offline(True)
    page.get_by_label("Headline").fill("The last thought")
    says(page, "No connection: kept in this browser")
    page.evaluate(MORE, 6)
    page.route("**/autosave/", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto(newsroom + HOME)
    rows = unsaved(page).locator("[data-unsaved] ul > li")
    expect(rows.locator("visible=true").first).to_contain_text("The last thought")
    assert rows.locator("visible=true").locator("[data-discard]").count() == 5
    page.get_by_role("link", name="Show all (7)").click()
    expect(unsaved(page).locator("[data-unsaved] ul > li")).to_have_count(7)
    newest = page.locator("[data-unsaved] ul > li").first
    newest.get_by_role("button", name="Discard").click()
    assert kept_here(page) == 6
    page.get_by_role("button", name="Undo").click()
    assert kept_here(page) == 7
    # Whoever else logs in here sees nothing of it.
    enter(page.context, newsroom, cast.colleague())
    for address in (HOME, "/admin/articles/article/", "/admin/articles/article/unsaved/"):
        page.goto(newsroom + address)
        expect(unsaved(page).locator("[data-unsaved]")).to_be_hidden()
    opened(page, newsroom + ADD)
    expect(page.locator(".offer")).to_have_count(0)
    enter(page.context, newsroom, cast.reporter())
    page.goto(newsroom + HOME)
    unsaved(page).get_by_role("link", name="Continue").first.click()
    expect(page.get_by_label("Headline")).to_have_value("The last thought")
    page.keyboard.press("Control+s")
    says(page, "Saved")
    assert kept_here(page) == 6


@pytest.mark.parametrize("script", ["", PLAIN_HTTP])
def test_two_tabs_of_one_browser(window: Window, newsroom: str, script: str) -> None:
    """What is open in the one is named in the other, and not taken out of its hands."""
    page = window(ADD, cast.reporter(), script=script)
    page.get_by_label("Headline").fill("Open here")
    says(page, "kept since")
    other = page.context.new_page()
    other.add_init_script(script)
    opened(other, ADD)
    expect(other.locator(".offer")).to_contain_text("it is open in another window")
    expect(other.get_by_role("button", name="Restore it")).to_be_hidden()
    other.goto(newsroom + HOME)
    row = unsaved(other).locator("[data-unsaved] ul > li")
    expect(row).to_contain_text("open in another window of this browser")
    expect(row.get_by_role("link", name="Continue")).to_be_hidden()
    page.close()
    other.reload()
    expect(unsaved(other).get_by_role("link", name="Continue")).to_be_visible()


def test_a_browser_that_may_keep_nothing(window: Window, newsroom: str) -> None:
    """The server keeps it within seconds, and the start page offers it."""
    page = window(ADD, cast.reporter(), script=FORBIDDEN)
    page.get_by_label("Headline").fill("Typed in private")
    says(page, "Not saved yet; not kept: leave this page open")
    says(page, "kept since")
    page.goto(newsroom + HOME)
    unsaved(page).get_by_role("link", name="Continue").click()
    expect(page.get_by_label("Headline")).to_have_value("Typed in private")
    page.keyboard.press("Control+s")
    says(page, "Saved")
    assert Article.objects.get().headline == "Typed in private"


def test_what_is_taken_out_again_is_offered_nowhere(window: Window) -> None:
    page = window(ADD, cast.reporter())
    page.get_by_label("Headline").fill("A slip")
    says(page, "kept since")
    with page.expect_response("**/discard/"):
        page.get_by_label("Headline").fill("")
    expect(state(page)).to_contain_text("Nothing written yet")
    assert not Autosave.objects.typed_by(cast.reporter()).exists()


def test_who_saves_too_often_waits_as_long_as_it_is_told(window: Window) -> None:
    """The text is in the browser meanwhile; then it is kept. A save goes on, too."""
    story = two_paragraphs()
    page = window(change(story))
    asked: list[float] = []

    def wait(route: Route) -> None:
        asked.append(monotonic())
        refusal = {"ok": False, "error": "Too many requests at once."}
        route.fulfill(status=429, headers={"Retry-After": "3"}, json=refusal)

    page.route("**/autosave/", wait)
    write(page, 0, " Typed fast.")
    says(page, "Saving is paused for")
    says(page, "kept in this browser")
    assert len(asked) == 1 and kept_here(page) == 1
    page.keyboard.insert_text(" And on.")
    page.evaluate("dispatchEvent(new Event('focus'))")
    until(lambda: page.evaluate("1") and len(asked) == 2)
    assert asked[1] - asked[0] > 2.9
    page.unroute("**/autosave/")
    says(page, "kept since")
    page.route("**/change/", wait)
    page.keyboard.press("Control+s")
    says(page, "Saving is paused for")
    page.unroute("**/change/")
    says(page, "Saved")
    assert texts(story) == "<p>First. Typed fast. And on.</p><p>Second.</p>"
