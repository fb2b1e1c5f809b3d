"""The twins of pages: what a page says, as ninjs, Markdown and text."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.delivery.door import twins
from articles.models import Page
from tests import cast

pytestmark = pytest.mark.django_db

#: What ninjs 3 lets an item have; it refuses everything else.
ITEM = {
    "uri", "type", "representationType", "profile", "version", "firstCreated", "versionCreated",
    "contentCreated", "embargoedUntil", "pubStatus", "urgency", "copyrightHolder",
    "copyrightNotice", "usageTerms", "edNote", "language", "descriptions", "bodies", "headlines",
    "people", "organisations", "places", "subjects", "events", "objects", "infoSources", "title",
    "by", "slugline", "located", "renditions", "associations", "altIds", "trustIndicators",
    "standard", "genres", "expires", "rightsInfo",
}  # fmt: skip
NAMED = {"name", "rel", "uri", "literal"}
PARTS = {
    "headlines": {"role", "contentType", "value"},
    "descriptions": {"role", "contentType", "value"},
    "bodies": {"role", "contentType", "charCount", "wordCount", "value"},
    "people": NAMED | {"contactInfo"},
    "organisations": NAMED | {"symbols", "contactInfo"},
    "subjects": NAMED | {"creator", "relevance", "confidence"},
    "infoSources": {"name", "role", "uri", "literal", "contactInfo"},
    "genres": {"name", "uri", "literal"},
    "altIds": {"role", "value"},
    "renditions": {"name", "href", "contentType", "width", "height", "sizeInBytes"},
}
TYPES = {"text", "audio", "video", "picture", "graphic", "composite", "component"}


def is_ninjs(item: dict[str, Any], *, beside: frozenset[str] = frozenset()) -> None:
    """Hold an item against the standard's rules: its names, what has to be there, its moments."""
    assert item.keys() <= ITEM | beside and ":" in item["uri"]
    assert item["type"] in TYPES and item.get("pubStatus") in {"usable", None}
    for name in ("firstCreated", "versionCreated"):
        assert name not in item or datetime.fromisoformat(item[name]).tzinfo is not None
    for name, allowed in PARTS.items():
        for one in item.get(name, []):
            assert one.keys() <= allowed, (name, one)
            assert all(value != "" for value in one.values())
    for name in ("headlines", "descriptions", "bodies"):
        assert all("value" in one for one in item.get(name, []))
    assert all("name" in one for one in item.get("renditions", []))
    for one in item.get("associations", []):
        assert "name" in one
        is_ninjs(one, beside=frozenset({"name", "rel"}))


def full_story() -> Any:
    """One with all that a story can have."""
    picture = cast.picture()
    return cast.live(
        "Cranes *and* <quays> #1",
        standfirst="A vote of nine to seven.",
        authors=[cast.ottoline(), cast.barnaby()],
        agency="Coast Press",
        topics=["Ports", "Budget"],
        picture=picture,
        body=cast.BODY
        + f'<figure data-picture="{picture.pk}"></figure>'
        + "<ul><li>One</li><li>Two</li></ul><blockquote><p>Ours.</p></blockquote>"
        + "<table><tr><th>Year</th><td>1911</td></tr></table>"
        + '<p>A <strong>crane</strong><small class="footnote">City archive.</small>.</p>',
    )


def twin(story: Any, form: str) -> str:
    """The address of a story's twin."""
    return f"{story.get_absolute_url().removesuffix('/')}.{form}"


