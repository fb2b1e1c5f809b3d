"""How the API is served: kept and dropped as pages are, within a budget, and described."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from articles.api.v1 import document
from articles.delivery.door import addresses
from articles.delivery.limits.buckets import Buckets
from articles.delivery.limits.kinds import Budget, Kind
from articles.delivery.limits.limiter import Limiter
from articles.doors.public import PUBLIC
from articles.web.sitewide import limits
from tests import cast
from tests.delivery.front_door_reader import Portal, portal_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
STORIES = "/api/v1/stories"
COMMITTED = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def portal(tmp_path: Path, settings: Any) -> Any:
    with portal_in(tmp_path / "var", settings) as found:
        yield found


@COMMITTED
def test_lists_and_stories_are_kept_until_what_they_show_changes(portal: Portal) -> None:
    story = cast.live("First")
    one = f"{STORIES}/{story.pk}"
    kept = [STORIES, one, "/api/v1/fronts/home", "/api/v1/topics", "/api/v1/authors"]
    for path in kept:
        first = portal.get(path, REMOTE_ADDR="203.0.113.9")
        assert (first.status, portal.get(path).is_hit) == (200, True), path
        assert "RateLimit" in first.headers and "RateLimit" not in portal.get(path).headers
        assert portal.get(path).headers["Access-Control-Allow-Origin"] == "*"
        head = portal.get(path, method="HEAD")
        assert head.is_hit and not head.body
        same = portal.get(path, HTTP_IF_NONE_MATCH=head.headers["ETag"])
        assert same.status == 304
    # How somebody came does not split what is kept, nor does the order.
    for passed in ("utm_source=x", "_=1790836200000", "FBCLID=x&at_medium=y&_gl"):
        assert portal.get(STORIES, passed).is_hit, passed
    assert portal.get(STORIES, "section=politics&limit=5").status == 200
    assert portal.get(STORIES, "limit=5&_=1&section=politics").is_hit
    for strange in ("x=1", "Section=politics", "limit=5&sektion=politics", "utm=1"):
        refused = [portal.get(STORIES, strange) for _ in range(2)]
        assert [one.status for one in refused] == [422, 422], strange
        assert not refused[1].is_hit
    for free in ("q=first", "fields=headline", "from=2020-01-01", "cursor=9-9", "language=en-GB"):
        assert not any(portal.get(STORIES, free).is_hit for _ in range(2)), free
    assert portal.get(STORIES, "limit=5&limit=6").status == 422
    cast.live("Second", section=cast.section("sports"))
    assert "Second" in portal.get(STORIES).text
    assert portal.get(one).is_hit and portal.get(STORIES, "section=politics&limit=5").is_hit
    story.withdraw(None, reason="A mistake.")
    assert portal.get(one).status == 410
    assert "First" not in portal.get(STORIES).text
    assert "First" not in portal.get(STORIES, "limit=5&section=politics").text


@COMMITTED
def test_an_uncached_list_is_five_queries_at_most(portal: Portal, known_words: None) -> None:
    cast.live("First", topics=["Ports"])
    portal.get(STORIES)
    asked = ("", "author=ottoline-marsh", "topic=ports", "q=first", "section=politics&limit=3")
    for query in (f"{one}&fields=id,headline,topics,authors,section" for one in asked):
        with CaptureQueriesContext(connection) as found:
            assert portal.get(STORIES, query, REMOTE_ADDR="203.0.113.9").status == 200
        assert len(found) <= 5, query


def test_whoever_asks_too_often_is_told_when_to_come_back(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.delivery.limits.limiter.time", lambda: 1_800_000_000.0)
    limiter = Limiter(Buckets(tmp_path / "limits"))
    monkeypatch.setattr(limits, "limiter", lambda: limiter)
    few = Kind("api", network=Budget(3, 6))
    monkeypatch.setattr(limits, "DOORS", dict.fromkeys(limits.DOORS, few))
    left = []
    for _ in range(3):
        answer = client.get(STORIES)
        assert answer["RateLimit-Policy"] == '"api";q=3;w=30'
        left.append(answer["RateLimit"])
    assert left == ['"api";r=2;t=10', '"api";r=1;t=20', '"api";r=0;t=30']
    answer = client.get(STORIES)
    assert (answer.status_code, answer["Retry-After"]) == (429, "10")
    assert answer["RateLimit"] == '"api";r=0;t=30'
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 429


def test_every_address_has_a_limit_and_a_rule() -> None:
    names = {str(one) for one in get_resolver().namespace_dict["api"][1].reverse_dict}
    named = {f"api:{one}" for one in names if not one.startswith("functools") and "<" not in one}
    assert {one for one in PUBLIC if one.startswith("api:")} == named
    assert named <= set(limits.DOORS)


def test_the_document_says_what_the_store_looks_at(client: Client) -> None:
    said = client.get("/api/v1/openapi.json")
    assert said.status_code == 200 and said.text == document()
    paths = said.json()["paths"]
    asked = {
        path: tuple(
            sorted(one["name"] for one in what["get"]["parameters"] if one["in"] == "query")
        )
        for path, what in paths.items()
        if "/desk/" not in path
    }
    named = {
        path: addresses._name(path.replace("{number}", "1").replace("{slug}", "x"))
        for path in paths
    }
    assert {named[path]: names for path, names in asked.items() if names} == addresses.PARAMETERS
    parameters = [
        one for what in paths.values() for how in what.values() for one in how["parameters"]
    ]
    assert "null" not in json.dumps(parameters)
