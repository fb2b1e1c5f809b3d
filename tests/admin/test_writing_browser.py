"""Writing in a real browser: whatever happens between a person's fingers and the server, the
text is still there, and the page says where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from articles.models import Article, Autosave, Correction, Revision, State
from tests import cast

ADD = "/admin/articles/article/add/"
HEADLINE = "Council keeps its old crane"
#: Longer than a form waits before it tries again.
PATIENT = 12_000  # ms

Desk = Callable[..., Page]


def change(story: Article) -> str:
    """The address of the story's form."""
    return f"/admin/articles/article/{story.pk}/change/"


def enter(context: BrowserContext, newsroom: str, person: User) -> None:
    """Be logged in, without the way over the page to log in at."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": newsroom}])


def opened(page: Page, address: str) -> Page:
    """The form at `address`, ready to be written in."""
    page.goto(address)
    page.wait_for_selector("form[data-ready] .ProseMirror")
    return page


@pytest.fixture
def newsroom(live_server: Any) -> str:
    """The address of the portal, and somebody to put over a story."""
    cast.ottoline()
    return str(live_server.url)


@pytest.fixture
def desk(newsroom: str, browser: Browser) -> Iterator[Desk]:
    """Opens a form in a window of its own, for an editor unless another one is named."""
    contexts = []

    def open_window(path: str = ADD, person: User | None = None, **options: Any) -> Page:
        context = browser.new_context(locale="en-GB", **options)
        contexts.append(context)
        enter(context, newsroom, person or cast.editor())
        page = context.new_page()
        page.set_default_timeout(PATIENT)
        return opened(page, newsroom + path)

    yield open_window
    for context in contexts:
        context.close()


def state(page: Page) -> Locator:
    """Where the page says what became of the text."""
    return page.locator("[data-save-state]")


def body(page: Page) -> Locator:
    """The text's editor."""
    return page.locator(".ProseMirror")


def write(page: Page, paragraph: int, words: str) -> None:
    """Put words at the end of a paragraph, as somebody who clicks there and types."""
    body(page).locator("> p").nth(paragraph).click()
    page.keyboard.press("End")
    page.keyboard.insert_text(words)


def says(page: Page, words: str) -> None:
    """Wait until the page says so."""
    expect(state(page)).to_contain_text(words, timeout=PATIENT)


def kept_here(page: Page) -> int:
    """How many forms' texts this browser keeps."""
    found = "Object.keys(localStorage).filter((name) => name.startsWith('newsportal:story:'))"
    return int(page.evaluate(f"{found}.length"))


def held_back(page: Page) -> Callable[[], None]:
    """Keep what is saved from arriving, until what this returns is called."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    def go_on() -> None:
        held[0].continue_()
        page.unroute("**/change/", hold)

    page.route("**/change/", hold)
    return go_on


def two_paragraphs(**fields: Any) -> Article:
    """A draft whose text is two short paragraphs."""
    return cast.draft(HEADLINE, body="<p>First.</p><p>Second.</p>", **fields)


def texts(story: Article) -> str:
    """The working copy's text."""
    return str(Article.objects.get(pk=story.pk).content()["body"])


# --- Saving ------------------------------------------------------------------------


def test_it_works(desk: Desk) -> None:
    page = desk()
    says(page, "Nothing written yet")
    page.get_by_label("Headline").fill(HEADLINE)
    says(page, "Not saved yet; kept in this browser")
    body(page).click()
    page.keyboard.insert_text("Nine members spoke.")
    says(page, "kept since")
    assert not Article.objects.exists()
    page.keyboard.press("Control+s")
    says(page, "Saved")
    story = Article.objects.get()
    assert page.url.endswith(change(story))
    assert texts(story) == "<p>Nine members spoke.</p>"
    assert kept_here(page) == 0
    assert not Autosave.objects.filter(content__isnull=False).exists()
    page.reload()
    expect(body(page)).to_have_text("Nine members spoke.")
    expect(page.locator(".offer")).to_have_count(0)


