"""A picture that only a front shows, in a place of its own, is used like any other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.admin.dashboard.problems import _pictures
from articles.lib.dependencies import recording
from articles.models import Announcement, Article, Category, Front, Picture
from articles.models.fronts.layout import read
from articles.models.fronts.page import readers_page
from articles.models.fronts.told.warnings import warnings
from articles.models.pictures.places import in_use, places_of
from articles.models.pictures.rights import why_not
from articles.models.pictures.shown import is_taken_away
from tests import cast

pytestmark = pytest.mark.django_db


def placed() -> tuple[Front, Picture, Article]:
    """Home, where a story leads with a picture that only this place shows."""
    story, picture, front = cast.live(), cast.picture("plum"), Front.of_home()
    front.place(story, cast.managing_editor(), picture=picture.pk)
    return front, picture, story


def shown() -> int | None:
    page = readers_page("home", list(Category.objects.all()))
    picture = page.blocks[0].cards[0].picture
    return picture.pk if picture else None


@pytest.mark.every_database
def test_the_library_knows_it_and_does_not_let_it_go(client: Client) -> None:
    front, picture, _story = placed()
    assert [(one.what, str(one.how)) for one in places_of(picture)] == [(front, "On the front")]
    assert list(Picture.objects.filter(in_use())) == [picture]
    client.force_login(cast.chief())
    at = f"/admin/articles/picture/{picture.pk}"
    assert "On the front" in client.get(f"{at}/change/").content.decode()
    assert "It can’t be deleted" in client.post(f"{at}/delete/").content.decode()
    listed = client.get("/admin/articles/picture/?used=no")
    assert str(picture.pk) not in [str(one.pk) for one in listed.context["cl"].result_list]
    front.place(_story, cast.managing_editor(), picture=None)
    assert places_of(picture) == [] and not Picture.objects.filter(in_use()).exists()
    assert client.post(f"{at}/delete/").status_code == 302
    assert not Picture.objects.filter(pk=picture.pk).exists()


def test_drafts_and_what_is_scheduled_count_and_old_editions_do_not(client: Client) -> None:
    story, picture, front = cast.live(), cast.picture("plum"), Front.of_home()
    editor = cast.managing_editor()
    layout = front.layout()
    place = {"id": "p-1", "at": 0, "story": story.pk, "picture": picture.pk}
    layout["blocks"][0]["places"] = [place]
    edition = front.write(layout, editor).edition
    assert [str(one.how) for one in places_of(picture)] == ["In a draft of the front"]
    front.publish(editor, edition, at=timezone.now() + timedelta(hours=1))
    layout["blocks"][0]["places"] = []
    front.write(layout, editor)
    assert [str(one.how) for one in places_of(picture)] == ["In a scheduled edition of the front"]
    client.force_login(cast.picture_editor())
    page = client.get(f"/admin/articles/picture/{picture.pk}/change/").content.decode()
    assert "In a scheduled edition" not in page and "of other desks" in page
    front.cancel(front.scheduled()[0], editor)
    assert places_of(picture) == []


def test_pages_depend_on_it() -> None:
    _front, picture, _story = placed()
    with recording() as page:
        assert shown() == picture.pk
    assert f"picture:{picture.pk}" in page.hard | page.soft
    before = Announcement.log.count()
    picture.alt_text = "Another crane"
    picture.save()
    assert f"picture:{picture.pk}" in Announcement.log.order_by("-pk")[0].keys
    assert Announcement.log.count() == before + 1


@pytest.mark.every_database
def test_a_picture_that_is_not_for_publication_any_more_is_replaced_by_the_storys() -> None:
    front, picture, _story = placed()
    Picture.objects.filter(pk=picture.pk).update(use=Picture.Use.NONE)
    assert f"picture:{picture.pk}" in Announcement.log.order_by("-pk")[0].keys
    assert shown() is None
    told = warnings(read(front.layout()), list(Category.objects.all()))
    assert "picture_held" in {one.code for one in told}


def test_a_picture_of_a_withdrawn_story_that_a_front_shows_is_not_taken_away() -> None:
    front, picture, story = placed()
    other = cast.live("Withdrawn", picture=picture)
    other.withdraw(None, "Wrong")
    assert not is_taken_away([picture.pk])
    front.take_off(story, cast.managing_editor())
    assert is_taken_away([picture.pk])


def test_who_may_not_lay_out_the_front_asks_before_changing_it() -> None:
    _front, picture, _story = placed()
    assert "on a front that you can’t lay out" in why_not(cast.editor(), picture)
    assert why_not(cast.managing_editor(), picture) == ""


@pytest.mark.every_database
def test_a_picture_before_readers_that_lacks_something_is_a_problem() -> None:
    _front, picture, _story = placed()
    Picture.objects.filter(pk=picture.pk).update(credit="")
    assert [one.title for one in _pictures()] == [str(picture)]
