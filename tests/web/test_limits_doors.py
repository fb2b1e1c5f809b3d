"""Whoever asks too often is asked to wait, in words that they can read, and nobody else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver

from articles.delivery.limits.buckets import Buckets
from articles.delivery.limits.kinds import Budget, Kind
from articles.delivery.limits.limiter import Limiter
from articles.models import PreviewLink
from articles.web.sitewide import limits
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
SAVE = "/admin/articles/article/autosave/"
UPLOAD = "/admin/articles/picture/upload/"
JSON: dict[str, Any] = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def two_of_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody has two at once, and one a minute from then on; the time stands still."""
    monkeypatch.setattr("articles.delivery.limits.limiter.time", lambda: 1_800_000_000.0)
    two, limiter = Budget(2, 1), Limiter(Buckets(tmp_path / "limits"))
    small = {
        name: Kind(kind.name, kind.person and two, kind.network and two, kind.everybody)
        for name, kind in limits.DOORS.items()
    }
    monkeypatch.setattr(limits, "DOORS", small)
    monkeypatch.setattr(limits, "limiter", lambda: limiter)


def searches(client: Client, times: int = 1, **extra: Any) -> list[int]:
    return [client.get("/search/?q=crane", **extra).status_code for _ in range(times)]


def test_every_door_with_a_limit_is_there() -> None:
    names = set(get_resolver().reverse_dict) | {
        f"{space}:{name}"
        for space in ("admin", "api")
        for name in get_resolver().namespace_dict[space][1].reverse_dict
    }
    assert set(limits.DOORS) <= {name for name in names if isinstance(name, str)}


def test_those_who_had_to_wait_are_counted(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "a token"

    def counted() -> int:
        page = client.get("/metrics", headers={"Authorization": "Bearer a token"})
        return int(page.text.partition("\nnewsportal_limited_total ")[2].partition("\n")[0])

    before = counted()
    assert searches(client, 4) == [200, 200, 429, 429]
    assert counted() == before + 2


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en-gb", "Too many requests at once. Please try again in 60 seconds."),
        ("es", "Inténtelo de nuevo dentro de 60 segundos."),
        ("hi", "कृपया 60 सेकंड बाद फिर कोशिश करें।"),
        ("ar", "يُرجى المحاولة مرة أخرى بعد 60 ثانية."),
    ],
)
def test_who_searches_too_often_reads_it_in_the_site_s_language(
    client: Client, settings: Any, language: str, words: str
) -> None:
    settings.LANGUAGE_CODE = language
    assert searches(client, 2) == [200, 200]
    answer = client.get("/search/?q=crane")
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert words in answer.text and 'name="robots" content="noindex"' in answer.text
    assert answer["Cache-Control"] == "no-store"
    assert "Vary" not in answer or "Cookie" not in answer["Vary"]


def test_refusing_asks_the_database_nothing(client: Client, django_assert_num_queries: Any) -> None:
    searches(client, 2)
    # The front door has looked whether anything is due.
    with django_assert_num_queries(0):
        assert searches(client, **{"newsportal.due_is_done": True}) == [429]


def test_another_network_is_not_held_and_other_pages_are_not(client: Client) -> None:
    assert searches(client, 3) == [200, 200, 429]
    assert searches(client, REMOTE_ADDR="198.51.100.7") == [200]
    assert {client.get(path).status_code for path in ("/", "/politics/", "/feed/")} == {200}
    # All of an IPv6 customer's addresses are one network.
    ways = [f"2001:db8::{number}" for number in range(3)]
    assert [searches(client, REMOTE_ADDR=way)[0] for way in ways] == [200, 200, 429]
    assert searches(client, REMOTE_ADDR="2001:db8:0:1::1") == [200]


def test_behind_a_proxy_that_is_named_readers_are_told_apart(client: Client, settings: Any) -> None:
    from ipaddress import ip_network

    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]
    assert searches(client, 3, HTTP_X_FORWARDED_FOR="192.0.2.1") == [200, 200, 429]
    assert searches(client, 1, HTTP_X_FORWARDED_FOR="192.0.2.2") == [200]


def test_who_is_logged_in_has_a_budget_of_their_own(client: Client) -> None:
    form, other = {"_key": str(uuid4()), "headline": "A"}, Client()
    client.force_login(cast.editor())
    other.force_login(cast.managing_editor())
    assert [client.post(SAVE, form, **JSON).status_code for _ in range(3)] == [200, 200, 429]
    assert other.post(SAVE, form | {"_key": str(uuid4())}, **JSON).status_code == 200
    # Searching is another kind, and public.
    assert searches(client) == [200]


def test_a_script_is_told_in_json(client: Client) -> None:
    client.force_login(cast.editor())
    for _ in range(2):
        client.post(SAVE, {"_key": str(uuid4())}, **JSON)
    answer = client.post(SAVE, {"_key": str(uuid4())}, **JSON)
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert answer.json() == {
        "ok": False,
        "error": "Too many requests at once. Please try again in 60 seconds.",
    }


def test_too_many_uploads_wait_and_nothing_of_them_is_kept(client: Client) -> None:
    from articles.models import Picture

    client.force_login(cast.picture_editor())

    def upload(colour: str) -> int:
        file = SimpleUploadedFile("a.jpg", cast.jpeg(60, 40, colour), "image/jpeg")
        return client.post(UPLOAD, {"file": file}, **JSON).status_code

    assert [upload(colour) for colour in ("teal", "navy", "olive")] == [200, 200, 429]
    assert Picture.objects.count() == 2


def test_who_tries_preview_links_is_stopped(client: Client) -> None:
    link = PreviewLink.objects.create(article=cast.draft(), by=cast.managing_editor())
    tried = [client.get(f"/preview/{number * 40}/").status_code for number in "ab"]
    assert 429 not in tried
    assert client.get(f"/preview/{link.token}/").status_code == 429
    assert client.get(f"/preview/{link.token}/", REMOTE_ADDR="192.0.2.9").status_code == 200


def test_a_cookie_that_is_made_up_buys_nothing(client: Client) -> None:
    client.cookies["sessionid"] = "made-up"
    tried = [client.get(f"/preview/{number * 40}/").status_code for number in "abc"]
    assert tried[2] == 429


def test_reports_of_browsers_are_limited_too(client: Client) -> None:
    report = '{"csp-report": {"effective-directive": "img-src"}}'
    address = "/.well-known/csp-reports"
    sent = [
        client.post(address, report, content_type="application/csp-report").status_code
        for _ in range(3)
    ]
    assert sent[2] == 429
