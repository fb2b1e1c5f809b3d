"""What is typed for a picture on its way to the library is never lost, and writes over nothing."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

import pytest
from django.core.exceptions import PermissionDenied
from playwright.sync_api import Locator, Page, Route, expect

from articles.admin.pictures import admin as pictures
from articles.models import Article, Picture
from tests import axe, cast
from tests.admin.desk_pages import Window, body, change, enter, opened, says, two_paragraphs
from tests.admin.test_pictures_browser import dropped, files
from tests.admin.test_uploads import moving
from tests.waiting import until

UPLOAD, SAVE = "**/picture/upload/", "**/card/save/"


@pytest.fixture
def form(window: Window) -> Page:
    """A story's form."""
    return window(change(two_paragraphs()))


@pytest.fixture
def library(logged_in: Window) -> Page:
    """The library, open before the picture editor."""
    page = logged_in(cast.picture_editor())
    page.goto("/admin/articles/picture/")
    return page


def drop(page: Page, *paths: Path) -> Locator:
    """Drop files on the text; the dialog that takes them."""
    dropped(page, ".ProseMirror p", *paths)
    return page.get_by_role("dialog")


def shut(box: Locator) -> None:
    """Close the dialog as one does who has had enough."""
    box.page.keyboard.press("Escape")
    expect(box).to_be_hidden()


def arrived(box: Locator, number: int = 1) -> None:
    """Wait until so many files are in the library."""
    expect(box.get_by_role("link", name="Picture details")).to_have_count(number)


def kept(page: Page) -> int:
    """For how many pictures the browser keeps words."""
    found = page.evaluate(
        "Object.keys(localStorage).filter((one) => one.startsWith('newsportal:upload:')).length"
    )
    return int(found)


def nothing_is_left(page: Page) -> None:
    """Wait until the browser keeps no words any more."""
    page.wait_for_function(
        "() => !Object.keys(localStorage).some((one) => one.startsWith('newsportal:upload:'))"
    )


def eventually(page: Page, **words: str) -> None:
    """Wait until the library has a picture with these words."""
    until(lambda: page.evaluate("1") and Picture.objects.filter(**words).exists())


def test_closing_the_tray_saves_what_is_typed(form: Page, tmp_path: Path) -> None:
    box = drop(form, *files(tmp_path, "teal"))
    box.get_by_label("Alt text").fill("An old crane")
    box.get_by_label("Caption").fill("Before the storm")
    arrived(box)
    box.get_by_label("Credit").press_sequentially("P. Gannet")
    shut(box)
    eventually(form, alt_text="An old crane", caption="Before the storm", credit="P. Gannet")
    nothing_is_left(form)


def test_words_are_typed_while_it_is_sent(form: Page, tmp_path: Path) -> None:
    waits: list[Route] = []
    form.route(UPLOAD, lambda route: waits.extend([route]))
    box = drop(form, *files(tmp_path, "teal"))
    alt = box.get_by_label("Alt text")
    alt.fill("An old crane ")
    alt.press("End")
    # A second file does not take the first one's words, nor the cursor.
    form.evaluate(
        """() => {
          const transfer = new DataTransfer();
          transfer.items.add(new File(["GIF"], "note.txt", { type: "text/plain" }));
          document.querySelector("dialog[open]").dispatchEvent(
            new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
        }"""
    )
    expect(box.locator("upload-tray li")).to_have_count(2)
    for route in waits:
        route.continue_()
    arrived(box)
    form.keyboard.type("by the quay")
    expect(alt.first).to_have_value("An old crane by the quay")
    alt.first.blur()
    eventually(form, alt_text="An old crane by the quay")
    nothing_is_left(form)