def test_a_double_click_saves_once(desk: Desk) -> None:
    page = desk()
    page.get_by_label("Headline").fill(HEADLINE)
    page.get_by_role("button", name="Save draft").dblclick()
    says(page, "Saved")
    assert Article.objects.get().headline == HEADLINE
    assert Revision.objects.count() == 1


def test_what_is_typed_while_it_saves_stays_unsaved_and_kept(desk: Desk) -> None:
    story = two_paragraphs()
    page = desk(change(story))
    go_on = held_back(page)
    write(page, 0, " One.")
    page.keyboard.press("Control+s")
    says(page, "Saving")
    page.keyboard.insert_text(" Two.")
    go_on()
    says(page, "Not saved yet")
    assert kept_here(page) == 1
    page.keyboard.press("Control+s")
    says(page, "Saved")
    assert texts(story) == "<p>First. One. Two.</p><p>Second.</p>"


def test_a_field_that_is_wrong_is_named_and_nothing_else_is_said(desk: Desk) -> None:
    page = desk()
    page.get_by_label("Headline").fill(HEADLINE)
    page.get_by_text("Address, teaser, search and social").click()
    page.get_by_label("Address", exact=True).fill("not an address!")
    page.get_by_text("Address, teaser, search and social").click()
    page.keyboard.press("Control+s")
    says(page, "Can’t be saved: Address")
    expect(page.get_by_label("Address", exact=True)).to_be_focused()
    assert not Article.objects.exists()
    assert kept_here(page) == 1
    page.get_by_label("Address", exact=True).fill("old-crane")
    says(page, "Not saved yet")
    page.keyboard.press("Control+s")
    says(page, "Saved")
    assert Article.objects.get().slug == "old-crane"
    expect(page.locator(".field.errors")).to_have_count(0)


# --- What goes wrong on the way ------------------------------------------------------


def test_a_log_out_in_mid_sentence(desk: Desk, newsroom: str) -> None:
    story = two_paragraphs()
    page = desk(change(story))
    write(page, 0, " Half a")
    Session.objects.all().delete()
    page.keyboard.insert_text(" sentence.")
    page.keyboard.press("Control+s")
    says(page, "You were logged out. Your text is kept in this browser.")
    expect(state(page).get_by_role("link", name="Log in")).to_be_visible()
    assert texts(story) == "<p>First.</p><p>Second.</p>"
    with page.context.expect_page() as coming:
        state(page).get_by_role("link", name="Log in").click()
    login = coming.value
    login.get_by_label("Username").fill("editor")
    login.get_by_label("Password").fill(cast.PASSWORD)
    login.get_by_role("button", name="Log in").click()
    login.wait_for_url(f"{newsroom}/admin/")
    # The save that was pressed goes on by itself.
    says(page, "Saved")
    assert texts(story) == "<p>First. Half a sentence.</p><p>Second.</p>"


def test_the_session_cookie_is_gone(desk: Desk, newsroom: str) -> None:
    story = two_paragraphs()
    page = desk(change(story))
    write(page, 1, " More.")
    page.context.clear_cookies()
    page.keyboard.press("Control+s")
    says(page, "You were logged out")
    # Where the window is left, the text comes back to whoever logs in again.
    enter(page.context, newsroom, cast.editor())
    opened(page, newsroom + change(story))
    expect(page.locator(".offer")).to_contain_text("Second. More.")
    page.get_by_role("button", name="Bring it back").click()
    page.keyboard.press("Control+s")
    says(page, "Saved")
    assert texts(story) == "<p>First.</p><p>Second. More.</p>"


def test_what_is_kept_is_shown_to_nobody_else(desk: Desk, newsroom: str) -> None:
    story = two_paragraphs()
    page = desk(change(story))
    write(page, 1, " Mine alone.")
    page.context.clear_cookies()
    enter(page.context, newsroom, cast.managing_editor())
    opened(page, newsroom + change(story))
    expect(page.locator(".offer")).to_have_count(0)
    assert kept_here(page) == 1


