"""What a reader gets at the front door, and what does not get in."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import Any

import brotli
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from articles.delivery.door import addresses
from articles.delivery.ledger import counters
from articles.models import Article
from tests import cast
from tests.delivery.front_door_reader import Portal

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def story() -> Article:
    return cast.live()


def path(story: Article) -> str:
    return story.get_absolute_url()


# --- A hit --------------------------------------------------------------------------------


def test_a_page_is_made_once_and_then_sent(portal: Portal, story: Article) -> None:
    first = portal.get(path(story))
    with CaptureQueriesContext(connection) as queries:
        second = portal.get(path(story))
    assert first.status == second.status == 200
    assert second.body == first.body == portal.fresh(path(story)).body
    assert not first.is_hit and second.is_hit
    assert (len(queries), portal.renders, portal.django.asked) == (0, 1, [path(story)])


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("gzip, br;q=0.5", "gzip"),
        ("gzip;q=0.5, br;q=0.9", "br"),
        ("identity, br;q=0.5, gzip;q=0.5", None),
        ("gzip;level=9;q=0, br;\tq=0", None),
        ("*", "br"),
        ("deflate", None),
        ("", None),
        ("gzip;q=none, br;q=", None),
    ],
)
def test_each_reader_gets_an_encoding_that_they_read(
    portal: Portal, story: Article, accepted: str, encoding: str | None
) -> None:
    plain = portal.get(path(story)).body
    answer = portal.get(path(story), HTTP_ACCEPT_ENCODING=accepted)
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert answer.headers.get("Content-Encoding") == encoding
    assert unpack(answer.body) == plain
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_a_page_that_is_asked_for_often_is_packed_more_densely(
    portal: Portal, story: Article
) -> None:
    sizes = [
        len(portal.get(path(story), HTTP_ACCEPT_ENCODING="br").body)
        for _time in range(counters.ASKED_FOR + 2)
    ]
    portal.reader.application.packers.submit(int).result(
        60
    )  # What is before it in the line is done then.
    assert len(portal.get(path(story), HTTP_ACCEPT_ENCODING="br").body) < sizes[0]


def test_a_reader_who_has_the_page_is_told_so(portal: Portal, story: Article) -> None:
    tag = portal.get(path(story), HTTP_ACCEPT_ENCODING="br").headers["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = portal.get(path(story), HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=known)
        assert (answer.status, answer.body, answer.headers["ETag"]) == (304, b"", tag)
    # The first one has it in gzip, while the next ones get it in brotli.
    first = tag.replace("-br", "-gzip")
    again = portal.get(path(story), HTTP_ACCEPT_ENCODING="gzip, br", HTTP_IF_NONE_MATCH=first)
    assert (again.status, again.headers["ETag"]) == (304, first)
    other = portal.get(path(story), HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=tag)
    assert other.status == 200, "another encoding is another form of the page"


@pytest.mark.parametrize("address", ["", "/feed/"])
def test_a_reader_who_knows_the_page_by_its_date_is_told_so(
    portal: Portal, story: Article, address: str
) -> None:
    address = address or path(story)
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False) as clock:
        dated = portal.get(address).headers["Last-Modified"]
        for pause, status in ((-60, 200), (0, 304), (60, 304), (86_400, 200)):
            known = http_date(parse_http_date(dated) + pause)
            clock.shift(timedelta(seconds=120 if pause == 60 else 0))
            answer = portal.get(address, HTTP_IF_MODIFIED_SINCE=known)
            assert answer.status == status, "a date to come is no date that anyone can know it by"
            assert answer.headers["Last-Modified"] == dated
        for known in ("yesterday", "", "Thu, 99 Foo 2026 00:00:00 GMT"):
            assert portal.get(address, HTTP_IF_MODIFIED_SINCE=known).status == 200
        # A tag says more than a date.
        tagged = portal.get(address, HTTP_IF_MODIFIED_SINCE=dated, HTTP_IF_NONE_MATCH='"x"')
        assert tagged.status == 200


@pytest.mark.every_database
def test_a_page_that_changes_twice_in_a_second_has_no_date(portal: Portal, story: Article) -> None:
    """Two pages of one second are not told apart by it: a reader would be left with the former."""
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        Article.objects.filter(pk=story.pk).update(standfirst="The first sentence.")
        Article.objects.get(pk=story.pk).save()
        assert "Last-Modified" not in portal.get(path(story)).headers


def test_a_browser_is_given_feeds_as_what_it_shows(portal: Portal) -> None:
    """And a feed reader as what they are."""
    for form, kind in (("", "rss"), ("atom/", "atom")):
        for _again in range(2):
            shown = portal.get(f"/feed/{form}", HTTP_ACCEPT="text/html,*/*;q=0.8")
            assert shown.headers["Content-Type"] == "application/xml; charset=utf-8"
            read = portal.get(f"/feed/{form}", HTTP_ACCEPT=f"application/{kind}+xml, */*")
            assert read.headers["Content-Type"] == f"application/{kind}+xml; charset=utf-8"
    named = portal.get("/feed/json/", HTTP_ACCEPT="text/html")
    assert named.headers["Content-Type"].startswith("application/feed+json")


@pytest.mark.every_database
def test_who_asks_for_markdown_gets_the_pages_twin_and_others_the_page(
    portal: Portal, story: Article
) -> None:
    """Each from the store, and never one in place of the other."""
    asked = "text/markdown, text/html, */*"
    for how in ("miss", "hit"):
        twin = portal.get(path(story), HTTP_ACCEPT=asked)
        assert twin.headers["Content-Type"].startswith("text/markdown")
        assert twin.headers["Content-Location"] == f"{path(story).removesuffix('/')}.md"
        assert twin.headers["Vary"].startswith("Accept,")
        assert "private" in twin.headers["Cache-Control"]
        assert "Surrogate-Control" not in twin.headers
        page = portal.get(path(story), HTTP_ACCEPT="text/html,*/*;q=0.8")
        assert page.headers["Content-Type"].startswith("text/html")
        assert page.is_hit is twin.is_hit is (how == "hit")
    assert portal.get(f"{path(story).removesuffix('/')}.md").is_hit
    front = portal.get("/", HTTP_ACCEPT="application/json")
    assert front.headers["Content-Location"] == "/index.json"
    # What has no twin is what it is.
    assert portal.get("/feed/", HTTP_ACCEPT="application/json").status == 200
    story.withdraw(None, "A mistake.")
    assert portal.get(path(story), HTTP_ACCEPT=asked).status == 410


def test_head_says_the_same_without_the_page(portal: Portal, story: Article) -> None:
    for _time in range(2):
        asked = portal.get(path(story), method="HEAD")
        assert (asked.status, asked.body) == (200, b"")
    answer = portal.get(path(story))
    assert answer.body and answer.headers == asked.headers


# --- What neither splits nor poisons it ---------------------------------------------------


def test_what_a_page_does_not_look_at_does_not_split_the_store(
    portal: Portal, story: Article
) -> None:
    plain = portal.get(path(story)).body
    for query in ("utm_source=mail&utm_campaign=x", "fbclid=1", "<script>alert(1)</script>", "%00"):
        answer = portal.get(path(story), query)
        assert (answer.body, answer.is_hit) == (plain, True), query
    assert portal.renders == 1 and len(portal.services.store.pages) == 1


def test_the_number_of_a_page_is_looked_at(portal: Portal) -> None:
    for number in range(21):
        cast.live(f"Story {number}")
    first = portal.get("/politics/")
    second = portal.get("/politics/", "utm_source=mail&page=2")
    assert second.body != first.body
    assert portal.get("/politics/", "page=2&fbclid=9").is_hit
    assert portal.get("/politics/", "page=99").status == 404
    assert portal.get("/politics/", "page=1").body == first.body
    assert portal.get("/politics/", "page=01").is_hit
    for odd in ("page=", "page=x", "page=-1", "page=0", "page=%D9%A2", "page=1&page=1000"):
        assert portal.get("/politics/", odd).status == 404, odd
    assert len(portal.services.store.pages) == 2


def test_where_there_are_no_numbers_they_do_not_split_the_store(
    portal: Portal, story: Article
) -> None:
    for page in ("/", "/feed/", "/politics/feed/", "/politics/archive/", path(story)):
        plain = portal.get(page)
        assert plain.status == 200, page
        for number in ("1", "2", "7000", "x"):
            assert portal.get(page, f"page={number}").body == plain.body
            assert portal.get(page, f"page={number}").is_hit
    assert len(portal.services.store.pages) == 5


def test_nor_does_any_other_variety_of_an_address(portal: Portal, story: Article) -> None:
    portal.get(path(story))
    kept = len(portal.services.store.pages)
    varieties = ("//politics/", "/POLITICS/", "/politics//", "/politics/.", "/politics/\n", "/./")
    for odd in (*varieties, path(story).upper(), f"{path(story)}?page=1", path(story)[:-1]):
        assert portal.get(odd).status in {301, 404}, odd
    for method in ("HEAD", "GET"):
        assert portal.reader.get(path(story), method=method).is_hit
    assert len(portal.services.store.pages) == kept


@pytest.mark.parametrize("host", ["evil.example", "localhost@evil.example", "a b", "", "[::1"])
def test_a_host_that_is_not_ours_never_gets_in(portal: Portal, story: Article, host: str) -> None:
    answer = portal.get(path(story), HTTP_HOST=host)
    assert b"evil" not in answer.body
    assert not portal.services.store.pages


def test_a_host_is_the_same_however_it_is_written(portal: Portal, story: Article) -> None:
    plain = portal.get(path(story)).body
    for host in ("LOCALHOST", "localhost:80", "localhost."):
        answer = portal.get(path(story), HTTP_HOST=host)
        assert (answer.body, answer.is_hit) == (plain, True), host
    assert len(portal.services.store.pages) == 1


@pytest.mark.parametrize("port", ["1", "1234", "65535", "080", "99999"])
def test_a_port_at_which_nobody_listens_is_not_kept(
    portal: Portal, story: Article, port: str
) -> None:
    for _again in range(2):
        answer = portal.get(path(story), HTTP_HOST=f"localhost:{port}", SERVER_PORT="8000")
        assert (answer.status, answer.is_hit) == (200, False)
    assert not portal.services.store.pages


def test_where_the_site_has_an_address_the_port_makes_no_difference(
    portal: Portal, story: Article, settings: Any
) -> None:
    settings.SITE_URL = "https://news.example:8443"
    plain = portal.get(path(story), HTTP_HOST="localhost:8443").body
    answer = portal.get(path(story), HTTP_HOST="localhost:1234")
    assert (answer.body, answer.is_hit) == (plain, True)
    assert b"1234" not in answer.body and len(portal.services.store.pages) == 1


def test_of_hosts_that_only_a_pattern_allows_some_are_kept(
    portal: Portal, story: Article, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "_others", {})
    monkeypatch.setattr(addresses, "MAX_OTHER_HOSTS", 2)
    settings.ALLOWED_HOSTS = [".example", "localhost"]
    for name in ("a.example", "b.example", "c.example", "localhost"):
        assert portal.get(path(story), HTTP_HOST=name).status == 200
    kept = {address[1] for address in portal.services.store.pages}
    assert kept == {"a.example", "b.example", "localhost"}


def test_another_host_of_ours_has_its_own_pages(portal: Portal, story: Article) -> None:
    here, there = (
        portal.get(path(story)),
        portal.get(path(story), HTTP_HOST="127.0.0.1:8000", SERVER_PORT="8000"),
    )
    assert b"http://localhost/" in here.body and b"http://localhost/" not in there.body


def test_what_is_asked_of_it_cannot_get_into_a_page(portal: Portal, story: Article) -> None:
    hostile = {
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_REFERER": "https://evil.example/",
        "HTTP_USER_AGENT": "evil.example",
        "HTTP_ACCEPT_LANGUAGE": "ar",
        "HTTP_COOKIE": "theme=evil.example",
        "HTTP_RANGE": "bytes=0-10",
    }
    assert portal.get(path(story), **hostile).body == portal.fresh(path(story)).body
    assert portal.get(path(story)).is_hit


# --- What goes through untouched ----------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    ["/search/", "/healthz", "/readyz", "/admin/login/", "/nothing-here/", "/preview/new/", "/x"],
)
def test_what_is_no_public_page_is_never_kept(portal: Portal, asked: str) -> None:
    for _time in range(2):
        portal.get(asked, "q=crane")
    assert len(portal.django.asked) == 2 and not portal.services.store.pages


def test_whoever_is_logged_in_is_answered_by_django(portal: Portal, story: Article) -> None:
    portal.get(path(story))
    answer = portal.get(path(story), HTTP_COOKIE="a=b; sessionid=abc")
    assert answer.status == 200 and "Cache-Status" not in answer.headers
    assert len(portal.django.asked) == 2


def test_a_draft_seen_by_its_editor_is_kept_for_nobody(portal: Portal) -> None:
    from django.test import Client

    hidden = cast.draft("Not for readers yet")
    client = Client()
    client.force_login(cast.managing_editor())
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    assert portal.get(path(hidden), HTTP_COOKIE=cookie).status == 200
    assert portal.get(path(hidden)).status == 404
    assert not portal.services.store.pages


def test_posts_go_through(portal: Portal, story: Article) -> None:
    portal.get(path(story))
    assert portal.get(path(story), method="POST").status == 405, "Django takes none there"
    assert len(portal.django.asked) == 2
    assert portal.get(path(story)).is_hit


def test_a_wrong_address_is_sent_on_and_not_kept(portal: Portal, story: Article) -> None:
    for slug in ("one", "two"):
        answer = portal.get(f"/politics/{slug}-{story.pk}/", "utm_source=mail")
        assert (answer.status, answer.headers["Location"]) == (301, path(story))
    assert not portal.services.store.pages
