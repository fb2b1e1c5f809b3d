"""The paper on the desk: a name, a look and a footer, checked, logged and put back."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageDraw

from articles.models import Entry, Paper
from tests import cast

pytestmark = pytest.mark.django_db
#: Who is at the desk (tests/admin/conftest.py).
AT_THE_DESK = cast.managing_editor

ADDRESS = "/admin/articles/paper/1/change/"


def png(width: int = 600, height: int = 200, colour: str = "#123456", ground: Any = None) -> bytes:
    """A logo: a disc on a ground that is transparent, and empty all around."""
    image = Image.new("RGBA", (width, height), ground or (0, 0, 0, 0))
    inside = (width // 10, height // 10, width * 9 // 10, height * 9 // 10)
    ImageDraw.Draw(image).ellipse(inside, fill=colour)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def upload(content: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def form(**fields: Any) -> dict[str, Any]:
    names = (
        "name tagline accent accent_night band headline_face text_face footer links profiles"
        " contact ai_pictures tells_of_ai ai_words model_rules"
    )
    paper = Paper.current()
    return {name: getattr(paper, name) for name in names.split()} | {
        "version": paper.version,
        **fields,
    }


def save(desk: Client, **fields: Any) -> Any:
    return desk.post(ADDRESS, form(**fields))


def errors(answer: Any) -> dict[str, list[str]]:
    return answer.context["adminform"].form.errors  # type: ignore[no-any-return]


@pytest.mark.every_database
def test_the_way_there_is_one_page(desk: Client) -> None:
    assert desk.get("/admin/articles/paper/").headers["Location"] == ADDRESS
    page = desk.get(ADDRESS)
    assert page.status_code == 200
    assert "No changes yet" in page.content.decode()
    assert not Paper.objects.exists()
    assert desk.get("/admin/articles/paper/add/").status_code == 403
    assert desk.get("/admin/articles/paper/1/delete/").status_code == 403
    assert desk.get("/admin/articles/paper/2/change/").status_code == 302


def test_what_is_saved_is_what_readers_get_and_the_log_knows(desk: Client) -> None:
    saved = save(desk, name="The Gannet", tagline="Dives for it", links="Shop https://shop.example")
    assert saved.status_code == 302
    page = desk.get("/").content.decode()
    assert "The Gannet" in page
    assert "Dives for it" in page
    assert '<a href="https://shop.example">Shop</a>' in page
    assert "Newsportal" not in page.replace("newsportal", "")
    entry = Entry.objects.get(verb=Entry.Verb.PAPER)
    assert entry.title == "name, tagline, links"
    assert entry.details["after"]["name"] == "The Gannet"
    assert "The Gannet" in desk.get("/admin/").content.decode()
    save(desk)
    assert Entry.objects.filter(verb=Entry.Verb.PAPER).count() == 1


@pytest.mark.every_database
def test_a_change_is_put_back_and_that_too(desk: Client) -> None:
    save(desk, name="The Gannet", accent="#7a1f5c")
    save(desk, name="The Gull")
    last, first = Entry.objects.filter(verb=Entry.Verb.PAPER).order_by("-pk")
    back = "/admin/articles/paper/back/{}/"
    assert desk.get(back.format(last.pk)).status_code == 405
    desk.post(back.format(last.pk))
    assert Paper.current().name == "The Gannet"
    desk.post(back.format(first.pk))
    paper = Paper.current()
    assert (paper.name, paper.accent) == ("", "")
    again = Entry.objects.filter(verb=Entry.Verb.PAPER).latest("pk")
    assert again.note.startswith("Earlier change undone; name: ")
    desk.post(back.format(again.pk))
    assert (Paper.current().name, Paper.current().accent) == ("The Gannet", "#7a1f5c")
    assert desk.post(back.format(10**9)).status_code == 404


@pytest.mark.parametrize(
    ("field", "colour", "nearest"),
    [
        ("accent", "#ffcc00", "#856a02"),
        ("accent", "#777777", "#6d6d6d"),
        ("accent_night", "#222266", ""),
        ("band", "#aaaaaa", ""),
    ],
)
def test_a_colour_that_can_not_be_read_is_refused_with_the_nearest(
    desk: Client, field: str, colour: str, nearest: str
) -> None:
    answer = save(desk, **{field: colour})
    (sentence,) = errors(answer)[field]
    assert "4.5 : 1" in sentence
    assert nearest in sentence
    taken = sentence.rstrip(".").rpartition(" ")[2]
    assert save(desk, **{field: taken}).status_code == 302
    assert getattr(Paper.current(), field) == taken


@pytest.mark.parametrize("colour", ["red", "#12345", "#12345g", "</style>", "url(x)"])
def test_what_is_no_colour_is_refused(desk: Client, colour: str) -> None:
    assert "accent" in errors(save(desk, accent=colour))


def test_a_colour_is_understood_however_it_is_typed(desk: Client) -> None:
    save(desk, accent="7A1F5C")
    assert Paper.current().accent == "#7a1f5c"


def test_the_preview_is_told_what_becomes_of_a_colour(desk: Client) -> None:
    ask = "/admin/articles/paper/colours/"
    answer = desk.get(ask, {"accent": "#ffcc00", "night": "", "band": "#123456"}).json()
    assert answer["nearest"] == {"accent": "#856a02"}
    assert "hard to read" in answer["wrong"]["accent"]
    assert answer["night"].startswith("#")
    assert answer["band_night"].startswith("#")
    assert desk.get(ask, {"accent": "nonsense"}).json() == {"wrong": {}, "nearest": {}}


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("links", "https://only.example", "needs a text before"),
        ("links", "Words www.example.org", ""),
        ("links", "www.example.org", "can’t be read"),
        ("profiles", "@gannet", "not a web address"),
        ("contact", "nobody", "valid email"),
        ("text_face", "comic", "valid choice"),
    ],
)
def test_what_the_footer_can_not_have_is_refused(
    desk: Client, field: str, value: str, told: str
) -> None:
    found = errors(answer) if (answer := save(desk, **{field: value})).status_code == 200 else {}
    assert told in " ".join(found.get(field, [""]))
    assert bool(found) == bool(told)


# --- Files -----------------------------------------------------------------------------------


def test_a_logo_stands_in_place_of_the_name(desk: Client) -> None:
    save(desk, name="The Gannet", new_logo=upload(png()), new_logo_night=upload(png(colour="#fff")))
    paper = Paper.current()
    assert paper.logo_size == (215, 72)  # the empty edges are gone, and the ground is still empty
    page = desk.get("/").content.decode()
    assert f'src="{paper.logo_url}" alt="The Gannet" width="215" height="72"' in page
    assert f'src="{paper.logo_night_url}" alt="The Gannet"' in page
    file = desk.get(paper.logo_url)
    assert (file.status_code, file.headers["Content-Type"]) == (200, "image/png")
    image = Image.open(io.BytesIO(b"".join(file)))
    assert image.mode == "RGBA"
    assert image.getpixel((0, 0))[3] == 0  # type: ignore[index]
    save(desk, no_logo="on")
    assert Paper.current().logo == ""
    last = Entry.objects.filter(verb=Entry.Verb.PAPER).latest("pk")
    desk.post(f"/admin/articles/paper/back/{last.pk}/")
    assert Paper.current().logo == paper.logo


def test_icon_and_card_go_everywhere(desk: Client) -> None:
    story = cast.live()
    save(
        desk,
        name="The Gannet",
        new_icon=upload(png(300, 260)),
        new_card=upload(cast.jpeg(), "card.jpg"),
    )
    paper = Paper.current()
    manifest = desk.get("/manifest.webmanifest").json()
    assert manifest["name"] == "The Gannet"
    assert [icon["src"] for icon in manifest["icons"]] == [paper.icon_url, paper.icon_large_url]
    with storages["default"].open(f"paper/{paper.icon}") as file:
        assert Image.open(file).size == (512, 512)
    page = desk.get(story.get_absolute_url()).content.decode()
    assert f'<link rel="icon" href="{paper.icon_url}"' in page
    assert f'<meta property="og:image" content="http://testserver{paper.card_url}">' in page
    assert '<meta property="og:site_name" content="The Gannet">' in page
    assert f'"url":"http://testserver{paper.icon_large_url}"' in page
    feed = desk.get("/feed/").content.decode()
    assert "<title>The Gannet</title>" in feed
    assert f"<url>http://testserver{paper.icon_url}</url>" in feed
    card = desk.get(paper.card_url)
    assert card.headers["Content-Type"] == "image/jpeg"
    assert b"".join(card).startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    ("field", "content", "told"),
    [
        ("new_logo", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "vector graphic"),
        ("new_logo", b"<script>alert(1)</script>", "not a picture"),
        ("new_logo", png()[:900], "damaged"),
        ("new_logo", png(60, 20), "at least 40"),
        ("new_icon", png(100, 100), "at least 192"),
        ("new_card", png(), "1200 × 675"),
    ],
)
def test_what_is_no_logo_is_refused_in_words(
    desk: Client, field: str, content: bytes, told: str
) -> None:
    answer = save(desk, name="Kept", **{field: upload(content)})
    assert told in " ".join(errors(answer)[field])
    assert 'value="Kept"' in answer.content.decode()
    assert Paper.current().logo == ""


def test_only_our_files_have_an_address(desk: Client) -> None:
    for name in ("x.png", "../secret-key", "0123456789abcdef-logo-1x1.svg"):
        assert desk.get(f"/media/paper/{name}").status_code == 404


# --- Two at once, and who may ---------------------------------------------------------------


def test_nobody_goes_over_another_ones_change_without_a_word(desk: Client) -> None:
    old = form(name="Mine")
    save(desk, name="Theirs", tagline="Also theirs")
    answer = desk.post(ADDRESS, old)
    (sentence,) = errors(answer)["__all__"]
    assert "“Theirs”" in sentence
    assert Paper.current().name == "Theirs"
    page = answer.content.decode()
    assert 'value="Mine"' in page
    assert 'name="version" value="1"' in page
    assert desk.post(ADDRESS, old | {"version": 1}).status_code == 302
    assert Paper.current().name == "Mine"


@pytest.mark.parametrize("person", ["reporter", "editor", "picture_editor"])
def test_others_find_nothing_here(client: Client, person: str) -> None:
    client.force_login(getattr(cast, person)())
    entry = Entry.objects.create(verb=Entry.Verb.PAPER, details={"before": {"name": "Mine"}})
    for address in (ADDRESS, "/admin/articles/paper/colours/"):
        assert client.get(address).status_code == 403
    assert client.post(ADDRESS, form(name="Mine")).status_code == 403
    assert client.post(f"/admin/articles/paper/back/{entry.pk}/").status_code == 403
    assert not Paper.objects.exists()


def test_operators_may_and_those_who_may_only_look_do_just_that(client: Client) -> None:
    client.force_login(cast.operator())
    assert save(client, name="The Gannet").status_code == 302
    viewer = User.objects.create(username="viewer", is_staff=True)
    from django.contrib.auth.models import Permission

    viewer.user_permissions.add(Permission.objects.get(codename="view_paper"))
    client.force_login(viewer)
    page = client.get(ADDRESS)
    assert page.status_code == 200
    assert "The Gannet" in page.content.decode()
    assert 'name="_save"' not in page.content.decode()
    assert save(client, name="Mine").status_code == 403