def test_the_network_is_lost(desk: Desk) -> None:
    story = two_paragraphs()
    page = desk(change(story))
    page.context.set_offline(True)
    write(page, 0, " Offline.")
    page.keyboard.press("Control+s")
    says(page, "No connection: kept in this browser, trying again")
    page.keyboard.insert_text(" And on.")
    page.context.set_offline(False)
    says(page, "Saved")
    assert texts(story) == "<p>First. Offline. And on.</p><p>Second.</p>"


def test_the_server_is_restarted(desk: Desk) -> None:
    story = two_paragraphs()
    page = desk(change(story))
    page.route("**/admin/**", lambda route: route.fulfill(status=502, body="Bad gateway"))
    write(page, 0, " Typed meanwhile.")
    says(page, "No connection")
    page.unroute("**/admin/**")
    says(page, "kept since")
    page.keyboard.press("Control+s")
    says(page, "Saved")
    assert "Typed meanwhile" in texts(story)


def test_a_save_whose_answer_is_lost_is_no_conflict_with_oneself(desk: Desk) -> None:
    story = two_paragraphs()
    page = desk(change(story))

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/change/", lose)
    write(page, 0, " Arrived")
    page.keyboard.press("Control+s")
    says(page, "No connection")
    page.keyboard.insert_text(" unseen.")
    page.unroute("**/change/")
    says(page, "Saved")
    assert texts(story) == "<p>First. Arrived unseen.</p><p>Second.</p>"
    assert page.url.endswith(change(story))


def test_publishing_is_not_done_later_without_a_word(desk: Desk) -> None:
    story = two_paragraphs(picture=cast.picture(), topics=["Ports"])
    page = desk(change(story))
    page.get_by_role("button", name="Publish…").click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Publish now").click()
    says(page, "No connection")
    page.context.set_offline(False)
    page.wait_for_timeout(500)
    assert Article.objects.get().state == State.DRAFT


def test_a_closed_tab(desk: Desk) -> None:
    page = desk()
    page.get_by_label("Headline").fill("Written in a hurry")
    context, address = page.context, page.url
    page.close()
    again = opened(context.new_page(), address)
    expect(again.locator(".offer")).to_contain_text("Written in a hurry")
    again.get_by_role("button", name="Bring it back").click()
    expect(again.get_by_label("Headline")).to_have_value("Written in a hurry")
    again.keyboard.press("Control+s")
    says(again, "Saved")
    assert Article.objects.get().headline == "Written in a hurry"
    assert kept_here(again) == 0


def test_text_that_nobody_wants_can_be_let_go_and_had_again(desk: Desk) -> None:
    page = desk()
    page.get_by_label("Headline").fill("Written in a hurry")
    context, address = page.context, page.url
    page.close()
    again = opened(context.new_page(), address)
    again.get_by_role("button", name="Let it go").click()
    again.get_by_role("button", name="Undo", exact=True).click()
    expect(again.locator(".offer")).to_contain_text("Written in a hurry")
    again.get_by_role("button", name="Let it go").click()
    assert kept_here(again) == 0
    opened(again, address)
    expect(again.locator(".offer")).to_have_count(0)


def test_another_computer(desk: Desk) -> None:
    story = two_paragraphs()
    page = desk(change(story))
    write(page, 1, " From the train.")
    says(page, "kept since")
    page.context.close()
    Autosave.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    elsewhere = desk(change(story))
    expect(elsewhere.locator(".offer")).to_contain_text("From the train")
    elsewhere.get_by_role("button", name="Bring it back").click()
    expect(body(elsewhere)).to_contain_text("From the train")
    elsewhere.keyboard.press("Control+s")
    says(elsewhere, "Saved")
    assert "From the train" in texts(story)


