"""503 while the database is away, as whoever asks can read it; nothing typed is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, ProgrammingError, connection
from django.test import Client

from articles.delivery.door.thread_limit import REFUSED
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
SAVE = "/admin/articles/article/add/"


@contextmanager
def failing(error: type[DatabaseError]) -> Iterator[None]:
    """The database answers nothing."""

    def fail(*_args: object) -> None:
        raise error("The database is away.")

    with connection.execute_wrapper(fail):
        yield


@pytest.fixture
def client(client: Client) -> Client:
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/search/?q=crane", "text/html"),
        ("/admin/", "text/html"),
        ("/sitemap.xml", "text/plain"),
        ("/sitemap-news.xml", "text/plain"),
        ("/feed/", "text/plain"),
        ("/politics/feed.json", "text/plain"),
    ],
)
def test_it_works(client: Client, path: str, kind: str) -> None:
    client.force_login(cast.editor())
    with failing(OperationalError):
        answer = client.get(path)
    assert answer.status_code == 503
    assert answer["Content-Type"] == f"{kind}; charset=utf-8"
    assert (answer["Retry-After"], answer["Cache-Control"]) == ("5", "no-store")
    assert not answer.cookies
    assert path.startswith("/admin/") or "Cookie" not in answer.get("Vary", "")
    assert "Content-Security-Policy" in answer
    assert "try again" in answer.text or "load this page again" in answer.text


def test_what_a_form_has_sent_comes_back_to_be_sent_again(client: Client) -> None:
    client.force_login(cast.editor())
    typed = {"headline": 'Crane "stays" & goes', "body": "<p>All of it.</p>", "_key": "1"}
    with failing(OperationalError):
        answer = client.post(SAVE, typed)
    assert answer.status_code == 503
    assert 'name="headline" value="Crane &quot;stays&quot; &amp; goes"' in answer.text
    assert 'name="body" value="&lt;p&gt;All of it.&lt;/p&gt;"' in answer.text
    assert "Send again" in answer.text
    with failing(OperationalError):
        script = client.post(SAVE, typed, headers={"Accept": "application/json"})
    assert script.status_code == 503
    assert "still here" in json.loads(script.content)["error"]


def test_a_password_does_not_come_back(client: Client) -> None:
    with failing(OperationalError):
        answer = client.post("/admin/login/", {"username": "editor", "password": "our secret"})
    assert answer.status_code == 503
    assert "our secret" not in answer.text and "Go back" in answer.text


def test_whoever_found_no_place_is_answered_before_anything_is_read(
    client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(cast.editor())
    refused: dict[str, Any] = {REFUSED: True}
    with django_assert_num_queries(0):
        answer = client.post(SAVE, {"headline": "Crane"}, **refused)
    assert answer.status_code == 503
    assert "Go back" in answer.text and 'value="Crane"' not in answer.text


def test_a_mistake_of_ours_is_none_of_this(client: Client) -> None:
    with failing(ProgrammingError):
        assert client.get("/").status_code == 500
