"""What readers see of a picture is changed by those who govern what shows it, and logged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Author, Entry, NotAllowed, Page, Picture
from articles.models.pictures.rights import (
    amend,
    bring_back_words,
    former_words,
    refusals,
    why_not,
)
from tests import cast

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
ASK = "please ask its editors, or the picture desk"
WORDS = "Our man was never there"


def figure(kind: str, picture: Picture) -> str:
    other = cast.picture("navy")
    shown = {
        "figure": f'<figure data-picture="{picture.pk}"></figure>',
        "gallery": f'<figure data-gallery="{other.pk} {picture.pk}"></figure>',
        "poster": (
            '<figure data-embed="https://www.youtube.com/watch?v=dQw4w9WgXcQ"'
            f' data-poster="{picture.pk}"></figure>'
        ),
    }
    return f"{cast.BODY}{shown[kind]}"


def lead(picture: Picture) -> None:
    cast.live(picture=picture)


def in_figure(picture: Picture) -> None:
    cast.live(body=figure("figure", picture))


def in_gallery(picture: Picture) -> None:
    cast.live(body=figure("gallery", picture))


def as_poster(picture: Picture) -> None:
    story = cast.live(body=figure("poster", picture))
    assert f'data-poster="{picture.pk}"' in story.body


def scheduled(picture: Picture) -> None:
    cast.live(picture=picture, at=timezone.now() + timedelta(days=1))


def with_changes(picture: Picture) -> None:
    story = cast.live(picture=picture)
    story.write(story.content() | {"picture": None}, None)


STORIES = [lead, in_figure, in_gallery, as_poster, scheduled, with_changes]


def portrait(picture: Picture) -> None:
    Author.objects.create(name="Ada Wren", picture=picture)


def on_page(picture: Picture) -> None:
    Page.objects.create(title="About us", body=figure("figure", picture), is_published=True)


# Where readers don't have it.


def in_draft(picture: Picture) -> None:
    cast.draft(picture=picture)


def in_new_changes(picture: Picture) -> None:
    story = cast.live()
    story.write(story.content() | {"picture": picture.pk}, None)


def in_withdrawn(picture: Picture) -> None:
    cast.live(picture=picture).withdraw(None, "Wrong.")


def on_page_to_come(picture: Picture) -> None:
    Page.objects.create(title="About us", body=figure("figure", picture), is_published=False)


def nowhere(picture: Picture) -> None:
    """Nowhere at all."""


# --- The doors ----------------------------------------------------------------------------


def desk(person: User) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(person)
    return client


def at(picture: Picture, room: str) -> str:
    return f"/admin/articles/picture/{picture.pk}/{room}"


def by_box(client: Client, picture: Picture) -> str:
    answer = client.post(at(picture, "card/save/"), {"caption": WORDS}, headers=JSON)
    return str(answer.json())


def by_form(client: Client, picture: Picture) -> str:
    form = client.get(at(picture, "change/")).context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields} | {"caption": WORDS}
    data |= {"people": "", "tags": ""}
    return client.post(at(picture, "change/"), data, follow=True).content.decode()


def by_bulk(client: Client, picture: Picture) -> str:
    data = {"pks": picture.pk, "credit": WORDS}
    return client.post("/admin/articles/picture/edit/", data, follow=True).content.decode()


def by_rights(client: Client, picture: Picture) -> str:
    data = {"pks": picture.pk, "licence": "handout", "use": "none"}
    return client.post("/admin/articles/picture/edit/", data, follow=True).content.decode()


def by_focal_point(client: Client, picture: Picture) -> str:
    answer = client.post(at(picture, "card/save/"), {"focal_x": "0.1"}, headers=JSON)
    return str(answer.json())


DOORS = [by_box, by_form, by_bulk, by_rights, by_focal_point]


def values(picture: Picture) -> dict[str, Any]:
    return dict(Picture.objects.values().get(pk=picture.pk))


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("place", [lead, in_gallery])
def test_a_reporter_is_told_whom_to_ask(
    door: Callable[[Client, Picture], str], place: Callable[[Picture], None]
) -> None:
    picture = cast.picture(uploaded_by=cast.reporter())
    place(picture)
    before = values(picture)
    assert ASK in door(desk(cast.reporter()), picture)
    assert values(picture) == before
    assert not Entry.objects.filter(verb="edit_picture").exists()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["editor", "picture_editor", "managing_editor"])
def test_who_may_changes_it_with_what_it_was_in_the_log(
    door: Callable[[Client, Picture], str], who: str
) -> None:
    picture = cast.picture()
    lead(picture)
    before = values(picture)
    assert ASK not in door(desk(getattr(cast, who)()), picture)
    after = values(picture)
    assert after != before
    entry = Entry.objects.get(verb="edit_picture")
    for name, was in entry.details["before"].items():
        assert (was, entry.details["after"][name]) == (before[name], after[name])
    assert entry.details["picture"] == picture.pk
    assert " → " in entry.note
    bring_back_words(Picture.objects.get(pk=picture.pk), entry, getattr(cast, who)())
    unlike = {"search_text", "renditions_due", "edition", "files", "made"}
    back = values(picture)
    assert {name: back[name] for name in back.keys() - unlike} == {
        name: before[name] for name in before.keys() - unlike
    }


@pytest.mark.parametrize("place", [*STORIES, portrait, on_page])
def test_every_place_that_readers_see_counts(place: Callable[[Picture], None]) -> None:
    picture = cast.picture()
    place(picture)
    assert ASK in why_not(cast.reporter(), picture)
    assert why_not(cast.picture_editor(), picture) == ""
    assert why_not(cast.managing_editor(), picture) == ""
    assert why_not(None, picture) == ""


@pytest.mark.parametrize(
    "place", [in_draft, in_new_changes, in_withdrawn, on_page_to_come, nowhere]
)
def test_what_readers_do_not_have_is_changed_by_whoever_edits_pictures(
    place: Callable[[Picture], None],
) -> None:
    picture = cast.picture()
    place(picture)
    for person in (cast.reporter(), cast.editor(), cast.sports_editor()):
        assert why_not(person, picture) == ""


@pytest.mark.parametrize("place", STORIES)
def test_an_editor_governs_the_stories_of_their_sections(place: Callable[[Picture], None]) -> None:
    picture = cast.picture()
    place(picture)
    assert why_not(cast.editor(), picture) == ""
    assert ASK in why_not(cast.sports_editor(), picture)


def test_all_of_the_stories_have_to_be_theirs() -> None:
    picture = cast.picture()
    cast.live(picture=picture, section=cast.section("sports"))
    assert why_not(cast.sports_editor(), picture) == ""
    cast.live("Another", picture=picture)
    assert ASK in why_not(cast.sports_editor(), picture)


def test_a_portrait_and_a_page_are_their_editors() -> None:
    face, other = cast.picture(), cast.picture("olive")
    portrait(face)
    on_page(other)
    assert why_not(cast.editor(), face) == ""  # may change authors
    assert "portrait" in why_not(cast.reporter(), face)
    assert "page" in why_not(cast.editor(), other)


def test_an_operator_changes_none() -> None:
    picture = cast.picture()
    assert "Your role" in why_not(cast.operator(), picture)
    with pytest.raises(PermissionDenied):
        amend(picture.pk, {"credit": WORDS}, cast.operator())


def test_the_librarys_own_words_are_everybodys_who_edits_pictures() -> None:
    picture = cast.picture()
    lead(picture)
    amend(picture.pk, {"tags": ["crane"], "headline": "A crane"}, cast.reporter())
    assert Picture.objects.get().tags == ["crane"]
    with pytest.raises(PermissionDenied, match=ASK):
        amend(picture.pk, {"tags": [], "credit": WORDS}, cast.reporter())
    assert Picture.objects.get().tags == ["crane"]


def test_it_is_asked_of_many_in_as_many_queries_as_of_one() -> None:
    pictures = [cast.picture(colour) for colour in ("teal", "navy", "olive", "maroon")]
    for picture in pictures:
        lead(picture)
    counts = []
    for some in (pictures[:1], pictures):
        reporter = User.objects.get(pk=cast.reporter().pk)
        with CaptureQueriesContext(connection) as queries:
            refused = refusals(reporter, [one.pk for one in some])
        assert refused.keys() == {one.pk for one in some}
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


# --- Another file, and going back -----------------------------------------------------------


@pytest.mark.parametrize("place", [scheduled, portrait, on_page, in_gallery])
def test_its_uploader_puts_no_other_file_before_readers(place: Callable[[Picture], None]) -> None:
    reporter = cast.reporter()
    picture = cast.picture(uploaded_by=reporter)
    place(picture)
    upload = SimpleUploadedFile("new.jpg", cast.jpeg(colour="maroon"))
    answer = desk(reporter).post(at(picture, "replace/"), {"upload": upload})
    assert answer.status_code == 403
    assert Picture.objects.get(pk=picture.pk).sha256 == picture.sha256


def test_a_file_that_is_replaced_is_logged_with_both() -> None:
    picture = cast.picture()
    upload = SimpleUploadedFile("new.jpg", cast.jpeg(colour="maroon"))
    desk(cast.picture_editor()).post(at(picture, "replace/"), {"upload": upload})
    entry = Entry.objects.get(verb="replace_picture")
    assert entry.details["before"] == {"sha256": picture.sha256}
    assert entry.details["after"] == {"sha256": Picture.objects.get().sha256}


def test_undo_is_on_its_page_for_those_who_may() -> None:
    picture = cast.picture()
    lead(picture)
    editor = desk(cast.editor())
    by_box(editor, picture)
    [entry] = former_words(picture)
    address = at(picture, f"words/{entry.pk}/")
    page = editor.get(at(picture, "change/")).content.decode()
    assert address in page
    assert "The crane. → Our man was never there" in page
    reporter = desk(cast.reporter())
    page = reporter.get(at(picture, "change/")).content.decode()
    assert address not in page
    assert ASK in page
    assert ASK in reporter.post(address, follow=True).content.decode()
    assert Picture.objects.get().caption == WORDS
    assert (
        "The former details have been restored."
        in editor.post(address, follow=True).content.decode()
    )
    assert Picture.objects.get().caption == "The crane."
    assert editor.post(at(picture, "words/999/")).status_code == 404
    assert editor.post(at(cast.picture("olive"), f"words/{entry.pk}/")).status_code == 404


def test_undo_takes_no_credit_away() -> None:
    picture = cast.picture("olive", credit="")
    amend(picture.pk, {"credit": "P. Gannet"}, None)
    [entry] = former_words(picture)
    with pytest.raises(NotAllowed, match="credit"):
        bring_back_words(Picture.objects.get(), entry, None)


def test_a_day_on_which_a_licence_ends_comes_back_as_a_day() -> None:
    day = timezone.localdate()
    picture = cast.picture(licence_expires_on=day)
    amend(picture.pk, {"licence_expires_on": None}, None)
    [entry] = former_words(picture)
    assert bring_back_words(Picture.objects.get(), entry, None).licence_expires_on == day
    assert Picture.objects.get().licence_expires_on == day


def test_the_box_and_the_dialog_say_whose_it_is() -> None:
    picture = cast.picture()
    lead(picture)
    for person, may in ((cast.reporter(), False), (cast.editor(), True)):
        client = desk(person)
        [shown] = client.get("/admin/articles/picture/choose/", headers=JSON).json()["pictures"]
        card = client.get(at(picture, "card/"), headers=JSON).json()
        assert shown["may_change"] is card["may_change"] is may
        assert (ASK in card["why_not"]) is not may
