"""Pictures on the desk in a real browser: many uploads at once, galleries, and who can use it."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from articles.lib import imaging
from articles.models import Article, Picture
from tests import axe, cast
from tests.admin.desk_pages import Window, back_in_the_text, body, change, says, two_paragraphs
from tests.lib.imaging.test_decode_turns import elsewhere, large

LIBRARY = "/admin/articles/picture/"
#: Drops files on an element, as a hand with a mouse would.
DROP = """(target, names) => {
  const transfer = new DataTransfer();
  for (const [name, data] of names) {
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
  }
  const box = target.getBoundingClientRect();
  const at = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const how = { dataTransfer: transfer, bubbles: true, cancelable: true, ...at };
    target.dispatchEvent(new DragEvent(kind, how));
  }
}"""


def files(folder: Path, *colours: str) -> list[Path]:
    """Pictures as they lie on somebody's disk."""
    made = []
    for colour in colours:
        made.append(folder / f"{colour}.jpg")
        made[-1].write_bytes(cast.jpeg(colour=colour))
    return made


def dropped(page: Page, selector: str, *paths: Path) -> None:
    """Drop files on what `selector` finds."""
    names = [[path.name, base64.b64encode(path.read_bytes()).decode()] for path in paths]
    page.locator(selector).first.evaluate(DROP, names)


@pytest.fixture
def library(logged_in: Window) -> Page:
    """The library, open before the picture editor."""
    page = logged_in(cast.picture_editor())
    page.goto(LIBRARY)
    return page


def test_many_files_are_added_at_once(library: Page, tmp_path: Path) -> None:
    there = cast.picture("navy", caption="Here before")
    web_page = tmp_path / "saved.jpg"
    web_page.write_bytes(b"<html><script>")
    with library.expect_file_chooser() as chooser:
        library.get_by_role("button", name="Add pictures").click()
    chooser.value.set_files([*files(tmp_path, "teal", "olive", "navy"), web_page])
    tray = library.locator("upload-tray")
    expect(tray.get_by_role("status").first).to_have_text(
        "3 of 4 pictures are in the library, 1 refused."
    )
    expect(tray.get_by_text("This is a web page or a script")).to_be_visible()
    expect(tray.get_by_role("link", name="Here before")).to_have_attribute(
        "href", f"{LIBRARY}{there.pk}/change/"
    )
    row = tray.locator("li", has_text="olive.jpg")
    for label, words in (("Alt text", "An olive crane"), ("Credit", "Ada Rossi")):
        row.get_by_label(label).fill(words)
        with library.expect_response(lambda answer: "/card/save/" in answer.url):
            row.get_by_label(label).blur()
    expect(row).to_contain_text("Saved.")
    olive = Picture.objects.get(alt_text="An olive crane")
    assert olive.credit == "Ada Rossi"
    assert Picture.objects.count() == 3


def test_files_are_dropped_on_the_library(library: Page, tmp_path: Path) -> None:
    dropped(library, "#content", *files(tmp_path, "teal", "olive"))
    arrived = library.get_by_role("link", name="Picture details")
    expect(arrived).to_have_count(2)
    assert Picture.objects.count() == 2


def test_a_lost_connection_can_be_tried_again(library: Page, tmp_path: Path) -> None:
    library.context.set_offline(True)
    dropped(library, "#content", *files(tmp_path, "teal"))
    row = library.locator("upload-tray li")
    expect(row).to_contain_text("There is no connection.")
    library.context.set_offline(False)
    row.get_by_role("button", name="Try again").click()
    expect(row.get_by_role("link", name="Picture details")).to_be_visible()
    assert Picture.objects.count() == 1


def test_a_large_picture_is_sent_again_when_it_is_its_turn(
    library: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imaging.turns, "PATIENCE", 0.0)
    file = tmp_path / "large.png"
    file.write_bytes(large())
    with elsewhere():
        library.locator("input[type=file]").set_input_files(file)
        row = library.locator("upload-tray li")
        expect(row).to_contain_text("Waiting for its turn")
    expect(row.get_by_role("link", name="Picture details")).to_be_visible()
    assert Picture.objects.count() == 1


def test_the_keyboard_walks_over_the_grid_and_ticks(library: Page) -> None:
    for colour in ("teal", "navy", "olive"):
        cast.picture(colour, caption=colour)
    library.reload()
    library.locator("[data-library] a").first.focus()
    library.keyboard.press("ArrowRight")
    library.keyboard.press("Space")
    library.keyboard.press("End")
    library.keyboard.press("Space")
    expect(library.locator("[data-chosen]")).to_have_text("2 chosen")
    library.get_by_role("button", name="Edit…").click()
    expect(library.get_by_text("Edit 2 pictures.")).to_be_visible()


def test_a_file_dropped_on_the_text_becomes_a_figure(window: Window, tmp_path: Path) -> None:
    story = two_paragraphs()
    page = window(change(story))
    dropped(page, ".ProseMirror p", *files(tmp_path, "teal"))
    box = page.get_by_role("dialog")
    box.get_by_label("Alt text").fill("An old crane")
    box.get_by_label("Credit").fill("P. Gannet")
    box.get_by_role("button", name="Use this picture").click()
    expect(body(page).locator("figure img")).to_have_attribute("alt", "An old crane")
    page.get_by_role("button", name="Save draft").click()
    says(page, "Saved")
    picture = Picture.objects.get()
    assert f'<figure data-picture="{picture.pk}"' in Article.objects.get().body


def test_a_gallery_is_put_together_and_ordered(window: Window) -> None:
    numbers = [cast.picture(colour, caption=colour).pk for colour in ("teal", "navy", "olive")]
    story = two_paragraphs()
    page = window(change(story))
    body(page).locator("p").last.click()
    page.locator('[data-name="storyGallery"]').click()
    box = page.get_by_role("dialog")
    for caption in ("teal", "navy", "olive"):
        box.get_by_role("button", name=caption).first.click()
    box.get_by_role("button", name="Add 3 pictures").click()
    tiles = body(page).locator(".gallery-pictures > li")
    expect(tiles).to_have_count(3)
    back_in_the_text(page)
    page.keyboard.insert_text("Three cranes")
    page.get_by_role("button", name="Move picture 3 forward").click()
    page.get_by_role("button", name="Remove picture 1").click()
    expect(tiles).to_have_count(2)
    page.get_by_role("button", name="Save draft").click()
    says(page, "Saved")
    kept = Article.objects.get().body
    assert f'<figure data-gallery="{numbers[2]} {numbers[1]}" data-size="wide">' in kept
    assert "<figcaption>Three cranes</figcaption>" in kept


def test_everyone_can_use_it(logged_in: Window) -> None:
    picture = cast.picture(licence_expires_on="2030-01-01")
    cast.picture("navy", alt_text="", credit="")
    cast.live("In use", picture=picture)
    page = logged_in(cast.picture_editor())
    one = f"{LIBRARY}{picture.pk}/"
    for address in (
        LIBRARY,
        f"{one}change/",
        f"{one}replace/",
        f"{one}delete/",
        f"{LIBRARY}edit/?pks={picture.pk}",
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert axe.wide_and_narrow(page) == [], address
