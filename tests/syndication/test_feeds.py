"""Feeds in three formats and their history, read as feed readers do."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date

from articles.models import Article
from articles.syndication.feeds import history
from tests import cast

pytestmark = pytest.mark.django_db

HOSTILE = [
    "</script><script>alert(1)</script>",
    "]]> & &amp; &lt;b&gt; </b>",
    "A <img src=x onerror=alert(1)>",
    "\u2028line\u2029 and \u202eturned\u202c",
    "مرحبا بالعالم 👩‍👩‍👧‍👦 日本語 e\u0301",
    "Bell \x07, \ufffe and \x1f",
]


def read(client: Client, path: str) -> Any:
    """A feed as feedparser has it, which finds nothing wrong with it."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.bozo_exception
    return found


def local(address: str) -> str:
    """The path and query of an address."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@pytest.mark.every_database
def test_three_formats_tell_the_same_of_every_list(client: Client) -> None:
    story = cast.live(
        "Cranes & quays",
        standfirst="A vote.",
        authors=[cast.ottoline(), cast.barnaby()],
        agency="DPX",
        topics=["Ports"],
        picture=cast.picture(),
    )
    for page in ("/", "/politics/", "/by/ottoline-marsh/", "/topic/ports/"):
        (rss,) = read(client, f"{page}feed/").entries
        (atom,) = read(client, f"{page}feed/atom/").entries
        answer = client.get(f"{page}feed/json/")
        assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
        (item,) = answer.json()["items"]
        assert rss.id == atom.id == item["id"]
        assert rss.link == atom.link == item["url"]
        assert rss.title == atom.title == item["title"] == "Cranes & quays"
        assert rss.summary == atom.summary == item["summary"] == "A vote."
        assert rss.content[0].value == atom.content[0].value == item["content_html"]
        names = ["Ottoline Marsh", "Barnaby Quill", "DPX"]
        assert [one.name for one in rss.authors] == [one.name for one in atom.authors] == names
        assert [one["name"] for one in item["authors"]] == names
        assert [one.term for one in atom.tags] == item["tags"] == ["Politics", "Ports"]
        assert rss.published_parsed == atom.published_parsed
        moment = datetime.fromisoformat(item["date_published"])
        assert story.publish_at is not None
        assert moment == story.publish_at.replace(microsecond=0)
        assert item["image"] == rss.media_content[0]["url"] == atom.media_content[0]["url"]
        assert "date_modified" not in item and "updated" not in rss


def test_every_page_that_has_a_feed_leads_to_all_three(client: Client) -> None:
    story = cast.live(topics=["Ports"])
    pages = {
        "/": "/feed/",
        "/latest/": "/feed/",
        story.get_absolute_url(): "/politics/feed/",
        "/topic/ports/": "/topic/ports/feed/",
        "/corrections/": "/corrections/feed/",
        "/search/?q=ports": "/search/feed/?q=ports",
    }
    for page, feed in pages.items():
        text = client.get(page).text
        path, _question, query = feed.partition("?")
        for form in ("", "atom/", "json/"):
            address = path + form + (f"?{query}" if query else "")
            assert f'href="{address}"' in text, (page, address)
            assert client.get(address).status_code == 200


def test_what_was_typed_breaks_no_format(client: Client) -> None:
    for text in HOSTILE:
        cast.live(text, standfirst=text, topics=[text], body=f"<p>Words. {escape(text)}</p>")
    for page in ("/feed/", "/feed/atom/", "/politics/feed/atom/"):
        titles = [entry.title for entry in read(client, page).entries]
        assert len(titles) == len(HOSTILE) and all(titles)
    shown = {entry["title"] for entry in client.get("/feed/json/").json()["items"]}
    assert "A <img src=x onerror=alert(1)>" in shown
    assert "]]> & &amp; &lt;b&gt; </b>" in shown
    assert "Bell , and" in shown


def test_a_title_that_looks_like_html_stays_what_it_is(client: Client) -> None:
    cast.live("The </b> tag &amp; its end")
    raw = client.get("/feed/").text
    assert "<title>The &#x26;lt;/b&#x26;gt; tag &#x26;amp;amp; its end</title>" in raw
    atom = client.get("/feed/atom/").text
    assert '<title type="html">The &#x26;lt;/b&#x26;gt; tag &#x26;amp;amp; its end</title>' in atom


def test_two_stories_of_one_second_have_two_moments_in_atom(client: Client) -> None:
    stories = [cast.live(f"Story {number}") for number in range(3)]
    Article.objects.update(publish_at=stories[0].publish_at)
    moments = [entry.updated for entry in read(client, "/feed/atom/").entries]
    assert len(set(moments)) == 3
    assert len({moment[:19] for moment in moments}) == 1


def test_only_a_declared_change_is_told_as_one(client: Client) -> None:
    story = cast.live()
    (before,) = read(client, "/feed/atom/").entries
    assert before.updated == before.published
    content = story.content() | {"standfirst": "Another word."}
    story.write(content, None)
    story.publish(None)
    (quiet,) = read(client, "/feed/atom/").entries
    assert quiet.updated == before.updated and quiet.summary == "Another word."
    story.publish(None, change="correction", note="Nine, not ten.")
    (told,) = read(client, "/feed/atom/").entries
    assert told.updated > before.updated and "Nine, not ten." in told.content[0].value
    (item,) = client.get("/feed/json/").json()["items"]
    assert item["date_modified"] > item["date_published"]


@pytest.mark.every_database
@pytest.mark.parametrize("of", ["/", "/politics/", "/by/ottoline-marsh/", "/topic/ports/"])
def test_a_reader_can_get_everything(
    client: Client, of: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the links alone: each story once or more, none left out, also those of one moment."""
    monkeypatch.setattr(history, "NEWEST", 3)
    monkeypatch.setattr(history, "PAGE", 2)
    ids = [cast.live(f"Story {number}", topics=["Ports"]).pk for number in range(9)]
    same = datetime(2026, 8, 31, 23, 30, tzinfo=UTC)
    for number, pk in enumerate(ids):
        moment = same if number < 5 else same - timedelta(days=40 * number)
        row = Article.objects.get(pk=pk)
        row.publish_at = moment
        row.save()
    cache.clear()
    expected = {f"Story {number}" for number in range(9)}
    assert _walked(client, f"{of}feed/", "prev-archive") == expected
    assert _walked(client, f"{of}feed/atom/", "prev-archive") == expected
    seen, path = set[str](), f"{of}feed/json/"
    while path:
        document = client.get(path).json()
        seen |= {item["title"] for item in document["items"]}
        path = local(document.get("next_url", ""))
    assert seen == expected


