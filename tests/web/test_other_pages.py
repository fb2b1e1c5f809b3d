"""Search, errors, health, pictures: the pages that are not lists of news."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client, RequestFactory

from articles.models.pictures import renditions
from articles.models.pictures.files import FORMATS
from articles.web.errors import pages as errors
from tests import cast

pytestmark = pytest.mark.django_db


def test_search_finds_and_marks(client: Client) -> None:
    story = cast.live()
    page = client.get("/search/", {"q": "OLD cran"})
    assert page.context["results"] == [story]
    text = page.content.decode()
    assert "<mark>old</mark> <mark>crane</mark>" in text
    assert 'value="OLD cran"' in text
    assert "noindex" in text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "  ",
        "\0",
        '"',
        "' OR 1=1 --",
        "a" * 5_000,
        "AND OR NOT",
        "*",
        "(",
        "%",
        "न्यूज़",
        "🦆",
        "crane:*",
    ],
)
def test_no_query_is_an_error(client: Client, query: str) -> None:
    cast.live()
    assert client.get("/search/", {"q": query}).status_code == 200


def test_a_search_that_finds_nothing_offers_a_way_on(client: Client) -> None:
    story = cast.live()
    page = client.get("/search/", {"q": "<script>zebra"})
    assert page.context["found"].count == 0
    text = page.content.decode()
    assert "&lt;script&gt;zebra" in text
    assert story.get_absolute_url() in text


def test_pages_of_a_search_keep_the_query(client: Client) -> None:
    for number in range(25):
        cast.live(f"Crane number {number}")
    page = client.get("/search/", {"q": "crane & nothing"}).context["page"]
    assert (page.stories, page.query) == ([], "q=crane+%26+nothing")
    page = client.get("/search/", {"q": "crane"}).context["page"]
    assert page.older_url == "/search/?q=crane&page=2"
    assert len(client.get(page.older_url).context["results"]) == 5


def test_a_404_helps(client: Client) -> None:
    story = cast.live()
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    text = answer.content.decode()
    assert story.get_absolute_url() in text
    assert 'action="/search/"' in text


def test_the_500_page_needs_no_database(django_db_blocker: Any) -> None:
    with django_db_blocker.block():
        answer = errors.server_error(RequestFactory().get("/"))
        assert answer.status_code == 500
        assert b"<h1" in answer.content


def test_bad_and_forbidden_requests_get_a_page(client: Client) -> None:
    request = RequestFactory().get("/")
    request.user = cast.reader()
    assert errors.bad_request(request, SuspiciousOperation()).status_code == 400
    assert errors.forbidden(request, PermissionDenied()).status_code == 403
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_health_is_told(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").json()["ready"] is True


def test_pictures_are_served_as_renditions_for_ever(client: Client) -> None:
    picture = cast.picture()
    renditions.make(picture.pk)
    picture.refresh_from_db()
    starts = {"webp": b"RIFF", "avif": b"\0\0\0", "jpg": b"\xff\xd8"}
    for kind, said in FORMATS.items():
        address = picture.url_of(f"640.{kind}")
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, said)
        kept = "public, max-age=31536000, s-maxage=300, immutable"
        assert answer["Cache-Control"] == kept
        data = answer.getvalue()
        assert data.startswith(starts[kind])
        assert int(answer["Content-Length"]) == len(data)
        head = client.head(address)
        assert head["Content-Length"] == answer["Content-Length"]
        # Read to its end, it is closed as the client closes it: by itself it would take the
        # connection to the database along, once that is a minute old.
        head.getvalue()
        again = client.get(address, headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    for crop in picture.crops:
        answer = client.get(crop)
        assert answer.getvalue().startswith(starts["jpg"])


@pytest.mark.parametrize(
    "path",
    [
        "pictures/aa/" + "a" * 64 + "/320.webp",
        "../secret-key",
        "pictures/../../secret-key",
        "pictures/aa/original.jpg",
        "pictures/aa/" + "a" * 32 + "-12345678/320.svg",
        "pictures/aa/" + "a" * 32 + "-12345678/16x9-30-50.webp.part",
        "%2e%2e/secret-key",
    ],
)
def test_nothing_else_is_served(client: Client, path: str) -> None:
    assert client.get(f"/media/{path}").status_code == 404
