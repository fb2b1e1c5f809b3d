"""Passwords that are the account's names are refused, whatever stands around them."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from articles.lib.access import passwords
from tests import cast

ADA = User(
    username="ottoline", first_name="Ada", last_name="Fénwick", email="a.fenwick@harbour.example"
)


@pytest.mark.parametrize(
    "password",
    [
        "ottoline",
        "OTTOLINE",
        "ottoline2026",
        "Ottoline-2026-11-29!",
        "20261129ottoline20261129",
        "ottolineottolineottoline",
        "0tt0l1ne-0tt0l1ne",
        "enilotto123456789",
        "o.t.t.o.l.i.n.e.1.2.3.4.5",
        "ＯＴＴＯＬＩＮＥ2026!!",
        "ada-fenwick-2026-2026",
        "Fénwick1234567890",
        "FENWICK..........aaaaaaaa",
        "a.fenwick@harbour.example",
        "harbour1234567890",
        "ottoline ada fenwick 1",
    ],
)
def test_a_name_is_no_password(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, ADA)


@pytest.mark.parametrize(
    "password",
    ["correct horse battery staple", "ottoline keeps four grey cats", "Kw3ndel!harbour?tGm0zxq"],
)
def test_a_good_one_is_taken(password: str) -> None:
    validate_password(password, ADA)


def test_without_an_account_there_are_no_names() -> None:
    validate_password("ottoline-2026-harbour")


# --- At every door -----------------------------------------------------------------------------

NAMED = "newcomer-2026-11-29"


@pytest.mark.every_database
@pytest.mark.django_db
def test_it_is_asked_when_an_account_gets_another(client: Client) -> None:
    client.force_login(User.objects.create_superuser("chief", password=cast.PASSWORD))
    new: dict[str, Any] = {"username": "newcomer", "password1": NAMED, "password2": NAMED}
    account = User.objects.create_user("newcomer", password=cast.PASSWORD)
    answer = client.post(f"/admin/auth/user/{account.pk}/password/", new)
    assert "name or e-mail" in answer.content.decode()
    own = {"old_password": cast.PASSWORD, "new_password1": "chief-2026-11-29"}
    answer = client.post("/admin/password_change/", own | {"new_password2": "chief-2026-11-29"})
    assert "name or e-mail" in answer.content.decode()


@pytest.mark.django_db
def test_commands_ask_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", NAMED)
    make = {"username": "newcomer", "email": "x@news.example", "interactive": False}
    with pytest.raises(CommandError, match="name or e-mail"):
        call_command("createsuperuser", **make)
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "four grey cats on a roof")
    call_command("createsuperuser", **make, stdout=StringIO())
    assert User.objects.get(username="newcomer").check_password("four grey cats on a roof")
    monkeypatch.setattr(
        "django.contrib.auth.management.commands.changepassword.getpass.getpass",
        lambda prompt="": NAMED,
    )
    with pytest.raises(CommandError, match="Aborting"):
        call_command("changepassword", "newcomer", stdout=StringIO(), stderr=StringIO())


@pytest.mark.parametrize(
    "password",
    [
        "password123",
        "thunder123",
        "THUNDER123",
        " thunder123 ",
        "\uff54hunder123",
        "liverpool123",
    ],
)
def test_stolen_passwords_are_refused(password: str) -> None:
    with pytest.raises(ValidationError, match=r"data breach|too common"):
        validate_password(password, ADA)


@pytest.mark.parametrize(
    "password", ["the crane stays put", "a\nthunder123\nb", "كلمة سر طويلة", "\ud800" * 12]
)
def test_others_are_not(password: str) -> None:
    passwords.NotBreached().validate(password, ADA)


def test_there_are_many_and_none_is_too_short_to_be_one() -> None:
    lines = passwords._breached().decode().split("\n")[1:-1]
    assert len(lines) == len(set(lines)) == 100_000
    assert all(len(line) >= 8 and line == line.casefold() for line in lines)
