"""The library's grid: search, filters, and what is done with many."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Picture
from tests import cast

pytestmark = pytest.mark.django_db
#: Who is at the desk (tests/admin/conftest.py).
AT_THE_DESK = cast.picture_editor

LIBRARY = "/admin/articles/picture/"
EDIT = "/admin/articles/picture/edit/"


def found(desk: Client, **query: str) -> list[str]:
    """The captions of the pictures that the library shows."""
    answer = desk.get(LIBRARY, query)
    assert answer.status_code == 200
    return [picture.caption for picture in answer.context["cl"].result_list]


def test_it_works(desk: Client) -> None:
    cast.picture()
    cast.picture("navy", caption="Fog.", alt_text="", credit="")
    text = desk.get(LIBRARY).text
    for said in ("The crane.", "P. Gannet", "No alt text", "No credit", "Edit…"):
        assert said in text
    assert found(desk) == ["Fog.", "The crane."]


@pytest.mark.every_database
def test_search_looks_in_all_words(desk: Client) -> None:
    cast.picture()
    cast.picture("navy", caption="Fog.", people=["Zoë Ångström"], tags=["harbour"])
    for query in ("fog", "zoe angstrom", "HARB", "gannet fog"):
        assert found(desk, q=query) == ["Fog."], query
    assert found(desk, q="gannet") == ["Fog.", "The crane."]
    assert found(desk, q="harbour crane nothing") == []
    assert found(desk, q="%_") in ([], ["Fog.", "The crane."])


@pytest.mark.every_database
def test_filters(desk: Client) -> None:
    today = timezone.localdate()
    cast.live(picture=cast.picture(caption="Used"))
    cast.picture("navy", caption="Silent", alt_text="")
    cast.picture("olive", caption="Nameless", credit="", licence="cc-by")
    cast.picture("maroon", caption="Expired", licence_expires_on=today - timedelta(days=1))
    cast.picture("black", caption="Soon", licence_expires_on=today + timedelta(days=3))
    cast.picture("white", caption="Mine", uploaded_by=cast.picture_editor())
    assert found(desk, used="yes") == ["Used"]
    assert "Used" not in found(desk, used="no") and len(found(desk, used="no")) == 5
    assert found(desk, lacks="alt") == ["Silent"]
    assert found(desk, lacks="credit") == ["Nameless"]
    assert found(desk, lacks="any") == ["Nameless", "Silent"]
    assert found(desk, lapses="over") == ["Expired"]
    assert found(desk, lapses="7") == ["Soon"]
    assert found(desk, by="me") == found(desk, by="picture-editor") == ["Mine"]
    assert found(desk, licence__exact="cc-by") == ["Nameless"]
    for nonsense in ("used", "lacks", "lapses"):
        assert len(found(desk, **{nonsense: "x"})) == 6


@pytest.mark.every_database
def test_an_empty_library_says_so(desk: Client) -> None:
    assert "No pictures yet." in desk.get(LIBRARY).text
    assert "No results." in desk.get(LIBRARY, {"q": "fog"}).text


def test_a_page_costs_the_same_for_few_and_many(desk: Client) -> None:
    cast.picture()
    desk.get(LIBRARY)
    with CaptureQueriesContext(connection) as few:
        desk.get(LIBRARY)
    for colour in ("navy", "olive", "maroon", "black", "white"):
        cast.live(colour, picture=cast.picture(colour, uploaded_by=cast.reporter()))
    with CaptureQueriesContext(connection) as many:
        desk.get(LIBRARY)
    assert len(many) == len(few) < 14


# --- Many at once ---------------------------------------------------------------------


@pytest.mark.every_database
def test_many_are_edited_in_one_go(desk: Client) -> None:
    teal, navy = cast.picture(tags=["Old"]), cast.picture("navy", tags=["fog"])
    chosen = {"action": "edit_many", "_selected_action": [teal.pk, navy.pk], "index": "0"}
    page = desk.post(LIBRARY, chosen)["Location"]
    text = desk.get(page).text
    assert "Edit 2 pictures." in text
    assert "They have 1 credit now:" in text
    fields = {
        "pks": f"{teal.pk},{navy.pk}",
        "credit": "Ada Rossi",
        "licence": "cc-by",
        "use": "once",
        "licence_expires_on": "2030-01-31",
        "add_tags": "Fog, Harbour",
        "remove_tags": "old",
        "add_people": "Zoë Ångström",
    }
    answer = desk.post(EDIT, fields, follow=True)
    assert "2 pictures were changed." in answer.text
    for picture, tags in ((teal, ["Fog", "Harbour"]), (navy, ["fog", "Harbour"])):
        picture.refresh_from_db()
        assert (picture.credit, picture.licence, picture.use) == ("Ada Rossi", "cc-by", "once")
        assert picture.tags == tags
        assert picture.people == ["Zoë Ångström"]
        assert picture.alt_text  # what was not asked for stays
    assert "1 picture was changed. 1 had it already." in said_after(desk, teal, navy)


def said_after(desk: Client, changed: Picture, same: Picture) -> str:
    """What the library says of two, one of which has that credit."""
    Picture.objects.filter(pk=same.pk).update(credit="B")
    fields = {"pks": f"{changed.pk},{same.pk},999,x", "credit": "B"}
    return str(desk.post(EDIT, fields, follow=True).text)


@pytest.mark.every_database
def test_they_can_be_found_by_what_they_got(desk: Client) -> None:
    picture = cast.picture()
    desk.post(EDIT, {"pks": str(picture.pk), "add_tags": "Regatta"})
    assert found(desk, q="regatta") == ["The crane."]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Fill in at least one field."),
        ({"licence": "stolen"}, "Select a valid choice"),
        ({"licence_expires_on": "soon"}, "Enter a valid date"),
        ({"credit": "x" * 201}, "at most 200 characters"),
    ],
    ids=["nothing", "licence", "date", "credit"],
)
def test_nonsense_is_said_and_changes_nothing(
    desk: Client, fields: dict[str, Any], said: str
) -> None:
    picture = cast.picture()
    answer = desk.post(EDIT, {"pks": str(picture.pk), **fields})
    assert said in answer.text
    assert Picture.objects.get().credit == "P. Gannet"


def test_nothing_chosen_is_said(desk: Client) -> None:
    for query in ("", "?pks=", "?pks=999", "?pks=" + "9" * 30):
        assert "No pictures selected." in desk.get(EDIT + query).text


def test_too_many_are_refused(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.admin.pictures.library.MAX_SELECTED", 1)
    pks = [cast.picture().pk, cast.picture("navy").pk]
    chosen = {"action": "edit_many", "_selected_action": pks, "index": "0"}
    assert "Choose at most 1 pictures at a time" in desk.post(LIBRARY, chosen, follow=True).text


def test_those_who_only_look_change_nothing(client: Client) -> None:
    picture = cast.picture()
    client.force_login(cast.operator())
    assert client.post(EDIT, {"pks": str(picture.pk), "credit": "Mine"}).status_code in {302, 403}
    assert Picture.objects.get().credit == "P. Gannet"
