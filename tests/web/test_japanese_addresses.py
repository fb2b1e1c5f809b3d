"""Japanese words stay as they are in addresses: of pages, redirects, feeds and sitemaps."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from articles.models import Article, Author, Category, Page, Topic
from tests import cast

pytestmark = pytest.mark.django_db

HEADLINE = "東京で新しい橋が開通"


def japanese() -> Article:
    """A story whose section, author, topic and headline are Japanese."""
    section = Category.objects.create(name="国際ニュース", slug="国際ニュース")
    author = Author.objects.create(name="田中さくら")
    topic = Topic.objects.create(name="まちづくり")
    return cast.live(HEADLINE, section=section, authors=[author], topics=[topic])


def test_the_page_names_itself_as_headers_and_xml_need_it(client: Client) -> None:
    story = japanese()
    address = story.get_absolute_url()
    assert unquote(address) == f"/国際ニュース/{HEADLINE}-{story.pk}/"
    assert address.isascii()
    answer = client.get(address)
    assert answer.status_code == 200
    assert f'<link rel="canonical" href="http://testserver{address}">' in answer.content.decode()


@pytest.mark.parametrize("wrong", ["東京", "tokyo", "か\u3099"])
def test_another_slug_leads_to_it_in_one_step(client: Client, wrong: str) -> None:
    story = japanese()
    answer = client.get(quote(f"/国際ニュース/{wrong}-{story.pk}/"))
    assert answer.status_code == 301
    assert answer["Location"] == story.get_absolute_url()
    assert client.get(answer["Location"]).status_code == 200


def test_lists_of_japanese_nouns_have_their_pages_and_feeds(client: Client) -> None:
    story = japanese()
    for name in ("国際ニュース", "by/田中さくら", "topic/まちづくり"):
        for path in (f"/{name}/", f"/{name}/feed/"):
            answer = client.get(quote(path))
            assert answer.status_code == 200, path
            assert story.get_absolute_url() in answer.content.decode(), path
        assert (
            f'href="http://testserver{quote(f"/{name}/")}"'
            in client.get(quote(f"/{name}/")).content.decode()
        ), "it names itself"
    months = client.get(quote("/国際ニュース/archive/"))
    assert months.status_code == 200
    assert f'href="http://testserver{quote("/国際ニュース/archive/")}"' in months.content.decode()


def test_former_addresses_lead_on(client: Client) -> None:
    story = japanese()
    section = story.section
    assert section is not None
    section.slug = "世界のニュース"
    section.save()
    for path in ("", "feed/", f"{HEADLINE}-{story.pk}/"):
        answer = client.get(quote(f"/国際ニュース/{path}"))
        assert answer.status_code == 301
        assert answer["Location"] == quote(f"/世界のニュース/{path}")


def test_machines_get_addresses_in_ascii(client: Client) -> None:
    story = japanese()
    month = cast.sitemap(story)
    for path in ("/feed/", "/sitemap-pages.xml", month):
        text = client.get(path).getvalue().decode()
        for address in re.findall(r"(?:<loc>|<link>|<guid[^>]*>|href=\")(http[^<\"]+)", text):
            assert address.isascii(), (path, address)
    assert story.get_absolute_url() in client.get("/feed/").content.decode()
    assert story.get_absolute_url() in client.get(month).getvalue().decode()


def test_a_page_of_the_paper(client: Client) -> None:
    page = Page.objects.create(title="わたしたちについて", is_published=True)
    assert client.get(page.get_absolute_url()).status_code == 200
    assert unquote(page.get_absolute_url()) == "/about/わたしたちについて/"


@pytest.mark.parametrize(
    ("slug", "refused"),
    [("東京の橋", False), ("bridge-2", False), ("мост", True), ("a b", True), ("été", True)],
)
def test_what_may_be_typed_as_an_address(slug: str, refused: bool) -> None:
    section = Category(name="Elsewhere", slug=slug, colour="teal")
    if refused:
        with pytest.raises(ValidationError):
            section.full_clean()
    else:
        section.full_clean()
