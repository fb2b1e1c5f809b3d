"""The box under a story's lead picture: focal point, crops, alt text and credit, in place."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client
from playwright.sync_api import Page, expect

from articles.models import Announcement, Article, Picture
from tests import cast
from tests.admin.desk_pages import Window, change
from tests.waiting import until

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


def card(picture: Picture | int, save: bool = False) -> str:
    """The door of a picture's card, or the one that saves it."""
    pk = picture if isinstance(picture, int) else picture.pk
    return f"/admin/articles/picture/{pk}/card/{'save/' if save else ''}"


def save(client: Client, picture: Picture | int, **fields: Any) -> Any:
    """Post what the box changed."""
    return client.post(card(picture, save=True), fields, headers=JSON)


# --- The doors --------------------------------------------------------------------


@pytest.mark.every_database
def test_it_works(desk: Client) -> None:
    picture = cast.picture()
    answer = save(desk, picture, focal_x="0.25", focal_y="0.9", was_focal_x="0.5", was_focal_y=0.5)
    assert answer.status_code == 200
    assert answer.json()["card"]["focal"] == [0.25, 0.9]
    assert answer.json()["overtook"] == ""
    picture.refresh_from_db()
    assert (picture.focal_x, picture.focal_y, picture.alt_text) == (0.25, 0.9, "A teal crane")
    assert Announcement.objects.get().keys == [f"picture:{picture.pk}"]
    assert LogEntry.objects.get().user == cast.editor()


def test_words_are_saved_in_place_on_one_line(desk: Client) -> None:
    picture = cast.picture()
    answer = save(desk, picture, alt_text=" A crane\r\n at\0 dusk ", credit="B. Quill")
    assert (answer.json()["card"]["alt"], answer.json()["card"]["credit"]) == (
        "A crane at dusk",
        "B. Quill",
    )
    picture.refresh_from_db()
    assert (picture.alt_text, picture.credit, picture.focal_x) == (
        "A crane at dusk",
        "B. Quill",
        0.5,
    )


@pytest.mark.every_database
def test_nothing_changed_is_nothing_done(desk: Client) -> None:
    assert save(desk, cast.picture(), alt_text="A teal crane").json()["ok"]
    assert not Announcement.objects.exists() and not LogEntry.objects.exists()


@pytest.mark.every_database
def test_the_last_one_wins_but_says_so(desk: Client) -> None:
    picture = cast.picture()
    Picture.objects.update(alt_text="Theirs", focal_x=0.1)
    answer = save(
        desk,
        picture,
        alt_text="Mine",
        was_alt_text="A teal crane",
        focal_x="0.7",
        was_focal_x="0.5",
    ).json()
    assert "moved the focal point" in answer["overtook"]
    assert "changed the alt text to “Theirs”; yours has replaced it" in answer["overtook"]
    picture.refresh_from_db()
    assert (picture.alt_text, picture.focal_x) == ("Mine", 0.7)


@pytest.mark.every_database
def test_gently_nobody_s_words_are_gone_over(desk: Client) -> None:
    picture = cast.picture(caption="")
    Picture.objects.update(credit="Theirs")
    posted = {
        "alt_text": "Mine",
        "was_alt_text": "A teal crane",
        "caption": "Mine",
        "was_caption": "",
    }
    answer = save(desk, picture, credit="Mine", was_credit="P. Gannet", gently=1, **posted).json()
    assert (answer["kept"], answer["card"]["credit"]) == (["credit"], "Theirs")
    picture.refresh_from_db()
    assert (picture.credit, picture.alt_text, picture.caption) == ("Theirs", "Mine", "Mine")
    # What nobody has told what it was typed upon goes over nothing.
    answer = save(desk, picture, alt_text="Another", gently=1).json()
    assert (answer["kept"], answer["card"]["alt"]) == (["alt_text"], "Mine")
    # The same words are no change of others, and what was seen may be changed.
    again = {
        "credit": "Theirs",
        "was_credit": "P. Gannet",
        "alt_text": "New",
        "was_alt_text": "Mine",
    }
    assert save(desk, picture, gently=1, **again).json()["kept"] == []
    assert Picture.objects.get().alt_text == "New"


@pytest.mark.every_database
def test_a_fraction_that_the_box_has_rounded_is_no_change_of_others(desk: Client) -> None:
    picture = cast.picture()
    Picture.objects.update(focal_x=0.33333)
    answer = save(desk, picture, focal_x="0.5", was_focal_x="0.33")
    assert answer.json()["overtook"] == ""
    assert save(desk, picture, focal_x="0.6", was_focal_x="x").status_code == 200


