"""A person's data at the desk: given out, and taken away, by whom it is for."""

from __future__ import annotations

import io
import json
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Group, User
from django.db import ProgrammingError
from django.test import Client

from articles.models import Entry
from articles.personal import forgetting
from tests import cast

pytestmark = pytest.mark.django_db
#: Who is at the desk (tests/admin/conftest.py).
AT_THE_DESK = cast.managing_editor


@pytest.fixture(autouse=True)
def _settings(settings: Any) -> None:
    settings.SECOND_FACTOR, settings.CONFIRM_AFTER_MINUTES = "off", 0


@pytest.fixture
def left() -> User:
    """Somebody who has left, and has written something."""
    account = cast.reporter()
    cast.draft("Crane stays", created_by=account)
    User.objects.filter(pk=account.pk).update(is_active=False, email="r@news.example")
    return User.objects.get(pk=account.pk)


def page_of(account: User, way: str = "personal") -> str:
    """The address of the page."""
    return f"/admin/auth/user/{account.pk}/{way}/"


def test_it_is_given_out_and_the_log_says_so(desk: Client, left: User) -> None:
    form = desk.get(f"/admin/auth/user/{left.pk}/change/").content.decode()
    assert page_of(left) in form
    assert page_of(left, "export") in desk.get(page_of(left)).content.decode()
    answer: Any = desk.post(page_of(left, "export"))
    assert answer["Content-Disposition"] == 'attachment; filename="reporter.zip"'
    assert "no-store" in answer["Cache-Control"]
    with ZipFile(io.BytesIO(answer.getvalue())) as archive:
        users = json.loads(archive.read("auth-users.json"))
    assert users[0]["Email address"] == "r@news.example"
    entry = Entry.objects.latest("pk")
    assert (entry.by, entry.title) == (cast.managing_editor(), "reporter")
    assert entry.note == "personal data exported"


def test_it_is_taken_away_once_the_name_is_typed(desk: Client, left: User) -> None:
    page = desk.get(page_of(left)).content.decode()
    assert f"former-{left.pk}" in page
    assert "Kept as it is" in page
    refused = desk.post(page_of(left), {"name": "somebody"}, follow=True)
    assert "Nothing was removed" in refused.content.decode()
    assert User.objects.get(pk=left.pk).username == "reporter"
    done = desk.post(page_of(left), {"name": "reporter"}, follow=True)
    assert "The personal data is removed" in done.content.decode()
    assert User.objects.get(pk=left.pk).username == f"former-{left.pk}"
    entry = Entry.objects.latest("pk")
    assert (entry.by, entry.title) == (cast.managing_editor(), f"former-{left.pk}")
    again = desk.post(page_of(left), {"name": f"former-{left.pk}"}, follow=True)
    assert again.status_code == 200, "a second press does no harm"


def test_whoever_can_still_log_in_is_deactivated_first(desk: Client) -> None:
    account = cast.reporter()
    page = desk.get(page_of(account)).content.decode()
    assert page_of(account, "close") in page
    assert 'name="name"' not in page
    told = desk.post(page_of(account), {"name": "reporter"}, follow=True)
    assert "Deactivate it first" in told.content.decode()
    own = cast.managing_editor()
    told = desk.post(page_of(own), {"name": own.username}, follow=True)
    assert "Somebody else has to" in told.content.decode()


def test_it_is_for_those_who_may_change_the_account(client: Client, left: User) -> None:
    chief, plain = cast.chief(), cast.colleague()
    plain.groups.set([Group.objects.get(name="Operator")])
    for who, account, page, file in (
        (cast.editor(), left, 403, 403),
        (cast.managing_editor(), chief, 403, 403),
        (cast.operator(), left, 403, 403),
        # Texts of stories are none of theirs, whoever wrote them.
        (cast.operator(), plain, 200, 403),
        (chief, left, 200, 200),
    ):
        client.force_login(who)
        assert client.get(page_of(account)).status_code == page, who
        assert client.post(page_of(account, "export")).status_code == file, who
        assert (page_of(account, "export") in client.get(page_of(account)).content.decode()) == (
            file == 200
        )
    client.force_login(chief)
    assert client.get(page_of(User(pk=2**70))).status_code == 404


def test_it_asks_who_is_here(desk: Client, left: User, settings: Any, clock: Any) -> None:
    from datetime import timedelta

    settings.CONFIRM_AFTER_MINUTES = 15
    clock.shift(timedelta(minutes=20))
    for way, fields in (("export", {}), ("personal", {"name": "reporter"})):
        asked = desk.post(page_of(left, way), fields)
        assert "Confirm that it’s you to make" in asked.content.decode()
    assert User.objects.get(pk=left.pk).username == "reporter"


def test_a_database_that_keeps_its_log_is_told_of(
    desk: Client, left: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_args: Any) -> str:
        raise ProgrammingError("permission denied for table articles_entry\nHINT: ask")

    monkeypatch.setattr(forgetting, "forget", refused)
    told = desk.post(page_of(left), {"name": "reporter"}, follow=True).content.decode()
    assert "permission denied for table articles_entry" in told
    assert "manage.py person forget" in told
