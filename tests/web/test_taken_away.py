"""What readers are not to know of has no address: pictures of a story that was taken away, topics
and authors of which nothing is out yet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from articles.lib import imaging
from articles.models import Announcement, Appointment, Article, Author, Page, Picture, Topic
from articles.models.lifecycle.scheduler import do_due
from articles.models.pictures.replacing import replace
from articles.models.topics.changes import rename
from tests import cast

pytestmark = pytest.mark.django_db

# --- Pictures ---------------------------------------------------------------------------


@pytest.fixture
def picture() -> Picture:
    return cast.picture()


def status(picture: Picture, client: Client | None = None) -> int:
    """What the address of one of its files answers."""
    found: int = got(picture.src, client).status_code
    return found


def got(address: str, client: Client | None = None) -> Any:
    """The answer, with the file read to its end."""
    answer = (client or Client()).get(address)
    answer.getvalue()
    return answer


def figure(picture: Picture) -> str:
    return f'{cast.BODY}<figure data-picture="{picture.pk}"></figure>'


def gallery(picture: Picture) -> str:
    other = cast.picture("navy")
    return f'{cast.BODY}<figure data-gallery="{picture.pk} {other.pk}"></figure>'


def withdrawn(**fields: Any) -> Article:
    story = cast.live(**fields)
    story.withdraw(None, "It was wrong.")
    return story


@pytest.mark.parametrize("where", ["lead", "figure", "gallery"])
def test_it_goes_with_its_story_and_comes_back_with_it(picture: Picture, where: str) -> None:
    bodies = {"figure": figure, "gallery": gallery}
    fields = {"picture": picture} if where == "lead" else {"body": bodies[where](picture)}
    story = cast.live(**fields)
    assert status(picture) == 200
    Announcement.log.all().delete()
    story.withdraw(None, "It was wrong.")
    answer = Client().get(picture.src)
    assert (answer.status_code, answer["Cache-Control"]) == (410, "no-cache")
    # Caches in front that are told let go of it.
    assert f"picture:{picture.pk}" in {key for row in Announcement.log.all() for key in row.keys}
    story.restore(None)
    assert status(picture) == 200


def test_every_file_of_it_goes(picture: Picture) -> None:
    withdrawn(picture=picture)
    for address in (picture.src, picture.jpeg_for(800), *picture.crops):
        answer = Client().get(address, headers={"if-none-match": f'"{address[7:]}"'})
        assert answer.status_code == 410


@pytest.mark.every_database
def test_one_that_ended_too(picture: Picture) -> None:
    now = timezone.now()
    story = cast.live(picture=picture, at=now - timedelta(days=2))
    Article.objects.update(expires_at=now - timedelta(hours=1))
    Appointment.objects.create(article=story, verb="expire", at=now)
    Announcement.log.all().delete()
    do_due()
    assert status(picture) == 410
    assert f"picture:{picture.pk}" in {key for row in Announcement.log.all() for key in row.keys}


def elsewhere_lead(picture: Picture) -> None:
    cast.live("Another", picture=picture)


def elsewhere_figure(picture: Picture) -> None:
    cast.live("Another", body=figure(picture))


def elsewhere_portrait(picture: Picture) -> None:
    Author.objects.create(name="Ada Wren", picture=picture)


def elsewhere_page(picture: Picture) -> None:
    Page.objects.create(title="About us", body=figure(picture), is_published=True)


@pytest.mark.parametrize(
    "place", [elsewhere_lead, elsewhere_figure, elsewhere_portrait, elsewhere_page]
)
def test_what_readers_see_elsewhere_stays(picture: Picture, place: Any) -> None:
    withdrawn(picture=picture)
    assert status(picture) == 410
    place(picture)
    assert status(picture) == 200


def nowhere_draft(picture: Picture) -> None:
    cast.draft("Another", picture=picture)


def nowhere_changes(picture: Picture) -> None:
    story = cast.live("Another")
    story.write(story.content() | {"picture": picture.pk}, None)


def nowhere_scheduled(picture: Picture) -> None:
    cast.live("Another", picture=picture, at=timezone.now() + timedelta(days=1))


def nowhere_page(picture: Picture) -> None:
    Page.objects.create(title="About us", body=figure(picture), is_published=False)


@pytest.mark.parametrize("place", [nowhere_draft, nowhere_changes, nowhere_scheduled, nowhere_page])
def test_what_readers_do_not_see_keeps_nothing(picture: Picture, place: Any) -> None:
    withdrawn(picture=picture)
    place(picture)
    assert status(picture) == 410


@pytest.mark.every_database
def test_what_no_reader_had_yet_is_shown_in_previews(picture: Picture) -> None:
    cast.draft(picture=picture)
    assert status(picture) == 200
    due = cast.live("Due", picture=picture, at=timezone.now() + timedelta(days=1))
    due.withdraw(None, "Not now.")
    assert status(picture) == 200


def test_the_file_that_it_had_before_goes_too(picture: Picture) -> None:
    before = picture.src
    replace(picture, imaging.receive(cast.jpeg(colour="olive")), None)
    assert got(before).status_code == 200
    withdrawn(picture=Picture.objects.get())
    assert Client().get(before).status_code == 410


def test_the_desk_sees_it_all_the_same(picture: Picture) -> None:
    withdrawn(picture=picture)
    for person, expected in ((cast.reporter(), 200), (cast.operator(), 410), (cast.reader(), 410)):
        desk = Client()
        desk.force_login(person)
        assert status(picture, desk) == expected
    desk.force_login(cast.reporter())
    answer = got(picture.src, desk)
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))


def test_readers_read_on_while_the_database_is_away(
    picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr("articles.web.media.of_upload", away)
    assert status(picture) == 200


def test_caches_are_told_by_key_where_they_are_told(picture: Picture, settings: Any) -> None:
    settings.PURGE_BACKENDS = ["varnish"]
    answer = got(picture.src)
    assert answer["xkey"] == answer["Surrogate-Key"] == f"site picture:{picture.pk}"
    assert "immutable" in answer["Cache-Control"]
    assert "s-maxage=300" in answer["Cache-Control"]


# --- Topics and authors -------------------------------------------------------------------


TOPIC = ("/topic/secret-merger/", "/topic/secret-merger/feed/")
AUTHOR = ("/by/deep-source/", "/by/deep-source/feed/")


def statuses(*addresses: str) -> set[int]:
    return {Client().get(address).status_code for address in addresses}


def test_a_topic_that_readers_have_nothing_of_is_not_there() -> None:
    story = cast.draft(topics=["Secret merger"])
    assert statuses(*TOPIC) == {404}
    story.publish(None, timezone.now() + timedelta(days=1))
    assert statuses(*TOPIC) == {404}
    story.unschedule(None)
    story.publish(None)
    assert statuses(*TOPIC) == {200}
    story.withdraw(None, "Wrong.")
    assert statuses(*TOPIC) == {404}
    story.restore(None)
    assert statuses(*TOPIC) == {200}
    Article.objects.update(expires_at=timezone.now())
    assert statuses(*TOPIC) == {404}


def test_a_former_address_tells_no_name_of_it(client: Client) -> None:
    topic = Topic.objects.create(name="Old name", slug="old-name")
    story = cast.draft(topics=["Old name"])
    rename(topic, "Secret merger", None)
    for address in ("/topic/old-name/", "/topic/old-name/feed/"):
        assert client.get(address).status_code == 404
    story.publish(None)
    assert client.get("/topic/old-name/")["Location"] == TOPIC[0]


def test_an_author_whom_readers_do_not_know_is_not_there(client: Client) -> None:
    author = Author.objects.create(name="Deep Source")
    story = cast.draft(authors=[author])
    assert statuses(*AUTHOR) == {404}
    story.publish(None)
    assert statuses(*AUTHOR) == {200}
    story.withdraw(None, "Wrong.")
    assert statuses(*AUTHOR) == {404}
    author.slug = "other-name"
    author.save()
    assert client.get(AUTHOR[0]).status_code == 404
    author.role = "Political editor"
    author.save()
    assert client.get(AUTHOR[0])["Location"] == "/by/other-name/"
    assert statuses("/by/other-name/", "/by/other-name/feed/") == {200}


def test_a_section_is_always_there() -> None:
    assert statuses("/travel/", "/travel/feed/") == {200}
