"""Of django-allauth there is what checks factors, and no page, address or cookie of its own."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver

from articles.doors.table import doors
from tests import cast


def test_it_has_no_addresses() -> None:
    assert [
        one for one, _name, _view in doors(get_resolver()) if "emailaddress" in one or "mfa" in one
    ] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/accounts/", "/accounts/email/"]
)
def test_nobody_finds_its_pages(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_readers_get_no_cookie_and_no_session_is_looked_at(client: Client) -> None:
    story = cast.live()
    for path in ("/", story.get_absolute_url(), "/nothing-here/"):
        answer = client.get(path)
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
