"""Breaking news over pages that are ready: each has it at the next look, none is made anew."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from articles.delivery.pages.place import PLACE
from articles.models import Article, Banner
from articles.models.breaking.hearing import tell_ended
from articles.models.changes.purge import Purge
from tests import cast
from tests.delivery.front_door_reader import Portal

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
WORDS = "Fire at the old harbour"


@pytest.fixture
def archive() -> list[str]:
    """The addresses of some stories, the oldest ten years old."""
    stories = [
        cast.live(f"Story {n}", at=timezone.now() - timedelta(days=365 * n)) for n in (1, 10)
    ]
    return [story.get_absolute_url() for story in stories]


def put_up(**more: object) -> Banner:
    """A banner of words alone: it changes no story."""
    return Banner.put_up(WORDS, None, section=cast.section(), **more)  # type: ignore[arg-type]


def test_every_page_has_it_and_none_is_made_anew(portal: Portal, archive: list[str]) -> None:
    paths = ["/", "/politics/", "/corrections/", *archive]
    before = {path: portal.get(path) for path in paths}
    assert all(PLACE in one.text for one in before.values())
    renders = portal.renders
    banner = put_up()
    for path in paths:
        answer = portal.get(path)
        assert WORDS in answer.text
        assert answer.headers["ETag"] != before[path].headers["ETag"]
        assert "Set-Cookie" not in answer.headers
        assert portal.get(path).is_hit
    banner.end(None)
    for path in paths:
        assert portal.get(path).body == before[path].body
        assert portal.get(path).headers["ETag"] == before[path].headers["ETag"]
    assert portal.renders == renders
    assert portal.get("/nothing-here-1/").status == 404


def test_a_page_that_nobody_has_asked_for_yet_has_it_too(portal: Portal) -> None:
    put_up()
    for path in ("/", "/latest/", "/search/", "/no-such-page/", "/feed/"):
        assert (WORDS in portal.get(path).text) == (path != "/feed/"), path
    assert WORDS in portal.get("/", HTTP_COOKIE="sessionid=1").text


def test_it_goes_in_the_second_it_ends_and_the_next_one_comes(
    portal: Portal, archive: list[str]
) -> None:
    put_up()
    Banner.put_up("Ferry adrift", None, section=cast.section())
    [page, other] = archive
    assert WORDS in portal.get(page).text
    renders = portal.renders
    for minutes, said in ((21, "Ferry adrift"), (41, PLACE)):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
            assert said in portal.get(page).text
            assert portal.get(page).is_hit
    assert portal.renders <= renders + 1, "an age that is no longer true may be made anew"
    assert PLACE in portal.get(other).text or WORDS in portal.get(other).text


def test_it_goes_with_its_story(portal: Portal, archive: list[str]) -> None:
    story = Article.objects.get(headline="Story 10")
    Banner.put_up(WORDS, None, story=story)
    assert WORDS in portal.get(archive[0]).text
    assert story.get_absolute_url() in portal.get("/banner.html").text
    story.withdraw(None, "Wrong.")
    assert WORDS not in portal.get(archive[0]).text
    assert portal.get("/banner.html").body == b""


def test_who_has_the_page_is_asked_by_its_tag_alone(portal: Portal, archive: list[str]) -> None:
    page = archive[1]
    before = portal.get(page).headers
    put_up()
    answer = portal.get(page, HTTP_IF_MODIFIED_SINCE=before.get("Last-Modified", ""))
    assert answer.status == 200
    assert "Last-Modified" not in answer.headers
    assert portal.get(page, HTTP_IF_NONE_MATCH=before["ETag"]).status == 200
    assert portal.get(page, HTTP_IF_NONE_MATCH=answer.headers["ETag"]).status == 304
    packed = portal.get(page, HTTP_ACCEPT_ENCODING="gzip")
    assert WORDS in gzip.decompress(packed.body).decode()
    assert "max-age=0" in packed.headers["Cache-Control"]


def test_a_restart_keeps_no_banner_in_its_pages(portal: Portal, archive: list[str]) -> None:
    banner = put_up()
    portal.get(archive[0])
    banner.end(None)
    again = portal.restarted()
    assert PLACE in again.get(archive[0]).text
    assert again.renders == portal.renders


def test_caches_in_front_hear_of_it_when_it_comes_and_goes(settings: object) -> None:
    settings.PURGE_BACKENDS = ["varnish"]  # type: ignore[attr-defined]
    settings.PURGE_VARNISH_URLS = ["http://127.0.0.1:9"]  # type: ignore[attr-defined]
    put_up()
    assert Purge.objects.filter(soft=False).latest("pk").keys == ["banner:1", "site"]
    Purge.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(minutes=21)):
        tell_ended()
        tell_ended()
    told = [row for row in Purge.objects.filter(soft=False) if "again" not in row.backend]
    assert [row.keys for row in told] == [["banner:1", "site"]]
