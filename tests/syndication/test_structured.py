"""What search engines read of a story: JSON-LD, of live stories only."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, Author, Correction
from articles.syndication.heads import structured
from articles.syndication.story import identity
from tests import cast

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def nodes(client: Client, story: Article) -> tuple[dict[str, Any], dict[str, Any]]:
    """The story's NewsArticle and its BreadcrumbList, as a machine reads them off the page."""
    (found,) = SCRIPT.findall(client.get(story.get_absolute_url()).content.decode())
    article, crumbs = json.loads(found)
    return article, crumbs


AUTHORS = [
    {
        "@type": "Person",
        "name": "Ottoline Marsh",
        "url": f"{SITE}/by/ottoline-marsh/",
        "jobTitle": "Political editor",
        "sameAs": ["https://social.example/@ottoline", "https://ottoline.example/"],
    },
    {"@type": "Person", "name": "Barnaby Quill", "url": f"{SITE}/by/barnaby-quill/"},
    {"@type": "Organization", "name": "Coast Press"},
]
PUBLISHER = {
    "@type": "NewsMediaOrganization",
    "name": "Newsportal",
    "url": f"{SITE}/",
    "logo": {"@type": "ImageObject", "url": f"{SITE}/static/img/icon.png"},
}


def with_links(author: Author) -> Author:
    """One who is elsewhere too."""
    author.links = "https://social.example/@ottoline\nhttps://ottoline.example/"
    author.save()
    return author


def test_it_works(client: Client, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Kolkata"
    story = cast.live(
        standfirst="A vote of nine to seven.",
        authors=[with_links(cast.ottoline()), cast.barnaby()],
        agency="Coast Press",
        topics=["Ports", "Budget"],
        picture=cast.picture(),
    )
    article, crumbs = nodes(client, story)
    address = SITE + story.get_absolute_url()
    published = timezone.localtime(story.publish_at).isoformat(timespec="seconds")
    assert published.endswith("+05:30")
    assert article == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": identity.of_story(story),
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "url": address,
        "headline": story.headline,
        "description": "A vote of nine to seven.",
        "image": [SITE + cast.picture().social_url],
        "datePublished": published,
        "dateModified": published,
        "author": AUTHORS,
        "publisher": PUBLISHER,
        "articleSection": "Politics",
        "keywords": ["Ports", "Budget"],
        "inLanguage": "en-GB",
        "wordCount": story.word_count,
        "isAccessibleForFree": True,
        "isBasedOn": [
            {
                "@type": "CreativeWork",
                "provider": {"@type": "Organization", "name": "Coast Press"},
            }
        ],
    }
    assert crumbs["@type"] == "BreadcrumbList"
    steps = crumbs["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "Home", f"{SITE}/"),
        (2, "Politics", f"{SITE}/politics/"),
        (3, story.headline, address),
    ]


def test_a_correction_is_told_and_moves_the_date(client: Client) -> None:
    story = cast.live()
    story.publish(None, change="correction", note="Nine, not ten.")
    article, _crumbs = nodes(client, story)
    told = Correction.objects.get()
    (correction,) = article["correction"]
    assert (correction["@type"], correction["text"]) == ("CorrectionComment", "Nine, not ten.")
    assert datetime.fromisoformat(correction["datePublished"]) == told.published_at.replace(
        microsecond=0
    )
    updated = Article.objects.get().updated_at
    assert updated is not None
    assert datetime.fromisoformat(article["dateModified"]) == updated.replace(microsecond=0)


