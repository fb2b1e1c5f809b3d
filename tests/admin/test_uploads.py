"""One uploaded picture at a time, as the desk's scripts send them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from articles.admin.pictures import uploads
from articles.lib import imaging
from articles.models import Picture
from tests import cast
from tests.lib.imaging.test_decode_turns import elsewhere

pytestmark = pytest.mark.django_db
#: Who is at the desk (tests/admin/conftest.py).
AT_THE_DESK = cast.reporter

DOOR = "/admin/articles/picture/upload/"
JSON = {"accept": "application/json"}


def send(client: Client, data: bytes, name: str = "crane.jpg") -> Any:
    """Send a file."""
    return client.post(DOOR, {"file": SimpleUploadedFile(name, data)}, headers=JSON)


def with_words() -> bytes:
    """A JPEG that tells whose it is and where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "The harbour at dawn"
    exif[0x013B] = "Ada Rossi"
    exif[0x8298] = "Larkspur Wire"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 30.0, 0.0)
    buffer = io.BytesIO()
    Image.new("RGB", (800, 600), "navy").save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


@pytest.mark.every_database
def test_it_works(desk: Client) -> None:
    answer = send(desk, with_words(), name="IMG_0001.HEIC")
    picture = Picture.objects.get()
    card = answer.json()["card"]
    assert (answer.json()["ok"], answer.json()["known"]) == (True, False)
    assert (card["id"], card["caption"]) == (picture.pk, "The harbour at dawn")
    assert (card["credit"], card["lacks"]) == ("Ada Rossi", ["alt text"])
    assert (picture.copyright, picture.licence) == ("Larkspur Wire", "agency")
    assert picture.uploaded_by == cast.reporter()
    assert picture.kind == "jpeg"
    assert LogEntry.objects.filter(object_id=str(picture.pk)).exists()
    assert desk.get(card["thumb"]).getvalue().startswith(b"RIFF")


def test_what_is_served_tells_whose_it_is_and_not_where(desk: Client) -> None:
    send(desk, with_words())
    shown = Image.open(io.BytesIO(desk.get(Picture.objects.get().src).getvalue()))
    exif = shown.getexif()
    assert exif[0x013B] == "Ada Rossi"
    assert not exif.get_ifd(0x8825)


def moving(format: str) -> bytes:
    """An animation of two pictures."""
    buffer = io.BytesIO()
    first, second = Image.new("RGB", (60, 40), "navy"), Image.new("RGB", (60, 40), "teal")
    first.save(buffer, format, save_all=True, append_images=[second])
    return buffer.getvalue()


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG", "AVIF"])
def test_an_animation_that_becomes_a_still_says_so(desk: Client, format: str) -> None:
    data = moving(format)  # made once: an AVIF tells when that was
    for known in (False, True):
        answer = send(desk, data).json()
        assert (answer["ok"], answer["known"]) == (True, known)
        assert (
            answer["note"]
            == "This is an animation. Readers see one still picture of it; nothing moves."
        )
    assert send(desk, cast.jpeg()).json()["note"] == ""


def test_the_forms_say_so_too(client: Client) -> None:
    client.force_login(cast.picture_editor())
    words = {"licence": "own", "use": "any", "focal_x": "0.5", "focal_y": "0.5"}
    file = SimpleUploadedFile("ball.gif", moving("GIF"))
    added = client.post("/admin/articles/picture/add/", {**words, "upload": file}, follow=True)
    assert "Readers see one still picture of it" in added.content.decode()
    page = f"/admin/articles/picture/{Picture.objects.get().pk}/replace/"
    file = SimpleUploadedFile("ball.webp", moving("WEBP"))
    replaced = client.post(page, {"upload": file}, follow=True)
    assert "Readers see one still picture of it" in replaced.content.decode()
    file = SimpleUploadedFile("ball.jpg", cast.jpeg())
    replaced = client.post(page, {"upload": file}, follow=True)
    assert "one still picture" not in replaced.content.decode()


def test_the_same_file_twice_is_no_mistake(desk: Client) -> None:
    first = send(desk, cast.jpeg()).json()
    second = send(desk, cast.jpeg(), "another name.jpg").json()
    assert second["known"] and "already" in second["said"]
    assert second["card"]["id"] == first["card"]["id"]
    assert Picture.objects.count() == 1


@pytest.mark.every_database
def test_the_same_file_twice_at_once_is_one_picture(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = cast.picture()
    first_look = iter([None, there])
    monkeypatch.setattr(uploads, "twin_of", lambda _hash: next(first_look))
    answer = send(desk, cast.jpeg()).json()
    assert (answer["known"], answer["card"]["id"]) == (True, there.pk)
    assert Picture.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "vector graphic"),
        (b"%PDF-1.7 ", "document"),
        (cast.jpeg()[:3_000], "damaged"),
        (b"\0" * 500, "not a picture"),
    ],
    ids=["empty", "svg", "pdf", "truncated", "noughts"],
)
def test_what_is_no_picture_is_refused_in_a_sentence(desk: Client, data: bytes, said: str) -> None:
    answer = send(desk, data)
    assert answer.status_code == 422
    assert said in answer.json()["error"]
    assert not Picture.objects.exists()


def test_too_much_is_refused_unread(
    desk: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PICTURE_MAX_BYTES = 1_048_576
    monkeypatch.setattr(imaging, "receive", lambda *_: pytest.fail("was read"))
    answer = send(desk, b"\0" * 1_100_000)
    assert answer.status_code == 422
    assert "1.0 MB; the limit is 1 MB" in answer.json()["error"]


def test_without_a_file_it_says_so(desk: Client) -> None:
    assert desk.post(DOOR, headers=JSON).status_code == 400
    assert desk.get(DOOR, headers=JSON).status_code == 405


def test_a_store_that_is_away_keeps_nothing(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_arguments: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Picture, "store", away)
    answer = send(desk, cast.jpeg())
    assert answer.status_code == 503
    assert "Try again" in answer.json()["error"]
    assert not Picture.objects.exists()


@pytest.mark.every_database
@pytest.mark.parametrize(("who", "status"), [("nobody", 401), ("reader", 403), ("operator", 403)])
def test_nobody_else_sends_files(client: Client, who: str, status: int) -> None:
    if who != "nobody":
        client.force_login(getattr(cast, who)())
    assert send(client, cast.jpeg()).status_code == status
    assert not Picture.objects.exists()


def test_a_large_one_whose_turn_it_is_not_is_sent_again(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imaging, "LARGE_FILE", 10)
    monkeypatch.setattr("articles.lib.imaging.turns.PATIENCE", 0.0)
    with elsewhere():
        answer = send(desk, with_words())
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "again" in answer.json()["error"]
    assert send(desk, with_words()).json()["ok"]
