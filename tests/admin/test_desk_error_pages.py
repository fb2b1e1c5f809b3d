"""At the desk, a page that is not there or not allowed is the desk's own, with the way back."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import cast

pytestmark = pytest.mark.django_db


def test_it_works(client: Client) -> None:
    client.force_login(cast.reporter())
    for path, status in (
        ("/admin/articles/article/99999/history/", 404),
        ("/admin/no-such-page/", 404),
        ("/admin/auth/user/", 403),
        ("/admin/articles/paper/1/change/", 403),
    ):
        answer = client.get(path)
        assert answer.status_code == status, path
        assert 'href="/admin/"' in answer.text and "To the desk" in answer.text, path


@pytest.mark.parametrize(
    "path",
    ["/admin/no-such-page/", "/admin/auth/user/", "/admin/articles/topic/undo/", "/admin/logout/"],
)
def test_no_cache_keeps_a_refusal_that_names_who_is_here(client: Client, path: str) -> None:
    client.force_login(cast.reporter())
    answer = client.get(path)
    assert answer.status_code in {403, 404, 405}
    assert "no-store" in answer["Cache-Control"]


def test_readers_get_the_papers_own(client: Client) -> None:
    answer = client.get("/no-such-section/")
    assert answer.status_code == 404 and "To the desk" not in answer.text
    client.force_login(cast.reader())
    assert "To the desk" not in client.get("/admin/no-such-page/", follow=True).text
