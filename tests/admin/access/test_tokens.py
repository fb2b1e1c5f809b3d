"""API tokens beside passwords and second factors: who may make one, and what they outlive."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from articles.models import ApiToken, Entry, Mail, PasswordLink
from articles.models.access.tokens import Scope
from tests import cast
from tests.admin.access.steps import FACTORS, code, entered, knock, with_app

pytestmark = pytest.mark.django_db
TOKENS = "/admin/tokens/"
GIVEN = {"name": "Wire import", "scopes": ["write"], "days": "30"}
NEW = "four grey cats on a roof"
BOTH = {"new_password1": NEW, "new_password2": NEW}


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.HAS_MAIL, settings.SITE_URL = True, "https://news.example"


def owner_with(*names: str) -> tuple[User, list[str]]:
    """Somebody with a token of each name; and the secrets."""
    account = cast.editor()
    account.email = "editor@news.example"
    account.save()
    return account, [ApiToken.make(account, one, list(Scope), 90)[1] for one in names]


def kept(answer: Any) -> str:
    """The sealed form on the page that asks who is here."""
    found = re.search(r'name="_kept" value="([^"]+)"', answer.text)
    assert found
    return found[1]


def last_note() -> str:
    return Entry.objects.latest("pk").note


def test_a_token_is_made_with_a_proof_of_late(clock: Any) -> None:
    client = entered(with_app(cast.editor()))
    clock.shift(timedelta(minutes=20))
    asked = client.post(TOKENS, GIVEN)
    assert "Confirm that it’s you to make" in asked.text and not ApiToken.objects.exists()
    sealed = kept(asked)
    wrong = client.post(f"{TOKENS}?confirm=1", {"_kept": sealed, "_confirm_code": "000000"})
    assert "access-secret" not in wrong.text and not ApiToken.objects.exists()
    made = client.post(f"{TOKENS}?confirm=1", {"_kept": sealed, "_confirm_code": code()})
    secret = made.text.partition('class="access-secret">')[2].partition("<")[0]
    token = ApiToken.find(secret)
    assert token is not None and token.name == "Wire import" and token.scopes == "write"
    # To take one away is never made harder.
    clock.shift(timedelta(minutes=20))
    assert client.post(f"{TOKENS}{token.pk}/revoke/").status_code == 302
    assert ApiToken.find(secret) is None


def test_half_a_login_makes_none(settings: Any) -> None:
    settings.SECOND_FACTOR_GRACE_DAYS = 0
    client, _answer = knock(with_app(cast.editor()).username)
    for said in (client.get(TOKENS), client.post(TOKENS, GIVEN)):
        assert said.status_code == 302 and "/admin/login" in said["Location"]
    without, _answer = knock(cast.managing_editor().username)
    assert without.post(TOKENS, GIVEN)["Location"].startswith((FACTORS, "/admin/login"))
    assert not ApiToken.objects.exists()


def test_another_page_s_proof_opens_no_form_of_tokens(clock: Any) -> None:
    client = entered(with_app(cast.chief()))
    clock.shift(timedelta(minutes=20))
    other = kept(client.post(f"/admin/auth/user/{cast.editor().pk}/change/", {"email": ""}))
    answer = client.post(f"{TOKENS}?confirm=1", {"_kept": other, "_confirm_code": code()})
    assert "couldn’t be kept" in answer.text and not ApiToken.objects.exists()


def test_a_password_set_by_a_link_takes_them_away() -> None:
    account, secrets = owner_with("One", "Two")
    _other, (stays,) = cast.reporter(), [ApiToken.make(cast.reporter(), "Mine", ["write"], 9)[1]]
    link, secret = PasswordLink.make(account, None, is_invitation=False)
    client = Client()
    client.post(f"/admin/login/choose/{secret}/", BOTH | {"new_password2": "x"})
    assert all(map(ApiToken.find, secrets)), "nothing is set yet"
    client.post(f"/admin/login/choose/{secret}/", BOTH)
    assert not any(map(ApiToken.find, secrets)) and ApiToken.find(stays)
    assert last_note() == "forgotten password set anew; API tokens revoked: 2"
    assert "All its API tokens were revoked" in Mail.objects.latest("pk").text
    assert not PasswordLink.objects.filter(pk=link.pk).exists()


def test_so_does_one_that_somebody_else_sets(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR, settings.CONFIRM_AFTER_MINUTES = "off", 0
    account, secrets = owner_with("One")
    client.force_login(cast.chief())
    path = f"/admin/auth/user/{account.pk}/password/"
    client.post(path, {"password1": NEW, "password2": NEW, "usable_password": "true"})
    assert User.objects.get(pk=account.pk).check_password(NEW)
    assert not any(map(ApiToken.find, secrets))
    assert Entry.objects.filter(note="password set; API tokens revoked: 1").exists()


def test_and_one_set_at_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    account, secrets = owner_with("One")
    monkeypatch.setattr("articles.management.commands.account._typed", lambda _account: NEW)
    call_command("account", "password", account.username)
    assert not any(map(ApiToken.find, secrets))
    assert "API tokens revoked: 1" in last_note()


def test_one_s_own_with_the_old_one_leaves_programs_alone(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR, settings.CONFIRM_AFTER_MINUTES = "off", 0
    account, secrets = owner_with("One")
    client.force_login(account)
    client.post("/admin/password_change/", BOTH | {"old_password": cast.PASSWORD})
    assert User.objects.get(pk=account.pk).check_password(NEW)
    assert all(map(ApiToken.find, secrets))
    assert "Its API tokens go on working" in Mail.objects.latest("pk").text


def test_while_an_account_is_locked_its_tokens_open_nothing() -> None:
    account, (secret,) = owner_with("One")
    call_command("account", "lock", account.username)
    assert ApiToken.find(secret) is None
    call_command("account", "unlock", account.username)
    assert ApiToken.find(secret) is not None


def test_all_of_one_s_own_at_once(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = "off"
    account, secrets = owner_with("One", "Two")
    stays = ApiToken.make(cast.reporter(), "Mine", ["write"], 9)[1]
    client.force_login(account)
    assert "Revoke all" in client.get(TOKENS).text
    assert client.get(f"{TOKENS}revoke/").status_code == 405
    client.post(f"{TOKENS}revoke/")
    assert not any(map(ApiToken.find, secrets)) and ApiToken.find(stays)
    assert last_note() == "API tokens revoked: 2"
    assert "Revoke all" not in client.get(TOKENS).text


def test_the_mail_of_a_token_says_what_it_is() -> None:
    owner_with("One")
    text = Mail.objects.latest("pk").text
    assert "A program that has it works in your name" in text and "new device" not in text
