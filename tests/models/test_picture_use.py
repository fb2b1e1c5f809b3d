"""Where pictures are shown, and putting another file in a picture's place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db.models import ProtectedError

from articles.lib import imaging
from articles.models import Entry, Picture, PictureUse
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.pictures import renditions
from articles.models.pictures.places import in_use, places_of
from articles.models.pictures.replacing import bring_back, replace
from tests import cast

pytestmark = pytest.mark.django_db


def figure(picture: Picture) -> str:
    return f'{cast.BODY}<figure data-picture="{picture.pk}"></figure>'


def places(picture: Picture) -> list[tuple[str, str]]:
    return [(str(place.what), place.how) for place in places_of(picture)]


@pytest.mark.every_database
def test_it_works() -> None:
    picture = cast.picture()
    assert places(picture) == []
    cast.live("Lead", picture=picture)
    cast.live("Text", body=figure(picture))
    cast.live("Both", picture=picture, body=figure(picture))
    author = cast.ottoline()
    author.picture = picture
    author.save()
    assert places(picture) == [
        ("Both", "Lead picture, In the text"),
        ("Text", "In the text"),
        ("Lead", "Lead picture"),
        ("Ottoline Marsh", "Portrait"),
    ]
    assert list(Picture.objects.filter(in_use())) == [picture]


@pytest.mark.every_database
def test_changes_that_are_not_published_count() -> None:
    lead, inside = cast.picture(), cast.picture("navy")
    story = cast.live()
    story.write(story.content() | {"picture": lead.pk, "body": figure(inside)}, None)
    assert places(lead) == places(inside) == [(str(story), "In changes that are not published yet")]
    story.publish(None)
    assert places(lead) == [(str(story), "Lead picture")]
    assert places(inside) == [(str(story), "In the text")]
    story.write(story.content() | {"picture": None, "body": cast.BODY}, None)
    story.publish(None)
    assert not PictureUse.objects.exists()
    assert not Picture.objects.filter(in_use()).exists()


def test_a_picture_that_is_gone_from_the_library_is_no_use() -> None:
    cast.draft(body=f'{cast.BODY}<figure data-picture="999"></figure>')
    assert not PictureUse.objects.exists()


def test_a_story_that_goes_takes_its_uses_along() -> None:
    story = cast.draft(body=figure(cast.picture()))
    story.remove(None)
    assert not PictureUse.objects.exists()


def test_what_a_text_shows_cannot_be_deleted_under_it() -> None:
    picture = cast.picture()
    cast.draft(body=figure(picture))
    with pytest.raises(ProtectedError):
        picture.delete()


def other(colour: str = "olive", **size: int) -> imaging.Upload:
    return imaging.receive(cast.jpeg(colour=colour, **size))


def again(picture: Picture) -> Picture:
    return Picture.objects.get(pk=picture.pk)


def test_another_file_is_shown_everywhere_and_the_former_comes_back() -> None:
    picture = cast.picture(focal_x=0.2)
    renditions.make(picture.pk)
    before = again(picture)
    upload = other(width=900, height=900)
    replace(before, upload, cast.picture_editor(), "Sharper")
    after = again(picture)
    assert (after.sha256, after.width, after.files) == (upload.sha256, 900, ["640.webp"])
    assert after.focus == (0.5, 0.5)  # another shape: nobody knows what is where
    assert (after.alt_text, after.credit) == (before.alt_text, before.credit)
    assert renditions.make(picture.pk)
    [former] = after.former_files.all()
    assert (former.by_name, former.note) == ("picture-editor", "Sharper")
    assert former.as_picture.url_for(320) == before.url_for(320)
    entry = Entry.objects.get(verb=Entry.Verb.REPLACE_PICTURE)
    assert (entry.by_name, entry.details["picture"]) == ("picture-editor", picture.pk)

    bring_back(former, cast.picture_editor())
    back = again(picture)
    assert (back.sha256, back.focus, back.files) == (before.sha256, (0.2, 0.5), before.files)
    assert back.made == back.recipe
    with back.original.open("rb") as file:
        assert file.read() == cast.jpeg()
    assert [one.sha256 for one in back.former_files.all()] == [upload.sha256]


def test_the_same_shape_keeps_its_focal_point() -> None:
    picture = cast.picture(focal_x=0.2)
    replace(picture, other(width=650, height=400), None)
    assert again(picture).focus == (0.2, 0.5)


def test_a_former_file_whose_renditions_are_gone_is_made_anew() -> None:
    picture = cast.picture()
    replace(picture, other(), None)
    former = picture.former_files.get()
    old = former.as_picture
    storages["default"].delete(f"{old.folder}/640.webp")
    bring_back(former, None)
    assert again(picture).files == ["640.webp"]
    assert storages["default"].exists(f"{old.folder}/640.webp")


@pytest.mark.every_database
@pytest.mark.parametrize(
    ("colour", "said"), [("teal", "has already"), ("navy", "The library has this file already")]
)
def test_a_file_that_is_there_already_is_not_put_twice(colour: str, said: str) -> None:
    picture = cast.picture()
    cast.picture("navy")
    with pytest.raises(NotAllowed, match=said):
        replace(picture, other(colour), None)
    assert not picture.former_files.exists()


def test_a_former_file_that_came_in_again_is_not_brought_back() -> None:
    picture = cast.picture()
    replace(picture, other(), None)
    cast.picture("teal")  # the former file, as a picture of its own
    with pytest.raises(NotAllowed, match="already"):
        bring_back(picture.former_files.get(), None)


def test_a_worker_that_has_the_former_file_in_hand_ends_up_with_the_new_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture, upload = cast.picture(), other()
    store = Picture.store
    stored: list[str] = []

    def replaced_meanwhile(self: Picture, name: str, content: bytes) -> None:
        stored.append(name)
        store(self, name, content)
        if len(stored) == 1:
            replace(again(self), upload, None)

    monkeypatch.setattr(Picture, "store", replaced_meanwhile)
    assert renditions.make(picture.pk)
    row = again(picture)
    assert (row.sha256, row.made, row.renditions_due) == (upload.sha256, row.recipe, None)


def test_what_a_file_tells_of_itself_fills_what_is_empty() -> None:
    picture = Picture(caption="Mine")
    words: dict[str, Any] = {
        "headline": "A crane",
        "caption": "Theirs",
        "creator": "Ada Rossi",
        "licence": "https://creativecommons.org/licenses/by-sa/4.0/",
        "keywords": ("harbour", "crane"),
        "people": ("Barnaby Quill",),
    }
    picture.fill_from(imaging.Words(**words))
    assert (picture.headline, picture.caption, picture.credit) == ("A crane", "Mine", "Ada Rossi")
    assert picture.licence == Picture.Licence.CC_BY_SA
    assert (picture.tags, picture.people) == (["harbour", "crane"], ["Barnaby Quill"])
    odd = Picture()
    odd.fill_from(imaging.Words(taken_at=datetime(1, 1, 1)))  # noqa: DTZ001 - as cameras write it
    assert odd.taken_at is None
    agencys = Picture()
    agencys.fill_from(imaging.Words(credit="Larkspur Wire"))
    assert agencys.licence == Picture.Licence.AGENCY
