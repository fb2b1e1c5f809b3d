"""Where pictures come from: taken over at upload, set by hand, shown, and checked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from PIL import Image

from articles.lib import imaging
from articles.models import Entry, Paper, Picture
from articles.models.pictures.replacing import bring_back, replace
from articles.models.pictures.sources import AI, Source
from tests import cast
from tests.admin.test_uploads import send
from tests.lib.imaging.credentials import in_png, store
from tests.lib.imaging.samples import saved
from tests.lib.imaging.test_provenance import MADE

pytestmark = pytest.mark.django_db
LIBRARY = "/admin/articles/picture/"


def made_with_ai(colour: str = "navy") -> bytes:
    return in_png(saved(Image.new("RGB", (800, 600), colour), "PNG"), store(MADE))


def with_ai(**fields: Any) -> Picture:
    picture = cast.picture("plum", **fields)
    Picture.objects.filter(pk=picture.pk).update(source_type=Source.MADE_WITH_AI)
    return Picture.objects.get(pk=picture.pk)


@pytest.mark.every_database
def test_it_is_taken_over_at_upload_and_kept_beside_the_original(desk: Client) -> None:
    card = send(desk, made_with_ai()).json()["card"]
    picture = Picture.objects.get()
    assert (card["origin"], picture.source_type) == ("Made with AI", Source.MADE_WITH_AI)
    assert picture.provenance == {
        "source": "trainedAlgorithmicMedia", "credentials": True, "generator": "Larkspur Paint 3",
        "actions": ["c2pa.created Larkspur Dream"],
    }  # fmt: skip
    with picture.original.open("rb") as file:
        assert b"c2pa.claim.v2" in file.read()
    page = desk.get(f"{LIBRARY}{picture.pk}/change/").text
    for words in ("Made with AI", "Larkspur Paint 3", "The signature was not checked"):
        assert words in page
    assert "Made with AI" in desk.get(LIBRARY).text
    cast.picture()
    assert "Made with AI" in desk.get(f"{LIBRARY}?origin=ai").text
    assert desk.get(f"{LIBRARY}?origin=unknown").context["cl"].result_count == 1


def test_a_picture_that_says_nothing_is_unknown_and_its_files_stay_as_they_are() -> None:
    picture = cast.picture()
    assert (picture.source_type, picture.source_told) == ("", "")
    said = repr((picture.rights, imaging.RECIPE))
    assert "source" not in said


@pytest.mark.every_database
def test_it_is_set_by_hand_logged_and_written_into_the_renditions(desk: Client) -> None:
    picture = cast.picture()
    page = desk.get(f"{LIBRARY}{picture.pk}/change/")
    form = page.context["adminform"].form
    given = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    given = {name: ", ".join(one) if isinstance(one, list) else one for name, one in given.items()}
    before = picture.next_edition
    answer = desk.post(f"{LIBRARY}{picture.pk}/change/", given | {"source_type": Source.CAPTURE})
    assert answer.status_code == 302
    picture = Picture.objects.get()
    assert (picture.source_told, picture.next_edition != before) == ("Camera original", True)
    assert picture.renditions_due is not None
    entry = Entry.objects.filter(verb=Entry.Verb.EDIT_PICTURE).latest("pk")
    assert entry.details["after"] == {"source_type": "digitalCapture"}
    assert (
        desk.post(f"{LIBRARY}{picture.pk}/change/", given | {"source_type": "nonsense"}).status_code
        == 200
    )


def test_another_file_brings_its_own_and_the_former_one_comes_back_with_it() -> None:
    picture = cast.picture()
    replace(picture, imaging.receive(made_with_ai()), None)
    picture.refresh_from_db()
    assert picture.source_type == Source.MADE_WITH_AI
    bring_back(picture.former_files.get(), None)
    picture.refresh_from_db()
    assert picture.source_type == ""


@pytest.mark.parametrize(
    ("rule", "level"), [("allow", None), ("warn", "warning"), ("refuse", "error")]
)
def test_a_rule_marks_or_refuses_pictures_of_ai(rule: str, level: str | None) -> None:
    Paper.objects.update_or_create(pk=1, defaults={"ai_pictures": rule})
    picture = with_ai()
    inside = f'<p>x</p><figure data-picture="{picture.pk}"></figure>'
    for story in (cast.draft(picture=picture), cast.draft("Inside", body=inside)):
        found = [one.level for one in story.findings() if one.code == "ai-picture"]
        assert found == ([level] if level else [])
    assert "ai-picture" not in {
        one.code for one in cast.draft("No", picture=cast.picture()).findings()
    }


@pytest.mark.every_database
def test_the_rule_is_set_in_the_settings_and_logged() -> None:
    client = Client()
    client.force_login(cast.managing_editor())
    page = client.get("/admin/articles/paper/1/change/")
    form = page.context["adminform"].form
    given = {name: form[name].value() or "" for name in form.fields if "new_" not in name}
    given = {name: one for name, one in given.items() if one not in (False, "")}
    given |= {"ai_pictures": "refuse", "version": "0"}
    assert client.post("/admin/articles/paper/1/change/", given).status_code == 302
    assert Paper.objects.get().ai_pictures == "refuse"
    assert "AI" in Entry.objects.filter(verb=Entry.Verb.PAPER).latest("pk").note


@pytest.mark.every_database
def test_readers_are_told_beside_the_credit(client: Client) -> None:
    picture = with_ai()
    inside = f'<p>x</p><figure data-picture="{picture.pk}"></figure>'
    story = cast.live(picture=picture, body=inside)
    page = client.get(story.get_absolute_url()).text
    assert page.count("Made with AI") == 2
    assert "Made with AI" in client.get("/feed/").text
    assert {"trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"} == AI
