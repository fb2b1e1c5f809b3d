"""Pictures, authors, sections and topics on the desk."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from articles.models import Author, Category, Picture, Topic
from tests import cast

pytestmark = pytest.mark.django_db

ADD = "/admin/articles/picture/add/"


@pytest.fixture
def desk(client: Client) -> Client:
    """An operator at the desk, who may do all."""
    editor = cast.editor()
    editor.is_superuser = True
    editor.save()
    client.force_login(editor)
    return client


def upload(desk: Client, data: bytes, name: str = "crane.jpg", **fields: str) -> Any:
    """Add a picture to the library."""
    details = {
        "alt_text": "A crane",
        "credit": "P. Gannet",
        "licence": "own",
        "use": "any",
        "focal_x": "0.4",
        "focal_y": "0.6",
        **fields,
    }
    return desk.post(ADD, {"upload": SimpleUploadedFile(name, data), **details})


def encoded(image: Image.Image, format: str, **options: object) -> bytes:
    """The image as a file of `format`."""
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def test_it_works(desk: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert upload(desk, cast.jpeg()).status_code == 302
    picture = Picture.objects.get()
    assert (picture.width, picture.height, picture.focal_class) == (1300, 800, "4 6")
    assert picture.widths("avif") == [240, 320, 480, 640, 800, 1200]  # made at once in tests
    assert picture.uploaded_by == cast.editor()
    assert desk.get(f"/admin/articles/picture/{picture.pk}/change/").status_code == 200


@pytest.mark.parametrize("format", ["PNG", "WEBP", "AVIF", "TIFF", "GIF"])
def test_every_format_is_taken_by_its_content(desk: Client, format: str) -> None:
    upload(desk, encoded(Image.new("RGB", (400, 300), "navy"), format), name="wrong.txt")
    assert Picture.objects.get().files == ["320.webp"]


def test_a_turned_picture_stands_upright(desk: Client) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    upload(desk, encoded(Image.new("RGB", (600, 400), "navy"), "JPEG", exif=exif))
    assert (Picture.objects.get().width, Picture.objects.get().height) == (400, 600)


def test_private_data_is_not_served(desk: Client, client: Client) -> None:
    exif = Image.Exif()
    exif[0x010E] = "private words"
    upload(desk, encoded(Image.new("RGB", (600, 400), "navy"), "JPEG", exif=exif))
    for address in (Picture.objects.get().src, Picture.objects.get().social_url):
        assert b"private words" not in client.get(address).getvalue()


@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGBA", (400, 300), (255, 0, 0, 100)),
        Image.new("P", (400, 300)),
        Image.new("L", (400, 300), 90),
        Image.new("LA", (400, 300), (90, 128)),
        Image.new("I;16", (400, 300), 30_000),
        Image.new("1", (400, 300)),
    ],
    ids=lambda image: image.mode,
)
def test_every_mode_comes_out_as_colour(desk: Client, image: Image.Image) -> None:
    upload(desk, encoded(image, "PNG"))
    picture = Picture.objects.get()
    shown = Image.open(io.BytesIO(desk.get(picture.src).getvalue()))
    assert (shown.mode, shown.size) == ("RGB", (320, 240))


def test_cmyk_with_a_broken_profile_is_taken(desk: Client) -> None:
    data = encoded(Image.new("CMYK", (400, 300), (255, 0, 0, 0)), "JPEG", icc_profile=b"broken")
    upload(desk, data)
    assert Picture.objects.get().tone != "#ffffff"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "vector graphic"),
        (b"<html><script>alert(1)</script>", "web page or a script"),
        (b"", "empty"),
        (cast.jpeg()[:2_000], "damaged"),
        (encoded(Image.new("1", (12_000, 12_000)), "PNG"), "144 megapixels; at most 50"),
    ],
    ids=["svg", "html", "empty", "truncated", "huge"],
)
def test_what_is_no_picture_is_refused_with_a_reason(desk: Client, data: bytes, said: str) -> None:
    answer = upload(desk, data)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Picture.objects.exists()


def test_too_many_bytes_are_refused_with_a_reason(desk: Client, settings: Any) -> None:
    settings.PICTURE_MAX_BYTES = 1_000
    assert "the limit is 0 MB" in upload(desk, cast.jpeg()).content.decode()


def test_the_same_file_twice_is_one_picture(desk: Client) -> None:
    upload(desk, cast.jpeg())
    answer = upload(desk, cast.jpeg(), name="other.jpg")
    assert "in the library already" in answer.content.decode()
    assert Picture.objects.count() == 1


def test_a_store_that_is_away_loses_nothing_that_was_typed(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Picture, "store", away)
    text = upload(desk, cast.jpeg(), caption="Typed with care").content.decode()
    assert "could not be stored" in text
    assert "Typed with care" in text
    assert not Picture.objects.exists()


def test_what_is_wrong_is_said(desk: Client) -> None:
    answer = upload(desk, cast.jpeg(), focal_x="3")
    assert not Picture.objects.exists()
    assert "less than or equal to 1" in answer.content.decode()


def test_words_may_come_later_but_do_not_go_again(desk: Client) -> None:
    upload(desk, cast.jpeg(), alt_text="", credit=" ")
    picture = Picture.objects.get()
    assert picture.lacks() == ["alt text", "credit"]
    page = f"/admin/articles/picture/{picture.pk}/change/"
    assert "It can’t be published yet." in desk.get(page).text
    fields = {"licence": "own", "use": "any", "focal_x": "0.5", "focal_y": "0.5"}
    desk.post(page, {**fields, "alt_text": "A crane", "credit": "P. Gannet"})
    answer = desk.post(page, fields).text
    assert "Enter an alt text" in answer
    assert "Enter a credit." in answer
    assert desk.post(page, {**fields, "decorative": "on", "credit": "P. Gannet"}).status_code == 302
    assert Picture.objects.get().alt_text == ""


def test_the_dialog_finds_pictures(desk: Client) -> None:
    crane, lamp = cast.picture(), cast.picture("navy", caption="The lamp.", alt_text="Lamp")
    choose = "/admin/articles/picture/choose/"
    assert [card["id"] for card in desk.get(choose).json()["pictures"]] == [lamp.pk, crane.pk]
    assert [c["id"] for c in desk.get(choose, {"q": "LAMP"}).json()["pictures"]] == [lamp.pk]
    assert desk.get(choose, {"q": "nothing", "page": "x"}).json() == {"pictures": [], "more": False}
    card = desk.get(f"/admin/articles/picture/{crane.pk}/card/").json()
    assert card == {
        "id": crane.pk,
        "title": "The crane.",
        "thumb": crane.url_for(320),
        "src": crane.src,
        "alt": "A teal crane",
        "credit": "P. Gannet",
        "caption": "The crane.",
        "described": "",
        "lacks": [],
        "decorative": False,
        "focal": [0.5, 0.5],
        "origin": "",
        "lapses": "",
        "lapsed": False,
        "may_change": True,
        "why_not": "",
        "page": f"/admin/articles/picture/{crane.pk}/change/",
    }
    assert desk.get("/admin/articles/picture/4711/card/").status_code == 404


def test_an_author_is_made(desk: Client) -> None:
    desk.post(
        "/admin/articles/author/add/",
        {"name": "Zoë Ångström", "picture": cast.picture().pk, "links": "https://example.org/z"},
    )
    assert Author.objects.get().slug == "zoe-angstrom"
    assert desk.get("/admin/articles/author/").status_code == 200


def test_a_section_is_made(desk: Client) -> None:
    form = {"name": "Science", "slug": "science", "colour": "teal", "order": "50"}
    desk.post("/admin/articles/category/add/", form)
    assert desk.get("/science/").status_code == 200
    answer = desk.post("/admin/articles/category/add/", {**form, "name": "S", "slug": "search"})
    assert "address of the site" in answer.content.decode()
    text = desk.get("/admin/articles/category/").content.decode()
    assert "/science/" in text
    assert Category.objects.count() == 5


def test_a_topic_is_made_once_whatever_its_case(desk: Client) -> None:
    Topic.objects.create(name="Fog")
    answer = desk.post("/admin/articles/topic/add/", {"name": "FOG", "slug": "fog-2"})
    assert "already" in answer.content.decode()
    assert Topic.objects.count() == 1
