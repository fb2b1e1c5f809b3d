"""At which addresses passkeys are possible, and whose answers are taken there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from articles.admin.access import passkeys

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("host", "secure", "origins", "others"),
    [
        (
            "news.example",
            True,
            ["https://news.example"],
            ["http://news.example", "https://evil.news.example", "https://news.example:8443"],
        ),
        ("news.example:8443", True, ["https://news.example:8443"], ["https://news.example"]),
        (
            "localhost:8000",
            False,
            ["http://localhost:8000", "https://localhost:8000"],
            ["http://localhost:9000", "http://evil.localhost:8000"],
        ),
    ],
)
def test_only_this_very_address_is_ours(
    host: str, secure: bool, origins: list[str], others: list[str], settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    request = RequestFactory(SERVER_NAME="x").get("/", secure=secure, headers={"Host": host})
    assert passkeys.are_possible(request)
    server = passkeys.server(request)
    assert server.rp.id == host.partition(":")[0]
    assert [server._verify(one) for one in [*origins, *others]] == [
        *[True] * len(origins),
        *[False] * len(others),
    ]


@pytest.mark.parametrize("host", ["192.168.1.7:8000", "127.0.0.1:8000", "news.example"])
def test_a_plain_address_has_none(host: str, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert not passkeys.are_possible(RequestFactory().get("/", headers={"Host": host}))
