"""One's own factors: set up, shown once, removed, and what an operator does for a lost phone."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Entry
from articles.models.access.sessions import sessions_of
from articles.models.people import factors
from tests import cast
from tests.admin.access.steps import CODE, FACTORS, OFFICE, code, entered, knock, with_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
APP, CODES = f"{FACTORS}app/", f"{FACTORS}recovery-codes/"


def secret_on(page: Any) -> str:
    """What one types into an app that has no camera."""
    shown = re.search(r'<code class="secret"[^>]*>([A-Z2-7 ]+)</code>', page.content.decode())
    assert shown
    return shown[1].replace(" ", "")


def logged(verb: str = Entry.Verb.FACTOR) -> list[str]:
    """What the log says of factors."""
    return list(Entry.objects.filter(verb=verb).order_by("pk").values_list("note", flat=True))


@pytest.fixture
def editor() -> Client:
    """An editor who has logged in with a password."""
    cast.editor()
    return knock("editor")[0]


def test_it_works(editor: Client) -> None:
    page = editor.get(APP)
    secret = secret_on(page)
    picture = page.context["picture"]
    assert b"<svg" in base64.b64decode(picture.partition(",")[2])
    assert f"secret={secret}" in page.context["address"]
    before = editor.session.session_key
    done = editor.post(APP, {"code": code(secret=secret)})
    assert len(done.context["codes"]) == 10
    assert "no-store" in done["Cache-Control"]
    assert editor.session.session_key != before
    assert [one.key for one in sessions_of(User.objects.get(username="editor"))] == [
        editor.session.session_key
    ]
    assert editor.get("/admin/").status_code == 200
    assert logged() == [
        f"app set up; from {OFFICE}",
        f"recovery codes made; from {OFFICE}",
    ]
    row = Authenticator.objects.get(type=factors.APP)
    assert secret not in str(row.data), "a copy of the database makes no codes"


def test_who_comes_second_has_proved_nothing(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two sessions set up an app at once, and the other one is sooner by a moment."""
    secret, sooner, add = secret_on(editor.get(APP)), factors.new_secret(), factors.add_app

    def add_second(account: Any, *given: Any) -> bool:
        assert add(account, sooner, 0)
        return add(account, *given)

    monkeypatch.setattr(factors, "add_app", add_second)
    assert editor.post(APP, {"code": code(secret=secret)}).status_code == 302
    assert editor.get("/admin/").status_code == 302
    assert logged() == []


def test_the_code_that_set_it_up_is_used(editor: Client) -> None:
    secret = secret_on(editor.get(APP))
    editor.post(APP, {"code": code(secret=secret)})
    client, _answer = knock("editor")
    assert client.post(CODE, {"code": code(secret=secret)}).status_code == 200
    assert client.post(CODE, {"code": code(1, secret)}).status_code == 302


def test_a_code_that_does_not_fit_keeps_the_secret(editor: Client) -> None:
    secret = secret_on(editor.get(APP))
    refused = editor.post(APP, {"code": "000000"})
    assert secret_on(refused) == secret
    assert 'aria-invalid="true"' in refused.content.decode()
    assert secret_on(editor.get(APP)) == secret, "also in another tab"
    assert not factors.has_factor(User.objects.get(username="editor"))


def test_recovery_codes_are_shown_once(editor: Client) -> None:
    done = editor.post(APP, {"code": code(secret=secret_on(editor.get(APP)))})
    first = done.context["codes"][0]
    assert first not in editor.get(FACTORS).content.decode()
    assert editor.get(CODES).status_code == 405
    assert editor.get(APP).status_code == 302
    fresh = editor.post(CODES)
    assert first not in fresh.content.decode()
    assert len(fresh.context["codes"]) == 10


def test_the_last_one_stays_with_whoever_needs_it() -> None:
    client = entered(with_app(cast.editor()))
    row = Authenticator.objects.get(type=factors.APP)
    client.post(f"{FACTORS}{row.pk}/remove/")
    assert Authenticator.objects.filter(pk=row.pk).exists()
    assert "Set up another one" in client.get(FACTORS).content.decode()


def test_others_may_remove_it_and_their_codes_go_too() -> None:
    reporter = with_app(cast.reporter())
    factors.new_recovery_codes(reporter)
    client = entered(reporter)
    client.post(f"{FACTORS}{Authenticator.objects.get(type=factors.APP).pk}/remove/")
    assert not Authenticator.objects.exists()
    assert logged() == [f"app removed; from {OFFICE}"]
    assert client.get("/admin/").status_code == 200


def test_nobody_removes_or_renames_what_is_another_persons() -> None:
    row = factors.add_passkey(cast.colleague(), "Blue key", {})
    client = entered(with_app(cast.reporter()))
    assert client.post(f"{FACTORS}{row.pk}/remove/").status_code == 302
    assert client.post(f"{FACTORS}{row.pk}/rename/", {"name": "Mine"}).status_code == 302
    row.refresh_from_db()
    assert factors.name_of(row) == "Blue key"


def test_an_operator_takes_the_factors_of_a_lost_phone_away() -> None:
    reporter = with_app(cast.reporter())
    factors.new_recovery_codes(reporter)
    operator = entered(with_app(cast.chief()))
    page = operator.get(f"/admin/auth/user/{reporter.pk}/change/").content.decode()
    assert "Phone or passkey lost?" in page
    lost = entered(reporter)
    operator.post(f"/admin/auth/user/{reporter.pk}/factors/")
    assert lost.get("/admin/").status_code == 302, "what is open on the phone ends"
    assert not Authenticator.objects.filter(user=reporter).exists()
    entry = Entry.objects.filter(verb=Entry.Verb.FACTOR).latest("pk")
    assert (entry.by_name, entry.title) == ("chief", "reporter")
    assert entry.note == f"all second factors removed; from {OFFICE}"
    client, answer = knock("reporter")
    assert answer["Location"] == "/admin/"
    assert "chief has removed your second factors" in client.get(FACTORS).content.decode()


def test_nobody_takes_them_away_from_whom_they_may_not_manage() -> None:
    chief = with_app(cast.chief())
    operator = entered(with_app(cast.operator()))
    assert operator.post(f"/admin/auth/user/{chief.pk}/factors/").status_code == 403
    own = User.objects.get(username="operator").pk
    assert operator.post(f"/admin/auth/user/{own}/factors/").status_code == 403
    assert factors.has_factor(chief)


def test_a_plain_address_in_a_network_is_told_what_to_do(editor: Client) -> None:
    assert "need an https address" in editor.get(FACTORS).content.decode()
    asked = editor.post(f"{FACTORS}passkey/ask/")
    assert asked.status_code == 409
    safe = editor.get(FACTORS, headers={"Host": "localhost"})
    assert "Add a passkey" in safe.content.decode()


@pytest.mark.parametrize("said", ["", "{}", "[]", "null", "{", '{"response": 7}', "[" * 9999])
def test_a_passkey_that_is_none_is_refused_in_words(editor: Client, said: str) -> None:
    host = {"Host": "localhost"}
    login = Client(headers=host)
    for client in (editor, login):
        client.post(f"{FACTORS}passkey/ask/", headers=host)
    refused = editor.post(f"{FACTORS}passkey/", {"credential": said}, headers=host, follow=True)
    assert "could not be added" in refused.content.decode()
    login.post("/admin/login/passkey/options/")
    answer = login.post("/admin/login/passkey/", {"credential": said}, follow=True)
    assert "was not accepted" in answer.content.decode()
    assert not Authenticator.objects.exists()
