"""One picture on the desk: where it is shown, another file in its place, its end."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Entry, Page, Picture
from articles.models.pictures import renditions
from articles.models.pictures.places import places_of
from tests import cast

pytestmark = pytest.mark.django_db
#: Who is at the desk (tests/admin/conftest.py).
AT_THE_DESK = cast.picture_editor


def at(picture: Picture, room: str = "change/") -> str:
    """An address of the picture's."""
    return f"/admin/articles/picture/{picture.pk}/{room}"


def new_file(colour: str = "olive") -> SimpleUploadedFile:
    """Another file."""
    return SimpleUploadedFile("new.jpg", cast.jpeg(colour=colour))


def test_it_works(desk: Client) -> None:
    picture = cast.picture()
    renditions.make(picture.pk)
    story = cast.live("In the harbour", picture=picture)
    text = desk.get(at(picture)).text
    for said in ("In the harbour", "Lead picture", "JPEG", "1300 × 800", "21 files"):
        assert said in text, said
    assert story.get_absolute_url() in text
    assert "can’t be published" not in text


def test_drafts_of_others_are_counted_and_not_named(desk: Client) -> None:
    picture = cast.picture()
    cast.draft("A secret plan", picture=picture)
    text = desk.get(at(picture)).text
    assert "A secret plan" not in text
    assert "1 story of other desks" in text


def test_unpublished_changes_of_others_are_counted_and_not_named(desk: Client) -> None:
    picture = cast.picture()
    story = cast.live("In the harbour")
    story.write(story.content() | {"picture": picture.pk}, None)
    Page.objects.create(title="A page to come", is_published=False).pictures.add(picture)
    text = desk.get(at(picture)).text
    assert "In the harbour" not in text
    assert "A page to come" not in text
    client = Client()
    client.force_login(cast.managing_editor())
    text = client.get(at(picture)).text
    assert "In changes that are not published yet" in text
    assert "A page to come" in text


def test_the_page_costs_the_same_for_few_and_many_places(desk: Client) -> None:
    picture = cast.picture()
    cast.live("One", picture=picture)
    desk.get(at(picture))
    with CaptureQueriesContext(connection) as few:
        desk.get(at(picture))
    for number in range(5):
        cast.live(f"Story {number}", picture=picture)
    with CaptureQueriesContext(connection) as many:
        desk.get(at(picture))
    assert len(many) == len(few)


def test_a_rendition_that_failed_is_said_and_tried_again(
    desk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    picture = cast.picture()
    Picture.objects.filter(pk=picture.pk).update(renditions_error="The disk is full")
    assert "The disk is full" in desk.get(at(picture)).text
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(at(picture, "make/"))
    assert Picture.objects.get().made == Picture.objects.get().recipe


# --- Another file ---------------------------------------------------------------------


def test_a_file_is_replaced_everywhere_and_brought_back(desk: Client) -> None:
    picture = cast.picture()
    cast.live(picture=picture)
    assert "1 place shows the new file at once." in desk.get(at(picture, "replace/")).text
    answer = desk.post(at(picture, "replace/"), {"upload": new_file(), "note": "Sharper"})
    assert answer["Location"] == at(picture)
    old, new = picture.sha256, Picture.objects.get().sha256
    assert new != old
    text = desk.get(at(picture)).text
    assert "Replaced by picture-editor" in text and "Sharper" in text
    former = picture.former_files.get()
    assert desk.get(at(picture, f"former/{former.pk}/")).status_code == 302  # asked for by GET
    assert Picture.objects.get().sha256 == new
    assert (
        "The former file has been restored"
        in desk.post(at(picture, f"former/{former.pk}/"), follow=True).text
    )
    assert Picture.objects.get().sha256 == old
    verbs = Entry.objects.filter(verb=Entry.Verb.REPLACE_PICTURE)
    assert verbs.count() == 2


def test_what_cannot_take_its_place_is_said(desk: Client) -> None:
    picture = cast.picture()
    cast.picture("navy")
    for upload, said in (
        (new_file("teal"), "has already"),
        (new_file("navy"), "The library has this file already"),
        (SimpleUploadedFile("a.jpg", b"<html>"), "web page"),
        ("", "This field is required"),
    ):
        assert said in desk.post(at(picture, "replace/"), {"upload": upload}).text
    assert not picture.former_files.exists()


def test_former_files_of_others_and_gone_ones_are_not_found(desk: Client) -> None:
    picture, other = cast.picture(), cast.picture("navy")
    desk.post(at(other, "replace/"), {"upload": new_file()})
    former = other.former_files.get()
    for number in (former.pk, 999, 10**30):
        assert desk.post(at(picture, f"former/{number}/")).status_code == 404
    assert desk.get("/admin/articles/picture/999/replace/").status_code == 404


def test_a_reporter_replaces_own_pictures_until_readers_have_them(client: Client) -> None:
    reporter = cast.reporter()
    mine, others = cast.picture(uploaded_by=reporter), cast.picture("navy")
    client.force_login(reporter)
    assert client.get(at(mine, "replace/")).status_code == 200
    assert client.get(at(others, "replace/")).status_code == 403
    cast.live(picture=mine)
    answer = client.post(at(mine, "replace/"), {"upload": new_file()})
    assert answer.status_code == 403
    assert Picture.objects.get(pk=mine.pk).sha256 == mine.sha256


# --- Its end ---------------------------------------------------------------------------


def test_a_picture_goes_with_all_its_files(
    desk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    picture, stays = cast.picture(), cast.picture("navy")
    renditions.make(picture.pk)
    picture.refresh_from_db()
    assert "deleted for good" in desk.get(at(picture, "delete/")).text
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(at(picture, "delete/"), {"post": "yes"}).status_code == 302
    assert list(Picture.objects.all()) == [stays]
    store = storages["default"]
    assert not any(store.exists(f"{picture.folder}/{name}") for name in picture.files)
    assert not storages["originals"].exists(str(picture.original.name))
    assert store.exists(f"{stays.folder}/640.webp")
    assert Entry.objects.filter(verb=Entry.Verb.DELETE_PICTURE, title="The crane.").exists()


def test_a_picture_in_use_stays(desk: Client) -> None:
    lead, figure, portrait = cast.picture(), cast.picture("navy"), cast.picture("maroon")
    cast.live("The place", picture=lead, body=f'<p>Hi</p><figure data-picture="{figure.pk}">')
    author = cast.ottoline()
    author.picture = portrait
    author.save()
    for picture, where in ((lead, "The place"), (figure, "The place"), (portrait, "Ottoline")):
        for answer in (desk.get(at(picture, "delete/")), desk.post(at(picture, "delete/"))):
            assert (
                "It can’t be deleted while it is used here" in answer.text and where in answer.text
            )
    assert Picture.objects.count() == 3


def test_a_story_that_takes_it_up_in_between_keeps_it(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = cast.picture()
    cast.live("The place", picture=picture)
    looks = iter([[], places_of(picture)])
    monkeypatch.setattr("articles.admin.pictures.page.places_of", lambda *_: next(looks))
    assert "It can’t be deleted while it is used here" in desk.post(at(picture, "delete/")).text
    assert Picture.objects.exists()


def test_others_delete_nothing(client: Client) -> None:
    picture = cast.picture()
    client.force_login(cast.reporter())
    assert client.post(at(picture, "delete/"), {"post": "yes"}).status_code == 403
    assert client.get("/admin/articles/picture/999/delete/").status_code in {302, 403, 404}
    assert Picture.objects.exists()
