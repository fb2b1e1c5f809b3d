"""What every answer says, whoever gives it: pages made and kept, files, errors, the desk."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from articles.lib.branding.sheets import hash_of
from tests import cast
from tests.delivery.front_door_reader import Portal

pytestmark = pytest.mark.django_db
PERMISSIONS, SHARED = "Permissions-Policy", "Cross-Origin-Resource-Policy"


@pytest.mark.parametrize(
    ("path", "sharing"),
    [
        ("/", "same-origin"),
        ("/feed/", "cross-origin"),
        ("/admin/login/", "same-origin"),
        ("/admin/", "same-origin"),
        ("/healthz", "same-origin"),
        ("/readyz", "same-origin"),
        ("/nothing-here/", "same-origin"),
        ("/nothing-here", "same-origin"),
        ("/media/pictures/none.jpg", "cross-origin"),
        ("/static/none.css", "cross-origin"),
        ("/static/css/desk.css", "cross-origin"),
    ],
)
def test_each_answer_says_it(client: Client, path: str, sharing: str) -> None:
    answer = client.get(path)
    assert "camera=()" in answer.headers[PERMISSIONS]
    assert answer.headers[SHARED] == sharing
    assert answer.headers["Server"] == ""


def test_a_host_that_is_not_ours_is_refused_with_it(client: Client) -> None:
    answer = client.get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "camera=()" in answer.headers[PERMISSIONS]


@pytest.mark.every_database
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_page_that_is_kept_says_it(portal: Portal) -> None:
    path = cast.live().get_absolute_url()
    for _made_then_kept in range(2):
        answer = portal.get(path)
        assert "camera=()" in answer.headers[PERMISSIONS]
        assert answer.headers[SHARED] == "same-origin"
        assert answer.headers["Server"] == ""
        # Its sheet is known by the hash that it was made with.
        assert (
            hash_of(answer.text.partition("<style>")[2].partition("</style>")[0])
            in (answer.headers["Content-Security-Policy"])
        )
    same = portal.get(path, HTTP_IF_NONE_MATCH=answer.headers["ETag"])
    assert (same.status, same.headers["Server"]) == (304, "")
    assert same.headers["X-Content-Type-Options"] == "nosniff"


def test_players_of_videos_and_passkeys_are_not_locked_out() -> None:
    from articles.delivery.door.response_headers import PERMISSIONS as FORBIDDEN

    for needed in ("autoplay", "fullscreen", "encrypted-media", "picture-in-picture", "publickey"):
        assert needed not in FORBIDDEN
    assert settings.MIDDLEWARE[0] == "articles.web.sitewide.policy.CommonHeaders"


@pytest.mark.parametrize("who", ["127.0.0.1", "203.0.113.9"])
def test_only_a_proxy_is_believed_that_a_request_came_with_tls(
    client: Client, settings: Any, who: str
) -> None:
    settings.HTTPS, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    believed = client.get("/", REMOTE_ADDR=who, HTTP_X_FORWARDED_PROTO="https")
    assert believed.wsgi_request.is_secure() is (who == "127.0.0.1")
    named = Client()
    settings.TRUSTED_PROXIES = [ip_network("203.0.113.0/24")]
    believed = named.get("/", REMOTE_ADDR=who, HTTP_X_FORWARDED_PROTO="https")
    assert believed.wsgi_request.is_secure() is (who == "203.0.113.9")


def test_a_host_is_never_what_somebody_says_was_forwarded(client: Client) -> None:
    answer = client.get("/", HTTP_X_FORWARDED_HOST="evil.example")
    assert "evil.example" not in answer.text
    assert "HTTP_X_FORWARDED_HOST" in answer.wsgi_request.META, "of a proxy on this machine"
    answer = client.get("/", REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_HOST="evil.example")
    assert "HTTP_X_FORWARDED_HOST" not in answer.wsgi_request.META


@pytest.mark.every_database
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_front_door_believes_the_same_proxies(tmp_path: Path, settings: Any) -> None:
    from tests.delivery.front_door_reader import portal_in

    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.TRUSTED_PROXIES = [ip_network("203.0.113.0/24")]
    with portal_in(tmp_path, settings) as portal:
        said = {"HTTP_X_FORWARDED_PROTO": "https", "REMOTE_ADDR": "203.0.113.9"}
        assert "https://localhost/" in portal.get("/", **said).text
        assert portal.get("/", **said).is_hit
        stranger = portal.get("/", **{**said, "REMOTE_ADDR": "198.51.100.1"})
        assert not stranger.is_hit and "https://localhost/" not in stranger.text
