"""The paper's own pages, its people, and the months of a section, as readers find them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from articles.models import Author, Page, Paper
from tests import cast

pytestmark = pytest.mark.django_db


def page(title: str = "Contact", **fields: Any) -> Page:
    details = {"body": "<p>Write to us.</p>", "is_published": True, **fields}
    return Page.objects.create(title=title, **details)


def test_a_page_has_its_address_and_the_first_one_that_of_all(client: Client) -> None:
    page("About us", slug="about", description="Who we are.")
    page("Privacy")
    seen = client.get("/about/")
    assert "<h1" in seen.content.decode()
    assert '<meta name="description" content="Who we are.">' in seen.content.decode()
    assert '<link rel="canonical" href="http://testserver/about/">' in seen.content.decode()
    assert client.get("/about/privacy/").status_code == 200
    moved = client.get("/about/about/")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/about/")


def test_a_draft_is_not_there_for_readers(client: Client) -> None:
    page("About us", slug="about", body="<p>zanzibarine</p>", is_published=False)
    for address in ("/about/", "/about/about/", "/about/nowhere/", "/sitemap.xml", "/"):
        answer = client.get(address, follow=True)
        content = b"".join(answer) if answer.streaming else answer.content
        assert b"zanzibarine" not in content
        assert b"About us" not in content
    assert client.get("/about/").status_code == 404
    client.force_login(cast.reader())
    assert client.get("/about/").status_code == 404


def test_published_pages_are_in_footer_and_sitemap_in_their_order(client: Client) -> None:
    page("Second", order=2)
    page("First", order=1, language="es")
    page("Hidden", in_footer=False)
    front = client.get("/").content.decode()
    links = re.findall(r'<a href="/about/[^>]*>(\w+)</a>', front)
    assert links == ["First", "Second"]
    assert '<a href="/about/first/" lang="es" hreflang="es">' in front
    sitemap = client.get("/sitemap-pages.xml").text
    for address in ("/about/first/", "/about/hidden/", "/politics/archive/"):
        assert f"<loc>http://testserver{address}</loc>" in sitemap


def test_a_page_shows_its_pictures_and_speaks_its_language(client: Client) -> None:
    picture = cast.picture()
    page(body=f'<p>Hola.</p><figure data-picture="{picture.pk}"></figure>', language="es")
    seen = client.get("/about/contact/").content.decode()
    assert '<article class="story" lang="es">' in seen
    assert picture.src in seen


def test_the_people_are_those_with_a_role_in_their_order(client: Client) -> None:
    page("Masthead", with_people=True, body="")
    assert "No staff listed yet." in client.get("/about/masthead/").content.decode()
    Author.objects.create(name="Dev Marigold", role="Reporter")
    Author.objects.create(name="Ada Rossi", role="Editor", rank=1, contact="ada@example.org")
    Author.objects.create(name="Gone Away")
    seen = client.get("/about/masthead/").content.decode()
    assert seen.index("Ada Rossi") < seen.index("Dev Marigold")
    assert '<a href="mailto:ada@example.org">' in seen
    assert "Gone Away" not in seen


def test_a_page_without_a_word_says_so(client: Client) -> None:
    page(body="")
    assert "There is nothing on this page yet." in client.get("/about/contact/").content.decode()


def test_an_author_is_told_to_machines(client: Client) -> None:
    Paper.objects.create(name="The Gannet", profiles="https://bsky.app/profile/gannet")
    author = Author.objects.create(
        name="Ada </script>",
        role="Editor",
        biography="Reads.",
        expertise="Courts",
        contact="ada@example.org",
        links="https://example.org/ada\nhttps://example.com/ada",
        picture=cast.picture(),
    )
    seen = client.get(author.get_absolute_url()).content.decode()
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', seen, re.DOTALL)
    node, _list, _way = json.loads(found)
    assert node["@type"] == "ProfilePage"
    person = node["mainEntity"]
    assert person["name"] == "Ada </script>"
    assert person["jobTitle"] == "Editor"
    assert person["sameAs"] == ["https://example.org/ada", "https://example.com/ada"]
    assert person["knowsAbout"] == "Courts"
    assert person["email"] == "ada@example.org"
    assert person["image"][0].startswith("http://testserver/media/")
    assert person["worksFor"]["name"] == "The Gannet"
    assert person["worksFor"]["sameAs"] == ["https://bsky.app/profile/gannet"]
    for shown in ("Courts", 'href="mailto:ada@example.org"', "https://example.org/ada"):
        assert shown in seen


# --- Sections -----------------------------------------------------------------------------


def test_a_section_names_the_topics_of_its_newest_stories(client: Client) -> None:
    cast.live("One", topics=["Ports", "Budget"])
    cast.live("Two", topics=["Ports", "Fog"])
    cast.live("Three", topics=["Ports", "Budget"])
    cast.live("Else", topics=["Fog"], section=cast.section("sports"))
    assert [topic.name for topic in client.get("/politics/").context["subtopics"]] == [
        "Ports",
        "Budget",
    ]
    assert 'href="/topic/ports/"><bdi>Ports</bdi></a>' in client.get("/politics/").content.decode()
    assert client.get("/travel/").context["subtopics"] == []


def test_the_months_of_a_section_are_those_with_stories(client: Client, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    for at in (
        datetime(2024, 2, 29, 12, tzinfo=UTC),
        datetime(2024, 12, 31, 20, tzinfo=UTC),  # in Tokyo it is January
        datetime(2021, 5, 1, tzinfo=UTC),
    ):
        cast.live(at=at)
    cast.draft()
    cast.live(section=cast.section("sports"), at=datetime(2023, 1, 1, tzinfo=UTC))
    page = client.get("/politics/archive/")
    years = [
        (year.number, [month.month for month in year.months]) for year in page.context["years"]
    ]
    assert years == [(2025, [1]), (2024, [2]), (2021, [5])]
    for address in re.findall(r'href="(/politics/\d{4}/\d{2}/)"', page.content.decode()):
        month = client.get(address)
        assert month.status_code == 200
        assert month.context["page"].stories
        assert 'href="/politics/archive/"' in month.content.decode()
    assert 'href="/politics/archive/"' in client.get("/politics/").content.decode()
    assert "No stories here yet." in client.get("/travel/archive/").content.decode()
    assert client.get("/nowhere/archive/").status_code == 404
