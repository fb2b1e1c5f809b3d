"""What the form says before a press, in a real browser: the address, and what is refused."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from articles.models import Article, State
from tests import axe, cast
from tests.admin.desk_pages import Window, change, opened, says, two_paragraphs, write


def address(page: Page) -> Locator:
    return page.locator("[data-address-text]")


def test_the_address_is_the_one_that_will_be(window: Window, newsroom: str) -> None:
    """A new story in a script that no browser reads aloud, then one that moves while it is live."""
    host = newsroom.removeprefix("http://")
    page = window()
    page.get_by_label("Headline").fill("Новости дня: “22.5%”")
    expect(address(page)).to_have_text(f"{host}/…/novosti-dnya-22-5-…/")
    page.get_by_label("Headline").fill("東京で橋が開通")
    page.get_by_label("Section", exact=True).select_option("Politics")
    expect(address(page)).to_have_text(f"{host}/politics/東京で橋が開通-…/")
    page.get_by_role("button", name="Save draft").click()
    says(page, "Saved")
    story = Article.objects.get()
    expect(address(page)).to_have_text(f"{host}/politics/東京で橋が開通-{story.pk}/")

    story = cast.live("Council keeps its old crane", picture=cast.picture(), topics=["Ports"])
    opened(page, newsroom + change(story))
    page.get_by_label("Headline").fill("Council sells its old crane")
    now = f"{host}/politics/council-keeps-its-old-crane-{story.pk}/"
    moves = page.locator("[data-address-moves]")
    page.get_by_label("Section", exact=True).select_option("Sports")
    then = now.replace("politics", "sports")
    expect(moves).to_have_text(
        f"Moves to {then} when the changes are published. The old address will redirect."
    )
    expect(address(page)).to_have_text(now)
    assert axe.by_day_and_night(page, iframes=False) == []
    page.get_by_label("Section", exact=True).select_option("Politics")
    expect(moves).to_be_hidden()
    page.get_by_label("Section", exact=True).select_option("Sports")
    page.get_by_role("button", name="Publish changes…").click()
    page.get_by_role("button", name="Publish changes", exact=True).click()
    says(page, "Live.")
    expect(address(page)).to_have_text(then)
    expect(moves).to_be_hidden()
    assert then.endswith(Article.objects.get(pk=story.pk).get_absolute_url())


def test_nobody_is_promised_what_is_refused(window: Window) -> None:
    """A sensitive story: read by another one, then changed; and one that waits for approval."""
    writer, reader = cast.managing_editor(), cast.editor()
    topics = {"picture": cast.picture(), "topics": ["Ports"]}
    story = two_paragraphs(sensitive=True, created_by=cast.reporter(), **topics)
    page = window(change(story), writer)
    box = page.locator("#publish-box")
    page.get_by_role("button", name="Publish…").click()
    expect(box.get_by_text("Readers see the story at once.")).to_be_visible()
    page.keyboard.press("Escape")
    write(page, 0, " Changed.")
    page.get_by_role("button", name="Publish…").click()
    expect(box.get_by_text("with your changes you are its last writer")).to_be_visible()
    expect(box.get_by_text(f"These may publish it: {reader.username}")).to_be_visible()
    expect(box.locator("[data-go]")).to_be_hidden()
    expect(box.get_by_text("Readers see the story")).to_be_hidden()
    assert axe.by_day_and_night(page, iframes=False) == []
    box.get_by_role("button", name="Submit for review").click()
    says(page, "In review")
    assert Article.objects.get().state == State.IN_REVIEW

    # Approve is no way round, and says so before anything is sent.
    # It stays a button that answers; the driver would wait for it to be enabled.
    page.get_by_role("button", name="Approve").click(force=True)
    expect(page.get_by_role("alertdialog")).to_contain_text("you are its last writer")
    page.keyboard.press("Escape")
    assert Article.objects.get().state == State.IN_REVIEW

    # The section that is chosen counts as well, before it is saved.
    theirs = two_paragraphs(section=cast.section("sports"), **topics)
    sports = window(change(theirs), cast.sports_editor())
    box = sports.locator("#publish-box")
    sports.get_by_label("Section", exact=True).select_option("Politics")
    sports.get_by_role("button", name="Publish…").click()
    expect(box.get_by_text("You may not publish in “Politics”.")).to_be_visible()
    sports.keyboard.press("Escape")
    sports.get_by_label("Section", exact=True).select_option("Sports")
    sports.get_by_role("button", name="Publish…").click()
    box.get_by_role("button", name="Publish now").click()
    says(sports, "Live.")
