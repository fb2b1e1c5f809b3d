"""What programs read: each story once, as readers have it, and errors that name the field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.api import shapes
from articles.api import stories as stories_door
from articles.delivery.limits import turns
from articles.models import Article, Correction, Topic
from articles.models.fronts.front import Front
from tests import cast

pytestmark = pytest.mark.django_db
V1 = "/api/v1/"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def read(client: Client, path: str, **asked: Any) -> Any:
    """What the API answers there."""
    answer = client.get(f"{V1}{path}", asked)
    assert answer.status_code == 200, answer.text
    assert not answer.cookies
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    return answer.json()


def heads(client: Client, **asked: Any) -> list[str]:
    return [one["headline"] for one in read(client, "stories", **asked)["items"]]


def walked(client: Client, **asked: Any) -> list[str]:
    """The headlines of all pages, each by the address that the one before names."""
    page = read(client, "stories", **asked)
    found = [one["headline"] for one in page["items"]]
    while page["next"]:
        parts = urlsplit(page["next"])
        page = client.get(f"{parts.path}?{parts.query}").json()
        found += [one["headline"] for one in page["items"]]
    return found


def refused(client: Client, path: str, status: int, **asked: Any) -> Any:
    """The problem document of what is refused."""
    answer = client.get(f"{V1}{path}", asked)
    assert answer.status_code == status, answer.text
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    said = answer.json()
    assert said["status"] == status and said["title"] and said["detail"]
    return said


def stories(number: int, **fields: Any) -> list[str]:
    """So many stories, of which each two are of the same moment; their headlines, newest first."""
    for one in range(number):
        at = NOON + timedelta(minutes=one // 2)
        cast.live(f"Story {one}", at=at, **fields)
    return [f"Story {one}" for one in reversed(range(number))]


@pytest.mark.every_database
def test_a_story_says_what_its_feed_says(client: Client) -> None:
    picture = cast.picture()
    story = cast.live(
        "Cranes & quays",
        authors=[cast.ottoline()],
        agency="DPX",
        topics=["Ports"],
        picture=picture,
        body=cast.BODY + f'<figure data-picture="{picture.pk}"></figure>',
    )
    Correction.objects.create(article=story, kind="correction", text="Nine, not ten.")
    said = read(client, f"stories/{story.pk}")
    (item,) = client.get("/feed/json/").json()["items"]
    assert (said["urn"], said["url"], said["headline"]) == (item["id"], item["url"], item["title"])
    assert item["content_html"].startswith(said["html"]) and said["html"]
    assert [one["name"] for one in said["authors"]] == ["Ottoline Marsh", "DPX"]
    assert said["authors"][1]["is_agency"] and said["authors"][0]["slug"] == "ottoline-marsh"
    assert said["section"]["slug"] == "politics" and said["topics"][0]["slug"] == "ports"
    assert said["picture"]["url"] == item["image"]
    assert said["corrections"][0]["text"] == "Nine, not ten."
    assert set(said) == set(shapes.FIELDS)
    (listed,) = read(client, "stories")["items"]
    assert listed == {name: said[name] for name in said if name not in shapes.ONLY_ASKED_FOR}
    (whole,) = read(client, "stories", fields=",".join(shapes.FIELDS))["items"]
    assert whole == said
    assert set(read(client, f"stories/{story.pk}", fields="headline")) == {"id", "headline"}


@pytest.mark.every_database
def test_a_walk_meets_every_story_once(client: Client) -> None:
    """Also in twos of the same moment, however a page ends between them, by every index."""
    named = {"section": "politics", "author": "ottoline-marsh", "topic": "ports"}
    there = stories(9, authors=[cast.ottoline()], topics=["Ports", "Budget"])
    cast.live("Elsewhere", section=cast.section("sports"), authors=[cast.barnaby()], kind="opinion")
    assert walked(client, limit=2) == ["Elsewhere", *there]
    for name, value in named.items():
        assert walked(client, limit=4, **{name: value}) == there, name
    assert walked(client, limit=1, **named, kind="news") == there
    assert walked(client, limit=3, language="en-GB") == ["Elsewhere", *there]
    assert walked(client, limit=3, q="crane") == ["Elsewhere", *there]
    assert walked(client, kind="opinion") == ["Elsewhere"]
    assert walked(client, language="ar") == []
    # What comes while somebody walks does not move the rest.
    page = read(client, "stories", limit=5)
    cast.live("New")
    parts = urlsplit(page["next"])
    behind = client.get(f"{parts.path}?{parts.query}").json()
    assert [one["headline"] for one in behind["items"]] == there[4:]


def test_lists_of_a_time(client: Client) -> None:
    stories(4)
    assert heads(client, **{"from": "2026-03-01T12:01:00Z"}) == ["Story 3", "Story 2"]
    assert heads(client, to="2026-03-01T13:01:00+01:00") == ["Story 1", "Story 0"]
    assert heads(client, to="2026-03-01T13:01:00 01:00") == ["Story 1", "Story 0"]
    assert heads(client, **{"from": "2026-03-02"}) == heads(client, to="0000-01-01") == []
    assert len(heads(client, **{"from": "0001-01-01T00:00:00+23:59", "to": "9999-12-31"})) == 4


@pytest.mark.every_database
def test_what_is_new_or_was_updated_since(client: Client) -> None:
    there = stories(6)
    for number, minutes in ((0, 7), (2, 9), (1, 8)):
        at = NOON + timedelta(days=1, minutes=minutes)
        Article.objects.filter(headline=f"Story {number}").update(updated_at=at)
    asked = {"updated_since": "2026-03-01T12:02:00Z"}
    changed = ["Story 5", "Story 4", "Story 2", "Story 1", "Story 0"]
    for limit in (1, 2, 20):
        assert walked(client, limit=limit, **asked) == changed
    assert walked(client, section="politics", **asked) == changed
    assert walked(client, updated_since="2026-03-02T12:08:00Z") == ["Story 2", "Story 1"]
    assert walked(client, updated_since="2020-01-01") == there
    assert heads(client, cursor="u") == []


@pytest.mark.every_database
def test_only_what_readers_see(client: Client) -> None:
    hidden = [cast.draft("Draft", topics=["Secret"], picture=cast.picture("navy"))]
    hidden.append(cast.live("Scheduled", at=timezone.now() + timedelta(hours=1)))
    gone = cast.live("Withdrawn", authors=[cast.barnaby()])
    gone.withdraw(None, reason="A mistake.")
    over = cast.live("Over")
    Article.objects.filter(pk=over.pk).update(expires_at=timezone.now())
    assert heads(client) == []
    assert [refused(client, f"stories/{one.pk}", 404)["detail"] for one in hidden] == [
        "There is no such story."
    ] * 2
    for one in (gone, over):
        assert "gone" in refused(client, f"stories/{one.pk}", 410)["detail"]
    assert read(client, "topics")["items"] == read(client, "pictures")["items"] == []
    assert [one["slug"] for one in read(client, "authors")["items"]] == ["ottoline-marsh"]
    assert Topic.objects.filter(slug="secret").exists()
    for path in ("topics/secret", "authors/barnaby-quill", "sections/none", "pictures/1"):
        refused(client, path, 404)
    for asked in ({"topic": "secret"}, {"author": "barnaby-quill"}, {"section": "none"}):
        (name,) = asked
        assert refused(client, "stories", 404, **asked)["errors"][0]["field"] == name


@pytest.mark.every_database
def test_pictures_of_changes_that_nobody_has_seen_are_not_told(client: Client) -> None:
    shown, coming = cast.picture("teal"), cast.picture("navy")
    body = '{}<figure data-picture="{}"></figure>'
    # Numbers of their own: a story's is not by chance its picture's.
    cast.live("Another")
    cast.live("A third")
    story = cast.live(body=body.format(cast.BODY, shown.pk))
    story.picture_uses.get_or_create(picture=shown)
    story.picture_uses.get_or_create(picture=coming)
    (found,) = read(client, "pictures")["items"]
    assert found["id"] == shown.pk and found["url"].startswith("http") and found["alt"]
    assert read(client, f"pictures/{shown.pk}") == found
    refused(client, f"pictures/{coming.pk}", 404)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"cursor": "zzz"}, "cursor"),
        ({"cursor": ""}, "cursor"),
        ({"fields": "headline,password"}, "fields"),
        ({"from": "yesterday"}, "from"),
        ({"from": "1772366400"}, "from"),
        ({"to": "2026-02-30"}, "to"),
        ({"updated_since": "2026-02-28T25:00:00Z"}, "updated_since"),
        ({"kind": "gossip"}, "kind"),
        ({"q": ""}, "q"),
        ({"q": "x" * 201}, "q"),
        ({"section": ["politics", "sports"]}, "section"),
    ],
)
def test_what_can_t_be_used_is_named(client: Client, asked: Any, field: str) -> None:
    said = refused(client, "stories", 422, **asked)
    assert [one["field"] for one in said["errors"]] == [field]
    assert said["errors"][0]["detail"]


def test_errors_below_it_are_for_programs(client: Client) -> None:
    for path in ("nothing", "stories/", "stories/1/2", "../v2/stories"):
        refused(client, path, 404)
    refused(client, "stories/seven", 422)
    refused(client, f"stories/{10**18}", 422)
    for method in ("post", "put", "patch", "delete", "options"):
        answer = getattr(client, method)(f"{V1}stories")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
        assert answer["Content-Type"] == "application/problem+json"


def test_it_is_known_by_its_tag(client: Client) -> None:
    stories(2)
    first = client.get(f"{V1}stories")
    again = client.get(f"{V1}stories", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(f"{V1}stories")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    assert client.head(f"{V1}stories/999").status_code == 404


@pytest.mark.every_database
def test_sections_topics_and_authors(client: Client) -> None:
    cast.live(topics=["Ports", "Budget"], authors=[cast.ottoline(), cast.barnaby()])
    sections = read(client, "sections")["items"]
    assert [one["slug"] for one in sections][:1] == [sections[0]["slug"]] and len(sections) == 4
    assert read(client, "sections/politics")["name"] == "Politics"
    assert {one["slug"] for one in read(client, "topics")["items"]} == {"ports", "budget"}
    assert read(client, "topics/ports")["url"].endswith("/topic/ports/")
    page = read(client, "authors", limit=1)
    parts = urlsplit(page["next"])
    rest = client.get(f"{parts.path}?{parts.query}").json()
    named = [one["slug"] for one in page["items"] + rest["items"]]
    assert sorted(named) == ["barnaby-quill", "ottoline-marsh"] and rest["next"] is None
    assert read(client, "authors/ottoline-marsh")["role"] == "Political editor"


@pytest.mark.every_database
def test_fronts_say_which_story_stands_where(client: Client) -> None:
    stories(3, picture=cast.picture())
    home = read(client, "fronts/home")
    placed = [one["headline"] for block in home["blocks"] for one in block["stories"]]
    assert placed[0] == "Story 2" and set(placed) <= {"Story 0", "Story 1", "Story 2"}
    found = read(client, "fronts")["items"]
    assert [one["of"] for one in found] == ["home", *["section"] * 4]
    for one in found:
        assert client.get(urlsplit(one["href"]).path).json()["of"] == one["of"]
    refused(client, "fronts/topics/ports", 404)
    refused(client, "fronts/sections/none", 404)
    assert not Front.objects.filter(topic__isnull=False).exists()


def queries(client: Client, path: str, **asked: Any) -> int:
    with CaptureQueriesContext(connection) as found:
        read(client, path, **asked)
    return len(found)


@pytest.mark.every_database
def test_a_list_costs_few_queries_whatever_is_in_it(client: Client, known_words: None) -> None:
    def fill(begin: int) -> None:
        pictures = [cast.picture("teal"), cast.picture("navy")]
        for number in range(begin, begin + 8):
            story = cast.live(
                f"Crane {number}",
                topics=["Ports", f"Topic {number}"],
                authors=[cast.ottoline(), cast.barnaby()],
                picture=pictures[number % 2],
                body=cast.BODY + f'<figure data-picture="{pictures[0].pk}"></figure>',
            )
            Correction.objects.create(article=story, kind="correction", text="One.")

    asked: list[dict[str, str]] = [
        {},
        {"section": "politics"},
        {"author": "ottoline-marsh"},
        {"topic": "ports"},
        {"kind": "news", "language": "en-GB"},
        {"q": "crane"},
        {"updated_since": "2026-01-01"},
        {"fields": "headline,corrections"},
    ]
    fill(0)
    few = [queries(client, "stories", **one) for one in asked]
    # One of each is the look whether planned changes are due; two are the paper and its sections,
    # which a portal keeps for all pages (test_served.py). On PostgreSQL a search has a transaction
    # of its own, with its settings before and after.
    with_settings = 4 if connection.vendor == "postgresql" else 0
    assert (
        max(number for number, one in zip(few, asked, strict=True) if "q" not in one) <= 5 + 1 + 2
    )
    assert max(few) <= 5 + 1 + 2 + with_settings
    lists = ("sections", "topics", "authors", "pictures", "fronts")
    others = [queries(client, path) for path in lists]
    assert max(others) <= 5 + 2
    fill(8)
    assert [queries(client, "stories", **one) for one in asked] == few
    assert [queries(client, path) for path in lists] == others


def test_a_search_waits_for_its_turn(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.live()
    full = turns.Turns(1)
    monkeypatch.setattr(stories_door, "searches", lambda: full)
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0.0)
    with full.taken(0):
        answer = client.get(f"{V1}stories", {"q": "crane"})
        assert client.get(f"{V1}stories").status_code == 200
    assert (answer.status_code, answer["Retry-After"]) == (503, "3")
    assert client.get(f"{V1}stories", {"q": "crane"}).status_code == 200


def test_a_parameter_that_is_not_known_is_named(client: Client) -> None:
    story = cast.live("Crane")
    asked = {"sektion": "politics", "Limit": "3", "utm_source": "x", "_": "1"}
    said = refused(client, "stories", 422, **asked)
    assert [one["field"] for one in said["errors"]] == ["sektion", "Limit"]
    assert "section" in said["errors"][0]["detail"]
    said = refused(client, f"stories/{story.pk}", 422, section="politics")
    assert said["errors"] == [{"field": "section", "detail": "There are: fields."}]
    for path in (
        "sections",
        "sections/politics",
        "fronts",
        "fronts/home",
        "authors/ottoline-marsh",
    ):
        said = refused(client, path, 422, limit=1)
        assert said["errors"] == [{"field": "limit", "detail": "There is none here."}], path
    many = refused(client, "topics", 422, **{f"x{one}": one for one in range(50)})
    assert len(many["errors"]) == 10
    # Neither is asked by parameters at all.
    assert read(client, "openapi.json", v=2)["openapi"]
    refused(client, "nothing", 404, x=1)