def _walked(client: Client, path: str, rel: str) -> set[str]:
    seen, steps = set[str](), 0
    start = path
    while path:
        found = read(client, path)
        links = {link.rel: local(link.href) for link in found.feed.links}
        assert links["self"] == path
        if path != start:
            assert links["current"] == start and "fh_archive" in found.feed
        seen |= {entry.title for entry in found.entries}
        path, steps = links.get(rel, ""), steps + 1
        assert steps < 20
    return seen


def test_a_month_leads_to_the_next_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "NEWEST", 1)
    for month in (3, 5):
        row = cast.live(f"Of month {month}")
        row.publish_at = datetime(2026, month, 9, tzinfo=UTC)
        row.save()
    links = {one.rel: one.href for one in read(client, "/politics/feed/2026/03/").feed.links}
    assert local(links["next-archive"]) == "/politics/feed/2026/05/"
    assert "prev-archive" not in links
    for path in ("/feed/2026/04/", "/feed/2026/13/", "/feed/0000/01/", "/feed/atom/2026/00/"):
        assert client.get(path).status_code == 404, path
    far = "/feed/2026/05/99999999999999999-1/"
    assert client.get(far).status_code == 404


def test_the_number_of_queries_is_the_same_for_one_story_and_for_many(
    client: Client, django_assert_num_queries: Any
) -> None:
    picture = cast.picture()
    body = f'<p>Words.</p><figure data-picture="{picture.pk}"></figure>'
    for many in (1, 12):
        for number in range(many):
            cast.live(f"Story {number}", topics=["Ports"], picture=picture, body=body)
        with django_assert_num_queries(12):
            client.get("/politics/feed/atom/")


def test_a_search_has_a_feed_that_no_engine_keeps(client: Client) -> None:
    cast.live("Cranes at the quay")
    cast.live("Something else")
    answer = client.get("/search/feed/atom/?q=cranes")
    assert answer["X-Robots-Tag"] == "noindex"
    found = feedparser.parse(answer.content)
    assert [entry.title for entry in found.entries] == ["Cranes at the quay"]
    assert found.feed.links[0].href == "http://testserver/search/?q=cranes"
    assert feedparser.parse(client.get("/search/feed/").content).entries == []


@pytest.mark.parametrize("form", ["", "atom/", "json/"])
def test_a_search_feed_is_known_again_by_either_validator(client: Client, form: str) -> None:
    story = cast.live("Cranes at the quay")
    path = f"/search/feed/{form}?q=cranes"
    answer = client.get(path)
    tag, at = answer["ETag"], answer["Last-Modified"]
    long_ago = "Mon, 01 Jan 2001 00:00:00 GMT"
    for headers, status in (
        ({"If-None-Match": tag}, 304),
        ({"If-None-Match": f'"x", W/{tag}'}, 304),
        ({"If-None-Match": '"x"', "If-Modified-Since": at}, 200),
        ({"If-Modified-Since": at}, 304),
        ({"If-Modified-Since": long_ago}, 200),
    ):
        assert client.get(path, headers=headers).status_code == status, headers
    story.write(story.content() | {"headline": "Cranes moved"}, None)
    story.publish(None)
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200
    other = cast.live("Cranes and fog")
    Article.objects.update(modified_at=timezone.now() - timedelta(days=2))
    at = http_date((timezone.now() - timedelta(days=1)).timestamp())
    other.withdraw(None, "A mistake.")
    assert client.get(path, headers={"If-Modified-Since": at}).status_code == 200
    assert client.get("/search/feed/?q=nothing").status_code == 200


def test_hubs_are_named_where_the_operator_has_set_some(client: Client, settings: Any) -> None:
    settings.WEBSUB_HUBS = ["https://hub.example/"]
    cast.live()
    for form in ("", "atom/"):
        answer = client.get(f"/feed/{form}")
        address = f"http://testserver/feed/{form}"
        links = f'<https://hub.example/>; rel="hub", <{address}>; rel="self"'
        assert answer["Link"].startswith(links)
        named = [(one.rel, one.href) for one in feedparser.parse(answer.content).feed.links]
        assert ("hub", "https://hub.example/") in named and ("self", address) in named
    hubs = json.loads(client.get("/feed/json/").content)["hubs"]
    assert hubs == [{"type": "WebSub", "url": "https://hub.example/"}]


def test_an_empty_feed_is_valid_and_says_no_passing_date(client: Client) -> None:
    cast.section("travel")
    for path in ("/travel/feed/atom/", "/corrections/feed/atom/"):
        first = read(client, path)
        assert first.feed.updated == read(client, path).feed.updated
        assert timezone.now().year - 1 <= int(first.feed.updated[:4])
