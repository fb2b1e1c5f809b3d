"""What every answer says, whoever gives it: pages made and kept, files, errors, the desk."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

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


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_page_that_is_kept_says_it(portal: Portal) -> None:
    path = cast.live().get_absolute_url()
    for _made_then_kept in range(2):
        answer = portal.get(path)
        assert "camera=()" in answer.headers[PERMISSIONS]
        assert answer.headers[SHARED] == "same-origin"
        assert answer.headers["Server"] == ""
    same = portal.get(path, HTTP_IF_NONE_MATCH=answer.headers["ETag"])
    assert (same.status, same.headers["Server"]) == (304, "")


def test_players_of_videos_and_passkeys_are_not_locked_out() -> None:
    from articles.delivery.door.response_headers import PERMISSIONS as FORBIDDEN

    for needed in ("autoplay", "fullscreen", "encrypted-media", "picture-in-picture", "publickey"):
        assert needed not in FORBIDDEN
    assert settings.MIDDLEWARE[0] == "articles.web.sitewide.policy.CommonHeaders"
