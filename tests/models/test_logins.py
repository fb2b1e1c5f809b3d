"""Who logged in, who tried, and who left: in the log for some months, and no password ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import Entry
from articles.models.changes import pruning
from articles.models.changes.seals import KEPT_FOR, PASSING
from articles.models.people import logins
from tests import cast

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
SECRET = "sesame under the sea"
HERE = "203.0.113.7"


def knock(client: Client, name: str, password: str, here: str = HERE) -> int:
    """Try to log in."""
    fields = {"username": name, "password": password}
    return client.post(LOGIN, fields, REMOTE_ADDR=here).status_code


def told() -> list[tuple[str, str, str]]:
    """What the log says, oldest first."""
    entries = Entry.objects.filter(verb__in=PASSING).order_by("pk")
    return [(entry.verb, entry.title, entry.note) for entry in entries]


@pytest.mark.every_database
def test_it_works(client: Client) -> None:
    cast.reporter()
    assert knock(client, "reporter", SECRET) == 200
    assert knock(client, "reporter", cast.PASSWORD) == 302
    client.post("/admin/logout/", REMOTE_ADDR=HERE)
    from_here = f"from {HERE}"
    assert told() == [
        ("login_failed", "reporter", from_here),
        ("login", "reporter", from_here),
        ("logout", "reporter", from_here),
    ]
    assert [entry.by_name for entry in Entry.objects.order_by("pk")] == ["", "reporter", "reporter"]


def test_whoever_may_read_the_log_reads_it(client: Client) -> None:
    cast.reporter()
    knock(client, "reporter", SECRET)
    client.force_login(cast.operator())
    page = client.get("/admin/articles/entry/?verb=login_failed").content.decode()
    assert "failed to log in" in page and HERE in page and "Someone" in page


@pytest.mark.parametrize("typed", [SECRET, "", "\0", "x" * 4_000, "reporter' OR 1=1 --"])
def test_what_is_nobodys_name_is_not_written_down(client: Client, typed: str) -> None:
    knock(client, typed, SECRET)
    said = str(list(Entry.objects.values()))
    assert SECRET not in said and "OR 1=1" not in said
    assert {title for _verb, title, _note in told()} <= {"unknown name"}


def test_a_closed_account_is_named(client: Client) -> None:
    User.objects.filter(pk=cast.reporter().pk).update(is_active=False)
    knock(client, "reporter", cast.PASSWORD)
    assert told() == [("login_failed", "reporter", f"from {HERE}")]


def test_an_attack_fills_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logins, "MOST_FAILURES", 4)
    for number in range(7):
        knock(client, "nobody", SECRET, f"203.0.113.{number}")
    assert [verb for verb, _title, _note in told()] == ["login_failed"] * 4
    assert "no more of this hour" in told()[-1][2]
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        knock(client, "nobody", SECRET)
    assert len(told()) == 5


def test_a_lock_is_said_once(client: Client) -> None:
    cast.reporter()
    for _try in range(14):
        knock(client, "reporter", SECRET)
    locked = [note for _verb, _title, note in told() if "locked" in note]
    assert locked == [f"locked for a while; from {HERE}"]
    assert len(told()) < 10


@pytest.mark.every_database
def test_logins_go_after_some_months_and_nothing_else_does(client: Client) -> None:
    cast.reporter()
    knock(client, "reporter", cast.PASSWORD)
    Entry.objects.create(verb=Entry.Verb.ACCOUNT, title="kept")
    assert pruning.prune() == 0
    with time_machine.travel(timezone.now() + KEPT_FOR + timedelta(days=1), tick=False):
        assert pruning.prune() >= 1
    assert [entry.title for entry in Entry.objects.all()] == ["kept"]


@pytest.mark.every_database
def test_ones_own_new_password_is_in_the_log(client: Client) -> None:
    client.force_login(cast.reporter())
    fields = {"old_password": cast.PASSWORD, "new_password1": SECRET, "new_password2": SECRET}
    assert client.post("/admin/password_change/", fields).status_code == 302
    entry = Entry.objects.get(verb=Entry.Verb.ACCOUNT)
    assert (entry.title, entry.note) == ("reporter", "own password changed")
    assert SECRET not in str(list(Entry.objects.values()))
    assert client.post("/admin/password_change/", fields).status_code == 200
    assert Entry.objects.filter(verb=Entry.Verb.ACCOUNT).count() == 1