def test_a_browser_without_room_never_stops_the_typing(desk: Desk) -> None:
    page = desk()
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('', 'Quota'); }; }"
    )
    page.get_by_label("Headline").fill(HEADLINE)
    says(page, "Not saved yet; not kept: leave this page open")
    says(page, "kept since")
    page.keyboard.press("Control+s")
    says(page, "Saved")
    assert Article.objects.get().headline == HEADLINE


# --- Two people -----------------------------------------------------------------------


def test_two_windows_on_different_paragraphs(desk: Desk) -> None:
    story = two_paragraphs()
    mine, theirs = desk(change(story)), desk(change(story), cast.managing_editor())
    write(theirs, 1, " Theirs.")
    theirs.keyboard.press("Control+s")
    says(theirs, "Saved")
    write(mine, 0, " Mine.")
    expect(mine.locator("[data-others]")).to_contain_text("managing-editor saved a newer version")
    mine.get_by_role("button", name="Take it over").click()
    says(mine, "with changes of managing-editor")
    expect(body(mine)).to_have_text("First. Mine.Second. Theirs.")
    assert texts(story) == "<p>First. Mine.</p><p>Second. Theirs.</p>"
    mine.keyboard.press("Control+s")
    says(mine, "Saved")
    assert not Article.objects.get().set_aside()


def test_typing_goes_on_while_others_changes_come_in(desk: Desk) -> None:
    story = two_paragraphs()
    page = desk(change(story))
    fresh = Article.objects.get()
    content = fresh.content() | {"body": "<p>First.</p><p>Second. Theirs.</p>"}
    fresh.write(content, cast.managing_editor())
    go_on = held_back(page)
    write(page, 0, " Mine")
    page.keyboard.press("Control+s")
    says(page, "Saving")
    page.keyboard.insert_text(" goes on.")
    go_on()
    expect(body(page)).to_have_text("First. Mine goes on.Second. Theirs.")
    page.keyboard.insert_text(" And on.")
    page.keyboard.press("Control+s")
    says(page, "Saved")
    assert texts(story) == "<p>First. Mine goes on. And on.</p><p>Second. Theirs.</p>"


def test_two_windows_on_the_same_paragraph(desk: Desk) -> None:
    story = two_paragraphs()
    mine, theirs = desk(change(story)), desk(change(story), cast.managing_editor())
    write(theirs, 0, " Theirs.")
    theirs.keyboard.press("Control+s")
    says(theirs, "Saved")
    write(mine, 0, " Mine.")
    mine.keyboard.press("Control+s")
    mine.wait_for_url(re.compile("/conflict/"))
    for words in ("Mine.", "Theirs."):
        expect(mine.get_by_text(words).first).to_be_visible()
    assert kept_here(mine) == 0


def test_who_else_is_there_is_said(desk: Desk) -> None:
    story = two_paragraphs()
    desk(change(story), cast.managing_editor())
    page = desk(change(story))
    expect(page.locator("[data-others]")).to_have_text("managing-editor is in this story too")


# --- Publishing -----------------------------------------------------------------------


