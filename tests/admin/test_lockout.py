"""Who tries passwords is stopped, and a newsroom goes on working beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt, AccessLog
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from articles.admin.people import lockout
from articles.lib.host.hashing import TooBusy
from tests import cast

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
OFFICE, HOME, ELSEWHERE = "203.0.113.9", "198.51.100.1", "192.0.2.44"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lower limits, which take fewer posts."""
    for name, limit in {"HERE": 3, "EVERYWHERE": 5, "OF_NETWORK": 7}.items():
        monkeypatch.setattr(lockout, name, limit)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def attempt(name: str, password: str, at: str = OFFICE, **headers: str) -> HttpResponse:
    """One post of the login form."""
    posted = {"username": name, "password": password, "next": "/admin/"}
    return Client().post(LOGIN, posted, REMOTE_ADDR=at, headers=headers)  # type: ignore[return-value]


def fail(name: str, times: int, at: str = OFFICE) -> None:
    """Wrong passwords."""
    for _time in range(times):
        attempt(name, "wrong", at)


@pytest.mark.every_database
def test_it_works() -> None:
    cast.reporter()
    fail("reporter", lockout.HERE - 1)
    assert attempt("reporter", cast.PASSWORD).status_code == 302
    assert not AccessAttempt.objects.exists(), "forgotten with the login"


def test_who_tries_on_is_told_when_to_come_again(clock: time_machine.Traveller) -> None:
    cast.reporter()
    fail("reporter", lockout.HERE - 1)
    refused = attempt("reporter", "wrong")
    assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    assert "Try again in 15 minutes" in refused.content.decode()
    clock.shift(60)
    again = attempt("reporter", cast.PASSWORD)
    assert (again.status_code, again["Retry-After"]) == (429, "840"), "no longer by trying"
    clock.shift(lockout.FOR)
    assert attempt("reporter", cast.PASSWORD).status_code == 302


def test_nothing_is_written_of_attempts_that_are_refused() -> None:
    fail("nobody", lockout.HERE)
    before = list(AccessAttempt.objects.values())
    fail("nobody", 5)
    assert list(AccessAttempt.objects.values()) == before


@pytest.mark.every_database
def test_one_row_for_one_who_tries_on_with_other_browsers() -> None:
    for number in range(2):
        attempt("nobody", "wrong", **{"User-Agent": str(number)})
    assert AccessAttempt.objects.get().failures_since_start == 2


def test_a_colleagues_typos_lock_nobody_else() -> None:
    cast.reporter()
    cast.editor()
    fail("reporter", lockout.HERE * 3)
    assert attempt("editor", cast.PASSWORD).status_code == 302
    assert attempt("reporter", cast.PASSWORD, HOME).status_code == 302, "and not them elsewhere"


def test_a_network_that_tries_many_names_is_locked_but_for_who_is_known_there() -> None:
    cast.reporter()
    cast.editor()
    assert attempt("reporter", cast.PASSWORD).status_code == 302
    for number in range(lockout.OF_NETWORK):
        fail(f"name{number}", 1)
    assert attempt("editor", cast.PASSWORD).status_code == 429
    assert attempt("reporter", cast.PASSWORD).status_code == 302, "has logged in from here before"
    assert attempt("editor", cast.PASSWORD, HOME).status_code == 302


@pytest.mark.every_database
def test_an_account_that_many_networks_try_is_locked_but_where_it_is_known() -> None:
    cast.reporter()
    assert attempt("reporter", cast.PASSWORD, OFFICE).status_code == 302
    for number in range(lockout.EVERYWHERE):
        fail("reporter", 1, f"198.51.100.{number + 1}")
    assert attempt("reporter", cast.PASSWORD, ELSEWHERE).status_code == 429
    assert attempt("reporter", cast.PASSWORD, OFFICE).status_code == 302


def test_a_customer_of_ipv6_is_one_network() -> None:
    for number in range(lockout.HERE):
        fail("nobody", 1, f"2001:db8:1:2::{number + 1}")
    assert attempt("nobody", "wrong", "2001:db8:1:2:ffff::1").status_code == 429
    assert attempt("nobody", "wrong", "2001:db8:1:3::1").status_code == 200


@pytest.mark.every_database
def test_only_a_proxy_that_is_named_says_who_it_is(settings: Any) -> None:
    for number in range(lockout.HERE):
        attempt("nobody", "wrong", **{"X-Forwarded-For": f"198.51.100.{number}"})
    claimed = attempt("nobody", "wrong", **{"X-Forwarded-For": HOME})
    assert claimed.status_code == 429, "nobody gets away by a claim"
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]
    told = attempt("nobody", "wrong", "127.0.0.1", **{"X-Forwarded-For": HOME})
    assert told.status_code == 200
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {OFFICE, HOME}


@pytest.mark.every_database
def test_behind_a_proxy_that_is_not_named_only_accounts_are_limited(
    settings: Any,
) -> None:
    settings.HTTPS = True
    cast.reporter()
    fail("nobody", lockout.HERE)
    assert attempt("nobody", "wrong").status_code == 429
    for number in range(lockout.OF_NETWORK):
        fail(f"name{number}", 1)
    assert attempt("reporter", cast.PASSWORD).status_code == 302


def test_a_new_password_opens_the_account() -> None:
    reporter = cast.reporter()
    fail("reporter", lockout.HERE)
    reporter.set_password("another good one")
    reporter.save()
    assert attempt("reporter", "another good one").status_code == 302


def test_readers_and_who_is_logged_in_go_on() -> None:
    client = Client(REMOTE_ADDR=OFFICE)
    client.force_login(cast.reporter())
    fail("reporter", lockout.HERE)
    assert client.get("/admin/").status_code == 200
    assert client.get("/").status_code == 200
    assert client.get(LOGIN).status_code == 302


def test_a_script_is_told_in_json() -> None:
    fail("nobody", lockout.HERE)
    refused = attempt("nobody", "wrong", accept="application/json")
    assert refused.status_code == 429
    assert "Try again" in refused.json()["error"]  # type: ignore[attr-defined]


@pytest.mark.every_database
def test_what_no_longer_counts_is_cleared(
    clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.reporter()
    attempt("reporter", cast.PASSWORD)
    fail("nobody", 3)
    monkeypatch.setattr(lockout, "CLEARED_EVERY", -1)
    clock.shift(lockout.KNOWN_FOR + timedelta(days=1))
    fail("somebody", 1)
    assert [one.username for one in AccessAttempt.objects.all()] == ["somebody"]
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("name", ["", "\0", "é" * 200, "' or 1=1"])
def test_odd_names_are_no_error(name: str) -> None:
    assert attempt(name, "wrong").status_code == 200


def test_who_waited_too_long_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_args: object, **_named: object) -> None:
        raise TooBusy

    monkeypatch.setattr("django.contrib.auth.hashers.check_password", busy)
    monkeypatch.setattr("django.contrib.auth.base_user.verify_password", busy, raising=False)
    monkeypatch.setattr("django.contrib.auth.base_user.check_password", busy, raising=False)
    cast.reporter()
    refused = attempt("reporter", cast.PASSWORD)
    assert (refused.status_code, refused["Retry-After"]) == (429, "5")
    assert "busy checking logins" in refused.content.decode()