@pytest.mark.parametrize(
    ("fields", "at", "said"),
    [
        ({"alt_text": "  "}, "alt_text", "Enter an alt text, or mark the picture as decorative"),
        ({"alt_text": "x" * 1001}, "alt_text", "at most 1000 characters"),
        ({"credit": " "}, "credit", "Enter a credit"),
        ({"focal_x": "1.2"}, "focal_x", "less than or equal to 1"),
        ({"focal_x": "nan"}, "focal_x", "number"),
        ({"focal_y": "1e999"}, "focal_y", "number"),
        ({"focal_y": ""}, "focal_y", "required"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    desk: Client, fields: dict[str, str], at: str, said: str
) -> None:
    answer = save(desk, cast.picture(), **fields)
    assert answer.status_code == 422
    assert said in " ".join(answer.json()["errors"][at])
    picture = Picture.objects.get()
    assert (picture.alt_text, picture.credit, picture.focal_x) == ("A teal crane", "P. Gannet", 0.5)


def test_words_make_a_decoration_a_picture(desk: Client) -> None:
    picture = cast.picture(alt_text="", decorative=True)
    assert save(desk, picture, focal_x="0.1").json()["card"]["decorative"]
    assert not save(desk, picture, alt_text="A crane").json()["card"]["decorative"]


@pytest.mark.parametrize("pk", [4711, 10**30])
def test_no_such_picture(desk: Client, pk: int) -> None:
    assert save(desk, pk, credit="X").status_code == 404
    answer = desk.get(card(pk), headers=JSON)
    assert answer.status_code == 404
    assert answer.json()["error"]


def test_a_get_saves_nothing(desk: Client) -> None:
    assert desk.get(card(cast.picture(), save=True), headers=JSON).status_code == 405


# --- Who may ----------------------------------------------------------------------


@pytest.mark.parametrize("role", ["reporter", "editor", "managing_editor", "picture_editor"])
def test_those_who_care_for_pictures_may(client: Client, role: str) -> None:
    client.force_login(getattr(cast, role)())
    picture = cast.picture()
    assert client.get(card(picture), headers=JSON).json()["may_change"]
    assert save(client, picture, credit="B. Quill").status_code == 200
    assert client.get("/admin/articles/picture/choose/", headers=JSON).status_code == 200


def test_others_may_not(client: Client) -> None:
    picture = cast.picture()
    client.force_login(cast.operator())
    doors = [card(picture), "/admin/articles/picture/choose/?q=crane"]
    for door in doors:
        answer = client.get(door, headers=JSON)
        assert answer.status_code == 403
        assert "crane" not in answer.content.decode()
        assert client.get(door).status_code == 403
    assert save(client, picture, credit="Mine").status_code == 403
    client.force_login(cast.reader())
    for door in doors:
        assert client.get(door, headers=JSON).status_code == 403
        assert client.get(door).status_code == 302
    assert save(client, picture, credit="Mine").status_code == 403
    assert Picture.objects.get().credit == "P. Gannet"


@pytest.mark.every_database
def test_those_who_may_only_look_are_told_so(client: Client) -> None:
    group = cast.picture_editor().groups.get()
    group.permissions.remove(group.permissions.get(codename="change_picture"))
    client.force_login(cast.picture_editor())
    picture = cast.picture()
    assert client.get(card(picture), headers=JSON).json()["may_change"] is False
    assert save(client, picture, credit="Mine").status_code == 403


def test_logged_out_is_said(client: Client) -> None:
    picture = cast.picture()
    answers = [save(client, picture, credit="Mine"), client.get(card(picture), headers=JSON)]
    for answer in answers:
        assert answer.status_code == 401
        assert "logged out" in answer.json()["error"]
    assert client.get(card(picture)).status_code == 302


# --- Licences ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "said", "lapsed"),
    [
        (None, "", False),
        (date(2026, 12, 3), "Licence expires 3 Dec", False),
        (date(2026, 11, 20), "Licence expires 20 Nov", False),
        (date(2027, 1, 9), "Licence expires 9 Jan 2027", False),
        (date(2026, 11, 19), "Licence expired", True),
    ],
)
def test_until_when_it_may_be_shown_is_said(
    client: Client, last: date | None, said: str, lapsed: bool
) -> None:
    picture = cast.picture(licence_expires_on=last)
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
        client.force_login(cast.editor())
        known = client.get(card(picture), headers=JSON).json()
        assert (known["lapses"], known["lapsed"]) == (said, lapsed)
        assert said in client.get("/admin/articles/picture/").content.decode()


def test_the_end_of_a_licence_is_written_on_the_picture_s_page(desk: Client) -> None:
    picture = cast.picture()
    page = f"/admin/articles/picture/{picture.pk}/change/"
    assert 'name="licence_expires_on"' in desk.get(page).content.decode()
    fields = {
        "alt_text": "A crane",
        "credit": "P. Gannet",
        "licence": "agency",
        "use": "any",
        "licence_expires_on": "2026-12-03",
        "focal_x": "0.5",
        "focal_y": "0.5",
    }
    assert desk.post(page, fields).status_code == 302
    picture.refresh_from_db()
    assert picture.licence_expires_on == date(2026, 12, 3)
    assert 'value="2026-12-03"' in desk.get(page).content.decode()
    answer = desk.post(page, {**fields, "licence_expires_on": "the day after"})
    assert "Enter a valid date" in answer.content.decode()


# --- In the browser ---------------------------------------------------------------


@pytest.fixture
def writer(window: Window) -> Page:
    """The editor's browser with a draft open that has a picture."""
    story = cast.draft(picture=cast.picture())
    return window(change(story), viewport={"width": 1280, "height": 900})


def test_one_click_sets_the_focal_point(writer: Page) -> None:
    slider = writer.get_by_role("slider", name="Focal point")
    expect(slider).to_have_attribute("aria-valuetext", "50 % across, 50 % down")
    box = slider.bounding_box()
    assert box
    slider.click(position={"x": box["width"] * 0.2, "y": box["height"] * 0.8})
    expect(writer.get_by_text("Picture saved.")).to_be_visible()
    picture = Picture.objects.get()
    assert picture.focal_x == pytest.approx(0.2, abs=0.02)
    assert picture.focal_y == pytest.approx(0.8, abs=0.02)
    crops = writer.locator(".picture-box .focal-crops img")
    expect(crops).to_have_count(3)
    at = crops.first.evaluate("one => getComputedStyle(one).objectPosition")
    assert at == f"{round(picture.focal_x * 100)}% {round(picture.focal_y * 100)}%"
    # Nothing of it belongs to the story.
    assert Article.objects.get().working is None


def test_the_arrow_keys_move_it(writer: Page) -> None:
    slider = writer.get_by_role("slider", name="Focal point")
    expect(slider).to_have_attribute("aria-valuetext", "50 % across, 50 % down")
    slider.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        slider.press(key)
    expect(writer.get_by_text("Picture saved.")).to_be_visible()
    # Whoever presses slowly has each press saved.
    until(lambda: Picture.objects.filter(focal_x=0.54, focal_y=0.48).exists())


def test_errors_are_said_in_place(writer: Page) -> None:
    alt = writer.get_by_label("Alt text")
    expect(alt).to_have_value("A teal crane")
    alt.fill("")
    alt.press("Enter")
    expect(writer.get_by_text("Enter an alt text")).to_be_visible()
    expect(alt).to_have_attribute("aria-invalid", "true")
    alt.fill("A crane at dusk")
    alt.blur()
    expect(writer.get_by_text("Picture saved.")).to_be_visible()
    expect(writer.get_by_text("Enter an alt text")).to_be_hidden()
    assert Picture.objects.get().alt_text == "A crane at dusk"


def test_no_connection_is_said_and_tried_again(writer: Page) -> None:
    writer.route("**/card/save/", lambda route: route.abort())
    credit = writer.get_by_label("Credit", exact=True)
    credit.fill("B. Quill")
    credit.press("Enter")
    expect(writer.get_by_text("Not saved: no connection.")).to_be_visible()
    writer.unroute("**/card/save/")
    writer.evaluate("window.dispatchEvent(new Event('online'))")
    expect(writer.get_by_text("Picture saved.")).to_be_visible()
    assert Picture.objects.get().credit == "B. Quill"


def test_the_box_follows_the_picture_that_is_chosen(writer: Page) -> None:
    cast.picture(
        "navy", caption="The lamp.", alt_text="A lamp", licence_expires_on=date(2020, 1, 1)
    )
    writer.get_by_role("button", name="Lead picture Change").click()
    dialog = writer.get_by_role("dialog")
    expect(dialog.get_by_text("Licence expired")).to_be_visible()
    dialog.get_by_text("The lamp.").click()
    expect(writer.get_by_label("Alt text")).to_have_value("A lamp")
    expect(writer.locator(".picture-box").get_by_text("Licence expired")).to_be_visible()
    writer.locator(".picture-field [data-remove]").click()
    expect(writer.get_by_label("Alt text")).to_be_hidden()


def test_without_a_script_a_link_leads_to_the_picture(logged_in: Window) -> None:
    story = cast.draft(picture=cast.picture())
    page = logged_in(java_script_enabled=False)
    page.goto(change(story))
    link = page.get_by_role("link", name="Focal point, alt text and credit of this picture")
    assert (link.get_attribute("href") or "").endswith(f"/picture/{story.picture_id}/change/")