def test_from_the_start_page_to_readers_in_eight_clicks(
    browser: Browser, newsroom: str, tmp_path: Path
) -> None:
    """Counted as those of other editors were: a file chooser is two clicks, the keyboard none."""
    context = browser.new_context(locale="en-GB")
    enter(context, newsroom, cast.editor())
    page = context.new_page()
    page.goto(f"{newsroom}/admin/")
    clicks: list[str] = []
    loads: list[str] = []
    page.on(
        "framenavigated",
        lambda frame: loads.append(frame.url) if frame == page.main_frame else None,
    )

    def click(place: Locator) -> None:
        clicks.append(str(place))
        place.click()

    click(page.get_by_role("link", name="New story").first)
    page.wait_for_selector("form[data-ready] .ProseMirror")
    page.keyboard.insert_text(HEADLINE)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    for words in ("One.", "Two.", "Three."):
        page.keyboard.insert_text(words)
        page.keyboard.press("Enter")
    page.get_by_label("Section", exact=True).select_option("Politics")
    for field, names in (("Bylines", ["Ottoline Marsh"]), ("Topics", ["Cranes", "Tides"])):
        for name in names:
            box = page.get_by_role("combobox", name=field, exact=True)
            box.fill(name)
            box.press("Enter")
            expect(page.locator(".tag").filter(has_text=name)).to_be_visible()
    click(page.get_by_role("button", name="Choose a picture"))
    click(page.get_by_role("dialog").get_by_role("button", name="Add a new picture"))
    form = page.frame_locator('iframe[title="Add a new picture"]')
    file = tmp_path / "crane.jpg"
    file.write_bytes(cast.jpeg())
    clicks += ["the file chooser", "its button"]
    form.locator("input[type=file]").set_input_files(file)
    form.get_by_label("Alt text").fill("An old crane")
    form.get_by_label("Credit").fill("P. Gannet")
    click(form.locator("[name=_save]"))
    expect(page.get_by_role("dialog")).to_be_hidden()
    click(page.get_by_role("button", name="Publish…"))
    click(page.get_by_role("button", name="Publish now"))
    says(page, "Live.")
    story = Article.objects.get()
    assert story.is_visible
    assert sorted(topic.name for topic in story.topics.all()) == ["Cranes", "Tides"]
    assert (len(clicks), len([one for one in loads if "/add/" in one])) == (8, 1)
    context.close()


def test_a_complete_draft_is_out_in_two_clicks(desk: Desk) -> None:
    story = two_paragraphs(picture=cast.picture(), topics=["Ports"])
    page = desk(change(story))
    page.get_by_role("button", name="Publish…").click()
    expect(page.get_by_role("dialog")).to_contain_text("Readers see the story at once.")
    page.get_by_role("button", name="Publish now").click()
    says(page, "Live.")
    expect(state(page).get_by_role("link", name="See it on the site")).to_be_visible()
    assert Article.objects.get().is_visible


def test_a_schedule_takes_three_clicks(desk: Desk) -> None:
    story = two_paragraphs(picture=cast.picture(), topics=["Ports"])
    due = timezone.localtime(timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    page = desk(change(story))
    page.get_by_label("Publish at").fill(f"{due:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Schedule…").click()
    expect(page.get_by_role("dialog")).to_contain_text(f"Readers see the story from {due:%A}")
    page.get_by_role("button", name="Schedule", exact=True).click()
    says(page, "Scheduled")
    assert Article.objects.get().publish_at == due


def test_warnings_want_one_click_for_a_reason(desk: Desk) -> None:
    story = two_paragraphs()
    page = desk(change(story))
    expect(page.locator("[data-counts]")).to_have_text("2 warnings")
    page.get_by_role("button", name="Publish…").click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Please say why.")).to_be_visible()
    assert Article.objects.get().state == State.DRAFT
    page.get_by_label("Checked by hand").check()
    page.get_by_role("button", name="Publish now").click()
    says(page, "Live.")
    entry = Article.objects.get().entries.get(verb="publish")
    assert entry.note == "Checked by hand"


def test_an_error_stands_in_the_way_and_leads_to_its_field(desk: Desk) -> None:
    story = two_paragraphs()
    story.set_authors([])
    page = desk(change(story))
    page.get_by_role("button", name="Publish…").click()
    box = page.get_by_role("dialog")
    expect(box.locator("[data-go]")).to_have_attribute("aria-disabled", "true")
    box.get_by_role("link", name="a byline").click()
    expect(page.get_by_role("combobox", name="Bylines")).to_be_focused()
    expect(box).to_be_hidden()


def test_a_correction_takes_two_clicks_and_its_words(desk: Desk) -> None:
    story = cast.live(HEADLINE, picture=cast.picture(), topics=["Ports"])
    page = desk(change(story))
    write(page, 0, " Ten.")
    page.get_by_role("button", name="Publish changes…").click()
    expect(page.get_by_role("dialog")).to_contain_text("Readers see your changes at once")
    page.keyboard.insert_text("Ten members spoke, not nine.")
    expect(page.get_by_label("Correction: it was wrong")).to_be_checked()
    page.get_by_role("button", name="Publish changes", exact=True).click()
    says(page, "Live.")
    assert Correction.objects.get().text == "Ten members spoke, not nine."
    assert " Ten." in Article.objects.get().body


def test_a_correction_without_words_is_asked_for_them(desk: Desk) -> None:
    story = cast.live(HEADLINE, picture=cast.picture(), topics=["Ports"])
    page = desk(change(story))
    page.get_by_role("button", name="Publish changes…").click()
    page.get_by_label("Clarification: it could be misunderstood").check()
    page.get_by_role("button", name="Publish changes", exact=True).click()
    expect(page.get_by_text("Please write what readers are told.")).to_be_visible()
    assert not Correction.objects.exists()


def test_a_withdrawal_asks_for_its_reason(desk: Desk) -> None:
    story = cast.live(HEADLINE)
    page = desk(change(story), cast.managing_editor())
    page.get_by_role("button", name="Withdraw…").click()
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.get_by_text("Please give a reason.")).to_be_visible()
    page.get_by_label("Reason, for the record").fill("Wrong figures.")
    page.get_by_role("button", name="Withdraw", exact=True).click()
    says(page, "Withdrawn")
    assert Article.objects.get(pk=story.pk).withdrawal_reason == "Wrong figures."