def test_a_failing_server_loses_nothing(form: Page, tmp_path: Path) -> None:
    form.route(UPLOAD, lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>"))
    box = drop(form, *files(tmp_path, "teal"))
    box.get_by_label("Alt text").fill("An old crane")
    expect(box).to_contain_text("The server couldn’t take it just now.")
    shut(box)
    offer = form.locator("[data-left]")
    expect(offer).to_contain_text("Words that you typed for a picture are not in the library yet.")
    offer.get_by_role("button", name="Show").click()
    expect(box.get_by_label("Alt text")).to_have_value("An old crane")
    form.unroute(UPLOAD)
    form.route(SAVE, lambda route: route.fulfill(status=500, body="<h1>Error</h1>"))
    box.get_by_role("button", name="Try again").click()
    expect(box).to_contain_text("Not saved yet: the server could not do it.")
    form.unroute(SAVE)
    box.get_by_label("Credit").fill("P. Gannet")
    box.get_by_label("Credit").blur()
    eventually(form, alt_text="An old crane", credit="P. Gannet")
    shut(box)
    expect(offer).to_have_count(0)
    nothing_is_left(form)


def test_a_reload_while_it_is_sent_keeps_the_words(form: Page, tmp_path: Path) -> None:
    form.route(UPLOAD, lambda _route: None)
    (file,) = files(tmp_path, "teal")
    chooser = form.locator("dialog input[type=file]")
    form.get_by_role("button", name="Choose a picture").click()
    chooser.set_input_files(file)
    box = form.get_by_role("dialog")
    box.get_by_label("Alt text").fill("An old crane")
    opened(form, form.url)
    form.unroute(UPLOAD)
    form.locator("[data-left]").get_by_role("button", name="Show").click()
    expect(box).to_contain_text("It was not uploaded. Add the file again")
    expect(box.get_by_label("Alt text")).to_have_value("An old crane")
    assert axe.by_day_and_night(form) == []
    chooser.set_input_files(file)
    eventually(form, alt_text="An old crane")
    nothing_is_left(form)
    expect(box.locator("upload-tray li")).to_have_count(1)


def test_leaving_with_words_that_could_not_be_saved_brings_them_back(
    form: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = drop(form, *files(tmp_path, "teal"))
    arrived(box)
    address = form.url
    refused = PermissionDenied("Not while the desk is moving house.")
    monkeypatch.setattr(pictures, "amend", Mock(side_effect=refused))
    box.get_by_label("Alt text").fill("An old crane")
    box.get_by_label("Alt text").blur()
    expect(box).to_contain_text("Not while the desk is moving house.")
    form.goto("about:blank")
    monkeypatch.undo()
    assert Picture.objects.get().alt_text == ""
    opened(form, address)
    eventually(form, alt_text="An old crane")
    nothing_is_left(form)
    expect(form.locator("[data-left]")).to_have_count(0)


def test_somebody_else_is_not_offered_them(form: Page, newsroom: str, tmp_path: Path) -> None:
    form.route(UPLOAD, lambda route: route.abort())
    box = drop(form, *files(tmp_path, "teal"))
    box.get_by_label("Alt text").fill("A secret crane")
    form.goto("about:blank")
    enter(form.context, newsroom, cast.picture_editor())
    form.goto("/admin/articles/picture/")
    form.wait_for_load_state("networkidle")
    assert "secret" not in form.content() and kept(form) == 1


# --- A file that the library has already ------------------------------------------


def test_the_library_s_words_stay_and_one_s_own_are_asked_about(form: Page, tmp_path: Path) -> None:
    there = cast.picture("teal", caption="", credit="P. Gannet", alt_text="A teal crane")
    box = drop(form, *files(tmp_path, "teal"))
    expect(box).to_contain_text("It is already in the library.")
    credit = box.get_by_label("Credit")
    expect(credit).to_have_value("P. Gannet")
    credit.fill("Ada Rossi")
    box.get_by_label("Caption").fill("Before the storm")
    use = box.get_by_role("button", name="Use this picture")
    use.click()
    # What the library lacked it has now; its own credit stands.
    expect(box).to_contain_text("The library has other words")
    eventually(form, caption="Before the storm", credit="P. Gannet")
    expect(credit).to_have_value("Ada Rossi")
    assert axe.by_day_and_night(form) == []
    shut(box)
    form.locator("[data-left]").get_by_role("button", name="Show").click()
    expect(credit).to_have_value("Ada Rossi")
    box.get_by_role("button", name="Change it everywhere").click()
    eventually(form, pk=str(there.pk), credit="Ada Rossi", alt_text="A teal crane")
    nothing_is_left(form)


def test_a_caption_may_stand_in_one_place_alone(form: Page, tmp_path: Path) -> None:
    cast.picture("teal", caption="The library’s")
    box = drop(form, *files(tmp_path, "teal"))
    expect(box.get_by_label("Caption")).to_have_value("The library’s")
    box.get_by_label("Caption").fill("Mine, here")
    expect(box).to_contain_text("Yours is used in this place only.")
    box.get_by_role("button", name="Use this picture").click()
    expect(body(form).locator("figure figcaption")).to_have_text("Mine, here")
    form.get_by_role("button", name="Save draft").click()
    says(form, "Saved")
    assert Picture.objects.get().caption == "The library’s"
    assert "<figcaption>Mine, here</figcaption>" in Article.objects.get().body
    assert kept(form) == 0


def test_the_lead_picture_s_caption_is_the_story_s(window: Window, tmp_path: Path) -> None:
    cast.picture("teal", caption="The library’s")
    page = window(change(two_paragraphs(picture=None)))
    page.get_by_role("button", name="Choose a picture").click()
    page.locator("dialog input[type=file]").set_input_files(files(tmp_path, "teal")[0])
    box = page.get_by_role("dialog")
    expect(box.get_by_label("Caption")).to_have_value("The library’s")
    box.get_by_label("Caption").fill("Mine, here")
    box.get_by_role("button", name="Use this picture").click()
    expect(page.locator("[name=picture_caption]")).to_have_value("Mine, here")
    assert Picture.objects.get().caption == "The library’s"


def test_keeping_the_library_s_words_lets_one_s_own_go(library: Page, tmp_path: Path) -> None:
    cast.picture("teal", credit="P. Gannet")
    dropped(library, "#content", *files(tmp_path, "teal"))
    row = library.locator("upload-tray li")
    expect(row.get_by_label("Credit")).to_have_value("P. Gannet")
    row.get_by_label("Credit").fill("Ada Rossi")
    row.get_by_role("button", name="Keep the library’s").click()
    expect(row.get_by_label("Credit")).to_have_value("P. Gannet")
    assert kept(library) == 0 and Picture.objects.get().credit == "P. Gannet"


# --- What it says -----------------------------------------------------------------


def test_an_animation_is_told_to_be_a_still(library: Page, tmp_path: Path) -> None:
    file = tmp_path / "ball.gif"
    file.write_bytes(moving("GIF"))
    library.locator("input[type=file]").set_input_files(file)
    note = library.get_by_text("This is an animation. Readers see one still picture of it")
    expect(note).to_be_visible()
    expect(library.locator("upload-tray li.is-bad")).to_have_count(0)
