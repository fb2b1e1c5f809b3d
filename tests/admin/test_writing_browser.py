"""Writing in a real browser: whatever happens between a person's fingers and the server, the
text is still there, and the page says where."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Response, Route, expect

from articles.models import Article, Autosave, Revision, State
from tests import cast
from tests.admin.desk_pages import (
    HEADLINE,
    Window,
    body,
    change,
    enter,
    held_back,
    kept_here,
    opened,
    says,
    state,
    texts,
    two_paragraphs,
    write,
)


@pytest.mark.every_database
def test_it_works(window: Window) -> None:
    page = window()
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
    assert not Autosave.objects.typed_by(cast.editor()).exists()
    page.reload()
    expect(body(page)).to_have_text("Nine members spoke.")
    expect(page.locator(".offer")).to_have_count(0)


def test_a_new_story_has_its_comments_from_the_first_save_on(window: Window) -> None:
    page = window()
    page.get_by_label("Headline").fill(HEADLINE)
    body(page).click()
    page.keyboard.insert_text("Nine members spoke.")
    expect(page.locator("[data-comments]")).to_have_count(0)
    page.keyboard.press("Control+s")
    # The plain link steps back once the scripts are there.
    expect(page.locator("[data-comments] [data-new]")).to_be_visible()
    page.keyboard.press("Control+Alt+m")
    page.get_by_role("textbox", name="New comment").fill("Nine, or ten?")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".thread-quote")).to_have_text("Nine members spoke.")
    assert Article.objects.get().comments.get().quote == "Nine members spoke."
    write(page, 0, " Seven were silent.")
    page.keyboard.press("Control+s")
    says(page, "Saved")
    expect(page.locator("[data-comments]")).to_have_count(1)


@pytest.mark.every_database
def test_a_double_click_saves_once(window: Window) -> None:
    page = window()
    page.get_by_label("Headline").fill(HEADLINE)
    page.get_by_role("button", name="Save draft").dblclick()
    says(page, "Saved")
    assert Article.objects.get().headline == HEADLINE
    assert Revision.objects.count() == 1


@pytest.mark.every_database
def test_what_is_typed_while_it_saves_stays_unsaved_and_kept(window: Window) -> None:
    story = two_paragraphs()
    page = window(change(story))
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


def test_a_field_that_is_wrong_is_named_and_nothing_else_is_said(window: Window) -> None:
    page = window()
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


def test_a_log_out_in_mid_sentence(window: Window, newsroom: str) -> None:
    story = two_paragraphs()
    page = window(change(story))
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


def test_a_colleague_logs_in_in_another_window(window: Window, newsroom: str) -> None:
    """What was typed in the one's window is not saved in the other's name, and not lost."""
    story = two_paragraphs(created_by=cast.reporter())
    page = window(change(story), cast.reporter())
    write(page, 0, " Half a sentence.")
    enter(page.context, newsroom, cast.editor())
    page.keyboard.press("Control+s")
    says(page, "This page was opened by reporter, and you are logged in as editor")
    says(page, "Your text is kept in this browser.")
    assert texts(story) == "<p>First.</p><p>Second.</p>"
    enter(page.context, newsroom, cast.reporter())
    page.keyboard.press("Control+s")
    says(page, "Saved")
    assert texts(story) == "<p>First. Half a sentence.</p><p>Second.</p>"


def saves(answer: Response) -> bool:
    """Whether it is the answer to a save."""
    return answer.request.method == "POST" and "/change/" in answer.url


def test_the_session_cookie_is_gone(window: Window, newsroom: str) -> None:
    story = two_paragraphs()
    page = window(change(story))
    write(page, 1, " More.")
    page.context.clear_cookies()
    page.keyboard.press("Control+s")
    says(page, "You were logged out")
    # Where the window is left, the text comes back to whoever logs in again.
    enter(page.context, newsroom, cast.editor())
    opened(page, newsroom + change(story))
    expect(page.locator(".offer")).to_contain_text("Second. More.")
    # The page says from its beginning when it was saved last.
    with page.expect_response(saves):
        page.get_by_role("button", name="Restore it").click()
        page.keyboard.press("Control+s")
    says(page, "Saved")
    assert texts(story) == "<p>First.</p><p>Second. More.</p>"


def test_a_save_waits_until_all_of_the_text_is_back(window: Window, newsroom: str) -> None:
    story = two_paragraphs()
    page = window(change(story))
    write(page, 1, " More.")
    page.get_by_label("Standfirst").fill("In three sentences.")
    page.context.clear_cookies()
    page.keyboard.press("Control+s")
    says(page, "You were logged out")
    enter(page.context, newsroom, cast.editor())
    opened(page, newsroom + change(story))
    offer = page.get_by_role("button", name="Restore it")
    expect(offer).to_be_visible()
    # Both in one moment, before anything else can happen.
    with page.expect_response(saves):
        offer.evaluate(
            "(back) => { back.click(); document.querySelector('form.story').requestSubmit(); }"
        )
    says(page, "Saved")
    assert texts(story) == "<p>First.</p><p>Second. More.</p>"
    assert Article.objects.get().content()["standfirst"] == "In three sentences."


def test_what_is_kept_is_shown_to_nobody_else(window: Window, newsroom: str) -> None:
    story = two_paragraphs()
    page = window(change(story))
    write(page, 1, " Mine alone.")
    page.context.clear_cookies()
    enter(page.context, newsroom, cast.managing_editor())
    opened(page, newsroom + change(story))
    expect(page.locator(".offer")).to_have_count(0)
    assert kept_here(page) == 1


def test_the_network_is_lost(window: Window) -> None:
    story = two_paragraphs()
    page = window(change(story))
    page.context.set_offline(True)
    write(page, 0, " Offline.")
    page.keyboard.press("Control+s")
    says(page, "No connection: kept in this browser, trying again")
    page.keyboard.insert_text(" And on.")
    page.context.set_offline(False)
    says(page, "Saved")
    assert texts(story) == "<p>First. Offline. And on.</p><p>Second.</p>"


def test_the_server_is_restarted(window: Window) -> None:
    story = two_paragraphs()
    page = window(change(story))
    page.route("**/admin/**", lambda route: route.fulfill(status=502, body="Bad gateway"))
    write(page, 0, " Typed meanwhile.")
    says(page, "No connection")
    page.unroute("**/admin/**")
    says(page, "kept since")
    page.keyboard.press("Control+s")
    says(page, "Saved")
    assert "Typed meanwhile" in texts(story)


@pytest.mark.every_database
def test_a_save_whose_answer_is_lost_is_no_conflict_with_oneself(window: Window) -> None:
    story = two_paragraphs()
    page = window(change(story))

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


def test_publishing_is_not_done_later_without_a_word(window: Window) -> None:
    story = two_paragraphs(picture=cast.picture(), topics=["Ports"])
    page = window(change(story))
    page.get_by_role("button", name="Publish…").click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Publish now").click()
    says(page, "No connection")
    page.context.set_offline(False)
    page.keyboard.press("Escape")
    write(page, 0, " Saved after it.")
    page.keyboard.press("Control+s")
    says(page, "Saved")
    assert texts(story).startswith("<p>First. Saved after it.")
    assert Article.objects.get().state == State.DRAFT


def test_a_closed_tab(window: Window) -> None:
    page = window()
    page.get_by_label("Headline").fill("Written in a hurry")
    context, address = page.context, page.url
    page.close()
    again = opened(context.new_page(), address)
    expect(again.locator(".offer")).to_contain_text("Written in a hurry")
    again.get_by_role("button", name="Restore it").click()
    expect(again.get_by_label("Headline")).to_have_value("Written in a hurry")
    again.keyboard.press("Control+s")
    says(again, "Saved")
    assert Article.objects.get().headline == "Written in a hurry"
    assert kept_here(again) == 0


def test_text_that_nobody_wants_can_be_let_go_and_had_again(window: Window) -> None:
    page = window()
    page.get_by_label("Headline").fill("Written in a hurry")
    context, address = page.context, page.url
    page.close()
    again = opened(context.new_page(), address)
    again.get_by_role("button", name="Discard").click()
    again.get_by_role("button", name="Undo", exact=True).click()
    expect(again.locator(".offer")).to_contain_text("Written in a hurry")
    again.get_by_role("button", name="Discard").click()
    assert kept_here(again) == 0
    opened(again, address)
    expect(again.locator(".offer")).to_have_count(0)


def test_another_computer(window: Window) -> None:
    story = two_paragraphs()
    page = window(change(story))
    write(page, 1, " From the train.")
    says(page, "kept since")
    page.close()
    elsewhere = window(change(story))
    expect(elsewhere.locator(".offer")).to_contain_text("From the train")
    elsewhere.get_by_role("button", name="Restore it").click()
    expect(body(elsewhere)).to_contain_text("From the train")
    elsewhere.keyboard.press("Control+s")
    says(elsewhere, "Saved")
    assert "From the train" in texts(story)


def test_a_browser_without_room_never_stops_the_typing(window: Window) -> None:
    page = window()
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


@pytest.mark.every_database
def test_two_windows_on_different_paragraphs(window: Window) -> None:
    story = two_paragraphs()
    mine, theirs = window(change(story)), window(change(story), cast.managing_editor())
    write(theirs, 1, " Theirs.")
    theirs.keyboard.press("Control+s")
    says(theirs, "Saved")
    write(mine, 0, " Mine.")
    expect(mine.locator("[data-others]")).to_contain_text("managing-editor saved a newer version")
    mine.get_by_role("button", name="Take over").click()
    says(mine, "with changes of managing-editor")
    expect(body(mine)).to_have_text("First. Mine.Second. Theirs.")
    assert texts(story) == "<p>First. Mine.</p><p>Second. Theirs.</p>"
    mine.keyboard.press("Control+s")
    says(mine, "Saved")
    assert not Article.objects.get().set_aside()


def test_typing_goes_on_while_others_changes_come_in(window: Window) -> None:
    story = two_paragraphs()
    page = window(change(story))
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


@pytest.mark.every_database
def test_two_windows_on_the_same_paragraph(window: Window) -> None:
    story = two_paragraphs()
    mine, theirs = window(change(story)), window(change(story), cast.managing_editor())
    write(theirs, 0, " Theirs.")
    theirs.keyboard.press("Control+s")
    says(theirs, "Saved")
    write(mine, 0, " Mine.")
    mine.keyboard.press("Control+s")
    mine.wait_for_url(re.compile("/conflict/"))
    for words in ("Mine.", "Theirs."):
        expect(mine.get_by_text(words).first).to_be_visible()
    assert kept_here(mine) == 0


def test_who_else_is_there_is_said(window: Window) -> None:
    story = two_paragraphs()
    window(change(story), cast.managing_editor())
    page = window(change(story))
    expect(page.locator("[data-others]")).to_have_text("managing-editor is in this story too")
