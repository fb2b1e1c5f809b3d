"""Where a login and a log-out lead: never elsewhere, and never to a page that is not there."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import cast

pytestmark = pytest.mark.django_db
LOGIN, LOGOUT = "/admin/login/", "/admin/logout/"
UNSAFE = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "///elsewhere.example",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "https:elsewhere.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " //elsewhere.example",
    "\x01//elsewhere.example",
    "http://testserver@elsewhere.example/",
    "http://testserver.elsewhere.example/",
    "https:///elsewhere.example",
    "",
    "/admin/logout/",
    "/admin/login/",
    "/admin/login/?next=//elsewhere.example",
]


@pytest.mark.parametrize("address", UNSAFE)
@pytest.mark.parametrize("in_the_form", [True, False])
def test_an_unsafe_address_leads_to_the_start_page(
    client: Client, address: str, in_the_form: bool
) -> None:
    cast.reporter()
    fields = {"username": "reporter", "password": cast.PASSWORD}
    if in_the_form:
        answer = client.post(LOGIN, fields | {"next": address})
    else:
        answer = client.post(LOGIN, fields, query_params={"next": address})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    again = client.get(LOGIN, {"next": address})
    assert (again.status_code, again["Location"]) == (302, "/admin/")


def test_a_page_of_ours_is_gone_on_to(client: Client) -> None:
    cast.reporter()
    fields = {"username": "reporter", "password": cast.PASSWORD, "next": "/admin/articles/article/"}
    assert client.post(LOGIN, fields)["Location"] == "/admin/articles/article/"


@pytest.mark.parametrize("address", UNSAFE)
def test_a_log_out_leads_nowhere_else(client: Client, address: str) -> None:
    for posted, asked in (({"next": address}, {}), ({}, {"next": address})):
        client.force_login(cast.reporter())
        answer = client.post(LOGOUT, posted, query_params=asked)
        assert answer.status_code == 200 or answer["Location"] == "/admin/"
        assert "_auth_user_id" not in client.session