def test_a_reporter_submits(desk: Desk) -> None:
    page = desk(person=cast.reporter())
    page.get_by_label("Headline").fill(HEADLINE)
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    says(page, "In review")
    assert Article.objects.get().state == State.IN_REVIEW


# --- The page beside it ------------------------------------------------------------------


def test_the_preview_follows_the_typing(desk: Desk) -> None:
    story = two_paragraphs()
    page = desk(change(story))
    page.get_by_role("button", name="Preview").click()
    shown = page.frame_locator("[data-preview-page] iframe:not(.is-coming)")
    expect(shown.get_by_text("First.")).to_be_visible()
    frame = page.locator("[data-preview-page] iframe").first.bounding_box()
    assert frame
    assert round(frame["width"]) == 375
    write(page, 0, " Just typed.")
    expect(shown.get_by_text("First. Just typed.")).to_be_visible(timeout=PATIENT)
    assert texts(story) == "<p>First.</p><p>Second.</p>"
    page.reload()
    expect(page.locator("[data-preview]")).to_be_visible()


def test_without_a_script_the_form_still_saves(browser: Browser, newsroom: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    enter(context, newsroom, cast.editor())
    page = context.new_page()
    page.goto(newsroom + ADD)
    page.get_by_label("Headline").fill(HEADLINE)
    page.locator("textarea[name=body]").fill("<p>By hand.</p>", force=True)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    story = Article.objects.get()
    assert texts(story) == "<p>By hand.</p>"
    assert page.url.endswith(change(story))
    context.close()


# --- For everybody -------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_everybody_can_use_it(desk: Desk, newsroom: str, width: int, scheme: str) -> None:
    story = cast.live(HEADLINE, body="<p>First.</p><p>Second.</p>")
    page = desk(
        change(story),
        cast.managing_editor(),
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
    )
    looks_right(page)
    page.get_by_role("button", name="Publish changes…").click()
    looks_right(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Preview").click()
    page.wait_for_selector("[data-preview-page] iframe:not(.is-coming)")
    looks_right(page)
    page.goto(f"{newsroom}/admin/articles/article/{story.pk}/preview/")
    looks_right(page)


def looks_right(page: Page) -> None:
    """Nothing that shuts somebody out, and nothing to scroll to sideways."""
    results = Axe().run(page, options={"iframes": False})
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