@pytest.mark.every_database
def test_a_story_has_twins_that_say_what_it_says(client: Client) -> None:
    story = full_story()
    story.publish(None, change="correction", note="Nine, not <ten>.")
    item = client.get(twin(story, "json")).json()
    is_ninjs(item)
    assert item["headlines"][0]["value"] == item["title"] == "Cranes *and* <quays> #1"
    assert item["by"] == "Ottoline Marsh, Barnaby Quill, Coast Press"
    assert [one["name"] for one in item["people"]] == ["Ottoline Marsh", "Barnaby Quill"]
    assert [one["name"] for one in item["subjects"]] == ["Politics", "Ports", "Budget"]
    assert "Nine, not <ten>." in item["edNote"]
    assert "The old crane stays where it is." in item["bodies"][0]["value"]
    assert item["associations"][0]["renditions"][0]["width"] > 0
    text = client.get(twin(story, "md")).text
    head, _line, body = text.removeprefix("---\n").partition("\n---\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    assert json.loads(facts["title"]) == "Cranes *and* <quays> #1"
    assert json.loads(facts["authors"]) == ["Ottoline Marsh", "Barnaby Quill", "Coast Press"]
    assert "# Cranes \\*and\\*" in body and "## What was decided" in body
    assert "- One\n- Two" in body and "> Ours." in body and "**crane**" in body
    assert "![A teal crane](http://testserver/media/" in body and "City archive." in body
    plain = client.get(twin(story, "txt")).text
    assert plain.startswith("Cranes *and* <quays> #1\n\nA vote of nine to seven.\n\n")
    assert "<p>" not in plain and "The old crane stays where it is." in plain


def test_a_twin_is_told_of_by_its_page_and_kept_by_no_engine(client: Client) -> None:
    story = cast.live(topics=["Ports"])
    pages = {
        "/": "/index",
        "/politics/": "/politics",
        "/topic/ports/": "/topic/ports",
        "/by/ottoline-marsh/": "/by/ottoline-marsh",
        story.get_absolute_url(): story.get_absolute_url().removesuffix("/"),
    }
    for path, stem in pages.items():
        page = client.get(path).text
        for form, kind in (("json", "application/json"), ("md", "text/markdown")):
            address = f"{stem}.{form}"
            assert f'type="{kind}" href="http://testserver{address}"' in page, path
            answer = client.get(address)
            assert answer.status_code == 200
            assert answer["Content-Type"] == f"{kind}; charset=utf-8"
            assert f'<http://testserver{path}>; rel="canonical"' in answer["Link"]
            assert answer["X-Robots-Tag"] == "noindex"
            assert story.headline in answer.text


def test_lists_are_ninjs_with_their_stories_in_order(client: Client) -> None:
    for number in range(5):
        cast.live(f"Story {number}", topics=["Ports"])
    for path in ("/politics.json", "/topic/ports.json", "/by/ottoline-marsh.json", "/latest.json"):
        item = client.get(path).json()
        is_ninjs(item)
        titles = [one["title"] for one in item["associations"]]
        assert titles == [f"Story {number}" for number in range(4, -1, -1)], path
    is_ninjs(client.get("/index.json").json())
    assert (
        "## [Story 4](http://testserver/politics/story-4-5.md)" in client.get("/politics.md").text
    )


@pytest.mark.parametrize("path", ["/index.json", "/politics.md", "/latest.json"])
def test_a_list_costs_the_same_for_few_and_many(client: Client, path: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    cast.live("First", picture=cast.picture())
    client.get(path)
    few = cost()
    for number in range(4):
        cast.live(f"Story {number}", picture=cast.picture())
    assert cost() == few


def test_what_readers_may_not_see_has_no_twin(client: Client) -> None:
    client.force_login(cast.editor())
    draft, gone = cast.draft(slug="x"), cast.live()
    gone.withdraw(None, "A mistake.")
    later = cast.live(at=timezone.now() + timedelta(hours=1))
    for form in ("json", "md", "txt"):
        assert client.get(twin(gone, form)).status_code == 410
        assert client.get(twin(gone, form)).content == b""
        assert client.get(twin(later, form)).status_code == 404
        assert client.get(f"/politics/x-{draft.pk}.{form}").status_code == 404
    assert client.get("/topic/nothing.json").status_code == 404
    assert client.get("/nothing.md").status_code == 404


def test_a_former_address_leads_to_the_twin_of_today(client: Client) -> None:
    story = cast.live()
    answer = client.get(f"/travel/other-words-{story.pk}.md")
    assert answer.status_code == 301 and answer["Location"] == twin(story, "md")


@pytest.mark.every_database
def test_pages_of_the_house_have_twins_too(client: Client) -> None:
    picture = cast.picture()
    body = f'<p>Since <strong>1911</strong>.</p><figure data-picture="{picture.pk}"></figure>'
    about = Page.objects.create(title="About", slug="about", body=body, is_published=True)
    Page.objects.create(
        title="Who <we> are", slug="people", language="de", with_people=True, is_published=True
    )
    author = cast.ottoline()
    for path, stem in {"/about/": "/about", "/about/people/": "/about/people"}.items():
        page = client.get(path).text
        assert f'type="text/markdown" href="http://testserver{stem}.md"' in page
        item = client.get(f"{stem}.json")
        is_ninjs(item.json())
        assert f'<http://testserver{path}>; rel="canonical"' in item["Link"]
        assert item["X-Robots-Tag"] == "noindex"
    text = client.get("/about.md").text
    assert "# About\n\nSince **1911**.\n\n![A teal crane](http://testserver/media/" in text
    people = client.get("/about/people.json").json()
    assert (people["title"], people["language"]) == ("Who <we> are", "de")
    assert f">{author.name}</a>, {author.role}<" in people["bodies"][0]["value"]
    assert client.get("/about/about.md")["Location"] == "/about.md"
    about.is_published = False
    about.save()
    client.force_login(cast.managing_editor())
    assert client.get("/about.json").status_code == 404
    assert client.get("/about/").status_code == 200
    Page.objects.get(slug="people").delete()
    assert client.get("/about/people.md").status_code == 404


def test_a_page_that_has_moved_leads_its_twins_on(client: Client) -> None:
    page = Page.objects.create(title="Privacy", is_published=True)
    page.slug = "your-data"
    page.save()
    assert client.get("/about/privacy.md")["Location"] == "/about/your-data.md"


def test_llms_txt_names_what_there_is(client: Client) -> None:
    cast.section("travel")
    text = client.get("/llms.txt").text
    assert text.startswith("# Newsportal\n\n> ")
    assert "- [Travel](http://testserver/travel.md)" in text


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", ""),
        ("*/*", ""),
        ("", ""),
        ("text/markdown", "md"),
        ("text/markdown, text/html, */*", "md"),
        ("text/html, text/markdown;q=0.5", ""),
        ("application/json, text/plain, */*", "json"),
        ("text/html;q=0.2, application/json;q=0.1", ""),
        ("application/json;q=0", ""),
        ("text/plain", "txt"),
        ("image/avif,image/webp,*/*;q=0.8", ""),
        ("text/markdown;q=much, */*", ""),
        ("," * 400, ""),
    ],
)
def test_what_is_wanted_is_read_off_accept(accept: str, form: str) -> None:
    assert twins.wanted(accept) == form
