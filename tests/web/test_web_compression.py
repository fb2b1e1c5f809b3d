"""Files and lists on the wire: encodings that are taken, and what a reader has already."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from articles.delivery.door.negotiation import names
from articles.web.compression import StaticFiles
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", W/"a"', True),
        (' "b" ,"a" ', True),
        ("*", True),
        ('"b"', False),
        ("a", False),
        ("", False),
        ('"a-gzip"', False),
    ],
)
def test_a_tag_is_known_by_its_name_in_a_list_or_alone(asked: str, known: bool) -> None:
    assert names(asked, '"a"') is known
    assert names(asked, 'W/"a"') is known


def test_a_picture_is_sent_as_it_is(client: Client) -> None:
    address = cast.picture().jpeg_for(800)
    answer = client.get(address, HTTP_ACCEPT_ENCODING="gzip, br")
    assert "Content-Encoding" not in answer and "Vary" not in answer
    assert int(answer["Content-Length"]) == len(answer.getvalue())
    tag = answer["ETag"]
    assert tag.startswith('"'), "its bytes are the same each time"
    for known in (tag, f"W/{tag}", f'"x", W/{tag}', "*"):
        again = client.get(address, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=known)
        assert (again.status_code, again["ETag"]) == (304, tag)
        assert "Vary" not in again


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [("identity, gzip;q=0.5", False), ("identity;q=0.5, gzip", True),
     ("gzip", True), ("GZIP", True), ("br;q=0, gzip;q=0.5", True), ("*", True),
     ("gzip;q=0", False), ("identity", False), ("", False), ("*;q=0", False)],
)  # fmt: skip
def test_a_list_for_machines_is_packed_for_those_who_take_it(
    client: Client, accepted: str, packed: bool
) -> None:
    path = f"/sitemap-{cast.live().publish_at:%Y-%m}.xml"
    plain = client.get(path).getvalue()
    answer = client.get(path, HTTP_ACCEPT_ENCODING=accepted)
    assert answer.headers.get("Content-Encoding") == ("gzip" if packed else None)
    assert "Accept-Encoding" in answer["Vary"]
    body = answer.getvalue()
    assert (gzip.decompress(body) if packed else body) == plain


def test_a_static_file_is_negotiated_as_the_rest(settings: Any, tmp_path: Path) -> None:
    sheet = b"body { color: teal }" * 50
    (tmp_path / "desk.css").write_bytes(sheet)
    (tmp_path / "desk.css.gz").write_bytes(gzip.compress(sheet))
    (tmp_path / "desk.css.br").write_bytes(brotli.compress(sheet))
    settings.STATIC_ROOT = tmp_path
    files = StaticFiles(lambda _request: HttpResponse(status=404))

    def ask(**headers: Any) -> HttpResponseBase:
        answer: HttpResponseBase = files(RequestFactory().get("/static/desk.css", **headers))
        answer.close()
        return answer

    tag = ask()["ETag"]
    for accepted, encoding in (
        ("GZIP", "gzip"),
        ("gzip;q=0", None),
        ("gzip;q=0, br", "br"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("identity, gzip;q=0.5", None),
        ("gzip;level=1;q=0, br;\tq=0.5", "br"),
        ("*", "br"),
    ):
        answer = ask(HTTP_ACCEPT_ENCODING=accepted)
        assert answer.headers.get("Content-Encoding") == encoding, accepted
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = ask(HTTP_IF_NONE_MATCH=known)
        assert (again.status_code, again["Vary"]) == (304, "Accept-Encoding")
    assert ask(HTTP_IF_NONE_MATCH='"x"').status_code == 200
