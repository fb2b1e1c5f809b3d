"""Feeds, sitemap and robots.txt, read by the programs that they are for."""

from __future__ import annotations

from calendar import timegm
from datetime import timedelta
from typing import Any
from xml.sax.saxutils import escape

import feedparser
import pytest
import time_machine
from django.db.models import Value
from django.test import Client
from django.utils import timezone

from articles.models import Article, Author, Category, Paper, Picture, Topic
from tests import cast

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.mark.every_database
def test_a_feed_reader_knows_a_story_by_one_name_for_ever(client: Client, settings: Any) -> None:
    story = cast.live()
    story.publish(None, change="clarification", note="There were nine members.")
    corrections = "/corrections/feed/"
    (before,) = feedparser.parse(client.get("/feed/").content).entries
    (told,) = feedparser.parse(client.get(corrections).content).entries
    Article.objects.update(slug="another-slug", section=cast.section("travel"))
    settings.SITE_URL = "https://paper.example"
    (after,) = feedparser.parse(client.get("/feed/").content).entries
    assert after.link != before.link and after.id == before.id
    assert before.id.startswith("urn:uuid:") and not before.guidislink
    (told_after,) = feedparser.parse(client.get(corrections).content).entries
    assert told_after.id == told.id != before.id


@pytest.mark.every_database
def test_a_feed_reader_gets_the_whole_story(client: Client) -> None:
    picture = cast.picture()
    story = cast.live(
        "Cranes & quays <again>",
        standfirst="A vote.",
        authors=[cast.ottoline(), cast.barnaby()],
        topics=["Ports", "Budget"],
        picture=picture,
        body=cast.BODY
        + f'<p><a href="/politics/">More</a></p><figure data-picture="{picture.pk}"></figure>'
        + '<figure data-embed="https://vimeo.com/76979871"></figure>',
    )
    Article.objects.update(body=f'{story.body}<figure data-picture="999"></figure>')
    answer = client.get("/feed/")
    assert answer["Content-Type"].startswith("application/rss+xml")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert feed.feed.title == "Newsportal"
    assert [link.rel for link in feed.feed.links] == ["alternate", "self"]
    entry = feed.entries[0]
    assert entry.title == "Cranes & quays <again>"
    assert entry.link == f"http://testserver{story.get_absolute_url()}"
    assert [author.name for author in entry.authors] == ["Ottoline Marsh", "Barnaby Quill"]
    assert {tag.term for tag in entry.tags} == {"Politics", "Ports", "Budget"}
    content = entry.content[0].value
    assert "The old crane stays where it is." in content
    assert 'href="http://testserver/politics/"' in content
    assert f'src="http://testserver{picture.jpeg_for(800)}"' in content
    assert "vimeo.com/76979871" in content
    media = entry.media_content[0]
    assert media["url"].startswith("http://testserver/media/")
    assert (media["width"], media["height"]) == ("640", "394")
    assert entry.published_parsed is not None


def test_a_sections_feed_holds_the_sections_stories(client: Client) -> None:
    cast.live("From politics")
    cast.live("From travel", section=cast.section("travel"))
    feed = feedparser.parse(client.get("/travel/feed/").content)
    assert [entry.title for entry in feed.entries] == ["From travel"]
    assert "Travel" in feed.feed.title


def test_a_feed_is_xml_whatever_was_typed(client: Client) -> None:
    cast.live("Bell \x07 and \ufffe marks", standfirst="]]> & <x>")
    assert not feedparser.parse(client.get("/feed/").content).bozo


def test_a_correction_is_told_at_the_storys_end_and_moves_its_date(client: Client) -> None:
    story = cast.live("Untouched")
    feed = feedparser.parse(client.get("/feed/").content)
    assert "updated" not in feed.entries[0]
    story = cast.live("Put right")
    later = timezone.now().replace(microsecond=0) + timedelta(minutes=9)
    with time_machine.travel(later, tick=False):
        story.publish(None, change="correction", note="Nine & not <ten>.")
        content = client.get("/feed/").content
    feed = feedparser.parse(content)
    entry = next(entry for entry in feed.entries if entry.title == "Put right")
    told = "<p><strong>Correction:</strong> Nine &amp; not &lt;ten&gt;.</p>"
    assert f"{escape(told)}</content:encoded>" in content.decode()
    assert entry.updated == timezone.localtime(later).isoformat()
    assert timegm(feed.feed.updated_parsed) == later.timestamp()
    assert content.count(b"<atom:updated>") == 1


def test_the_corrections_have_a_feed(client: Client) -> None:
    story = cast.live("Cranes & quays")
    story.publish(None, change="clarification", note="Nine & not <ten>.")
    feed = feedparser.parse(client.get("/corrections/feed/").content)
    assert not feed.bozo
    assert feed.feed.link == "http://testserver/corrections/"
    (entry,) = feed.entries
    assert entry.title == "Clarification: Cranes & quays"
    assert entry.link.startswith(f"http://testserver{story.get_absolute_url()}#correction-")
    assert entry.id.startswith("urn:uuid:")
    assert "Nine &amp; not &lt;ten&gt;." in entry.content[0].value


def test_robots_are_shown_the_sitemap_and_kept_from_the_desk(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_the_sites_own_address_goes_before_the_requests(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://news.example"
    story = cast.live()
    for address in ("/feed/", "/sitemap-news.xml", story.get_absolute_url()):
        answer = client.get(address)
        assert f"https://news.example{story.get_absolute_url()}" in answer.getvalue().decode()


def test_feeds_have_boxes_and_posters_but_say_nothing_twice(client: Client) -> None:
    poster = cast.picture("navy")
    cast.live(
        body="<p>It is ours.</p>"
        '<aside class="pull"><blockquote><p>It is ours.</p></blockquote></aside>'
        '<aside class="facts"><h2>The crane</h2><p>Built in 1911</p></aside>'
        f'<figure data-embed="https://vimeo.com/123" data-poster="{poster.pk}"></figure>'
    )
    (entry,) = feedparser.parse(client.get("/feed/").content).entries
    content = entry.content[0].value
    assert content.count("It is ours.") == 1
    assert "Built in 1911" in content
    assert 'href="https://vimeo.com/123"' in content
    assert poster.jpeg_for(800) in content


@pytest.mark.every_database
@pytest.mark.parametrize("character", ["\x0b", "\x07", "\ufffe", "\x1f"])
def test_a_character_that_xml_cannot_hold_stops_no_feed(client: Client, character: str) -> None:
    """Whatever door it came in by: here past all of them."""
    author, section = cast.ottoline(), cast.section()
    cast.live(topics=["Ports"], authors=[author], picture=cast.picture())
    name: Any = Value(f"a{character}b")
    Paper.objects.get_or_create(pk=1)
    Paper.objects.update(name=name, tagline=name)
    Category.objects.filter(pk=section.pk).update(name=name, description=name)
    Author.objects.filter(pk=author.pk).update(name=name, role=name)
    Topic.objects.update(name=name, description=name)
    Picture.objects.update(credit=name, alt_text=name)
    Article.objects.update(headline=name, agency=name)
    for path in (
        "/feed/",
        "/politics/feed/",
        author.get_absolute_url() + "feed/",
        "/topic/ports/feed/",
    ):
        feed = feedparser.parse(client.get(path).content)
        assert not feed.bozo and feed.entries[0].title == "ab", path


def test_a_feed_without_items_has_no_date(client: Client) -> None:
    text = client.get("/corrections/feed/").text
    assert "lastBuildDate" not in text and "1970" not in text
    assert not feedparser.parse(text).bozo