@pytest.mark.parametrize(
    "headline",
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "]]> & \u2028 \u2029 'quoted' \"words\" \\u003c/script>",
        "مجلس الميناء",
    ],
)
def test_no_words_end_the_script(client: Client, headline: str) -> None:
    story = cast.live(headline, slug="x", standfirst=headline, agency=headline)
    article, crumbs = nodes(client, story)
    kept = Article.objects.get()
    assert (article["headline"], article["description"]) == (kept.headline, kept.standfirst)
    assert crumbs["itemListElement"][2]["name"] == kept.headline
    page = client.get(story.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert not set("<>&\u2028\u2029") & set(SCRIPT.findall(page)[0])


@pytest.mark.parametrize(
    "headline", ["Word " * 40, "x" * 200, "y" * 110, "z" * 109 + " end", "م" * 150]
)
def test_a_headline_has_at_most_110_characters(client: Client, headline: str) -> None:
    article, _crumbs = nodes(client, cast.live(headline[:200].strip(), slug="x"))
    assert len(article["headline"]) <= 110
    assert not article["headline"].endswith(" …")
    assert article["headline"].removesuffix("…") in headline


def test_what_a_story_does_not_have_is_left_out(client: Client) -> None:
    story = cast.live(standfirst="", body="<p>Short.</p>")
    article, _crumbs = nodes(client, story)
    assert not {"image", "keywords", "correction"} & article.keys()
    assert article["description"] == "Short."


def test_pictures_in_a_store_elsewhere_keep_their_address(client: Client, settings: Any) -> None:
    story = cast.live(picture=cast.picture())
    default = settings.STORAGES["default"]
    options = {"OPTIONS": {"base_url": "https://pictures.example/"}}
    settings.STORAGES = settings.STORAGES | {"default": default | options}
    article, _crumbs = nodes(client, story)
    assert article["image"][0].startswith("https://pictures.example/")


def test_what_is_not_live_has_none(client: Client) -> None:
    client.force_login(cast.editor())
    for story in (cast.draft(), cast.live(at=timezone.now() + timedelta(hours=1))):
        page = client.get(story.get_absolute_url())
        assert page.status_code == 200
        assert not SCRIPT.search(page.content.decode())


def test_a_script_is_one_line_of_plain_text() -> None:
    assert structured.script({"a": "é<"}, {"b": 1}) == '[{"a":"é\\u003c"},{"b":1}]'


def told(client: Client, path: str) -> dict[str, dict[str, Any]]:
    """The nodes of a page by their types."""
    (found,) = SCRIPT.findall(client.get(path).text)
    return {node["@type"]: node for node in json.loads(found)}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("news", "NewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("opinion", "OpinionNewsArticle"),
        ("feature", "ReportageNewsArticle"),
    ],
)
def test_each_kind_of_journalism_has_its_type(client: Client, kind: str, name: str) -> None:
    assert nodes(client, cast.live(kind=kind))[0]["@type"] == name


def test_the_front_tells_of_the_site_and_how_to_search_it(client: Client) -> None:
    story = cast.live()
    found = told(client, "/")
    site = found["WebSite"]
    assert site["potentialAction"]["target"]["urlTemplate"] == f"{SITE}/search/?q={{query}}"
    assert site["publisher"]["correctionsPolicy"] == f"{SITE}/corrections/"
    (item,) = found["CollectionPage"]["mainEntity"]["itemListElement"]
    assert item == {"@type": "ListItem", "position": 1, "url": SITE + story.get_absolute_url()}


@pytest.mark.parametrize("path", ["/politics/", "/topic/ports/", "/by/ottoline-marsh/", "/latest/"])
def test_a_list_tells_its_stories_in_order_each_once(client: Client, path: str) -> None:
    for number in range(25):
        cast.live(f"Story {number}", topics=["Ports"])
    page = client.get(path).text
    found = told(client, path)
    items = found["CollectionPage"]["mainEntity"]["itemListElement"]
    addresses = [item["url"] for item in items]
    assert len(addresses) == len(set(addresses)) >= 20
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    assert all(address.removeprefix(SITE) in page for address in addresses)
    names = [step["name"] for step in found["BreadcrumbList"]["itemListElement"]]
    assert names[0] == "Home" and len(names) == 2
    second = told(client, f"{path}?page=2")["CollectionPage"]
    assert second["url"] == f"{SITE}{path}?page=2"
    assert not {item["url"] for item in second["mainEntity"]["itemListElement"]} & set(addresses)


def test_what_is_not_there_has_no_canonical_address(client: Client) -> None:
    story = cast.live()
    story.withdraw(None, "A mistake.")
    for path in ("/no-such-page/", story.get_absolute_url(), "/topic/nothing/"):
        page = client.get(path)
        assert page.status_code in (404, 410)
        assert "canonical" not in page.text and "og:url" not in page.text
