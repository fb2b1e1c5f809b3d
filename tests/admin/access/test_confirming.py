"""What a stolen session should not do asks who is here, and keeps what was typed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from articles.admin.access import entering
from articles.admin.people import lockout
from articles.lib.host.hashing import TooBusy
from articles.models import Entry
from articles.models.changes.mail import Mail
from tests import cast
from tests.admin.access.steps import FACTORS, code, entered, knock, with_app

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=20)


@pytest.fixture
def operator(clock: Any) -> Client:
    """Somebody who manages accounts, and whose login is some time ago."""
    client = entered(with_app(cast.chief()))
    clock.shift(LATER)
    return client


def form_of(account: User, **changed: str) -> dict[str, str]:
    """What the form of an account posts."""
    return {
        "username": account.username,
        "email": "",
        "is_active": "on",
        "is_staff": "on",
        **changed,
    }


def kept(answer: Any) -> str:
    """The sealed form on the page that asks."""
    found = re.search(r'name="_kept" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def test_it_works(operator: Client) -> None:
    reporter = cast.reporter()
    path = f"/admin/auth/user/{reporter.pk}/change/"
    asked = operator.post(path, form_of(reporter, first_name="Mathilda"))
    assert "Confirm that it’s you to make" in asked.content.decode()
    assert "Mathilda" not in asked.content.decode(), "sealed: passwords are among it elsewhere"
    assert User.objects.get(pk=reporter.pk).first_name == ""
    done = operator.post(
        f"{path}?confirm=1", {"_kept": kept(asked), "_confirm_password": cast.PASSWORD}
    )
    assert done.status_code == 302
    assert User.objects.get(pk=reporter.pk).first_name == "Mathilda"
    again = operator.post(path, form_of(reporter, first_name="Maud"))
    assert again.status_code == 302, "not asked again for some minutes"


def test_a_code_does_as_well(operator: Client) -> None:
    reporter = cast.reporter()
    path = f"/admin/auth/user/{reporter.pk}/change/"
    asked = operator.post(path, form_of(reporter, first_name="Maud"))
    operator.post(f"{path}?confirm=1", {"_kept": kept(asked), "_confirm_code": code()})
    assert User.objects.get(pk=reporter.pk).first_name == "Maud"


def test_a_wrong_password_keeps_the_form_also_when_locked(
    operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lockout, "HERE", 2)
    reporter = cast.reporter()
    path = f"/admin/auth/user/{reporter.pk}/change/"
    asked = operator.post(path, form_of(reporter, first_name="Maud"))
    for sentence in ("didn’t match", "Too many attempts", "Too many attempts"):
        fields = {"_kept": kept(asked), "_confirm_password": "wrong"}
        asked = operator.post(f"{path}?confirm=1", fields)
        assert sentence in asked.content.decode()
    right = {"_kept": kept(asked), "_confirm_password": cast.PASSWORD}
    asked = operator.post(f"{path}?confirm=1", right)
    assert "Too many attempts" in asked.content.decode()
    assert kept(asked)
    assert User.objects.get(pk=reporter.pk).first_name == ""
    assert operator.get("/admin/").status_code == 200, "who is in stays in"
    assert Entry.objects.filter(verb=Entry.Verb.LOGIN_FAILED).exists()


@pytest.mark.parametrize("field", ["_confirm_password", "_confirm_code"])
def test_whose_session_somebody_else_has_is_told(
    operator: Client, settings: Any, field: str
) -> None:
    settings.HAS_MAIL = True
    User.objects.filter(username="chief").update(email="chief@news.example")
    reporter = cast.reporter()
    path = f"/admin/auth/user/{reporter.pk}/change/"
    asked = operator.post(path, form_of(reporter, first_name="Maud"))
    for number in range(entering.TOLD_AFTER + 2):
        assert Mail.objects.count() == (number >= entering.TOLD_AFTER)
        operator.post(f"{path}?confirm=1", {"_kept": kept(asked), field: "000000"})
    mail = Mail.objects.get()
    assert mail.to == "chief@news.example"
    assert "wrong passwords or codes" in mail.subject
    assert "is logged in to your account" in mail.text


def test_so_is_who_has_a_wrong_password_typed_where_it_is_changed(
    operator: Client, settings: Any
) -> None:
    settings.HAS_MAIL = True
    User.objects.filter(username="chief").update(email="chief@news.example")
    for _time in range(entering.TOLD_AFTER):
        operator.post("/admin/password_change/", {"old_password": "wrong"})
    assert "wrong passwords or codes" in Mail.objects.get().subject


def test_what_was_sealed_for_another_page_or_person_opens_nothing(operator: Client) -> None:
    reporter, colleague = cast.reporter(), cast.colleague()
    asked = operator.post(
        f"/admin/auth/user/{reporter.pk}/change/", form_of(reporter, first_name="Maud")
    )
    other = operator.post(
        f"/admin/auth/user/{colleague.pk}/change/?confirm=1",
        {"_kept": kept(asked), "_confirm_password": cast.PASSWORD},
    )
    assert "Nothing was changed" in other.content.decode()
    assert User.objects.get(pk=colleague.pk).first_name == ""


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/admin/auth/user/{0}/change/", {"first_name": "Maud"}),
        ("/admin/auth/user/{0}/password/", {"password1": "x", "password2": "x"}),
        ("/admin/auth/user/{0}/close/", {}),
        ("/admin/auth/user/{0}/factors/", {}),
        ("/admin/auth/user/add/", {"username": "new"}),
        (f"{FACTORS}app/", {}),
        (f"{FACTORS}recovery-codes/", {}),
        (f"{FACTORS}passkey/", {"credential": "{}"}),
        (f"{FACTORS}1/remove/", {}),
        (f"{FACTORS}1/rename/", {"name": "x"}),
    ],
)
def test_each_of_these_asks(operator: Client, path: str, fields: dict[str, str]) -> None:
    asked = operator.post(path.format(cast.reporter().pk), fields)
    assert "Confirm that it’s you to make" in asked.content.decode()


def test_giving_an_author_to_an_account_asks(operator: Client) -> None:
    author, reporter = cast.ottoline(), cast.reporter()
    path = f"/admin/articles/author/{author.pk}/change/"
    fields = {"name": author.name, "role": "Editor at large", "slug": author.slug, "rank": "0"}
    asked = operator.post(path, fields | {"user": str(reporter.pk)})
    assert "Confirm that it’s you to make" in asked.content.decode()
    done = {"_kept": kept(asked), "_confirm_password": cast.PASSWORD}
    assert operator.post(f"{path}?confirm=1", done).status_code == 302
    author.refresh_from_db()
    assert author.user == reporter


def test_an_authors_other_fields_ask_nothing(operator: Client) -> None:
    author = cast.ottoline()
    path = f"/admin/articles/author/{author.pk}/change/"
    fields = {"name": author.name, "role": "Editor at large", "slug": author.slug, "rank": "0"}
    assert operator.post(path, fields).status_code == 302


def test_a_busy_moment_keeps_the_form(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_args: object) -> bool:
        raise TooBusy

    monkeypatch.setattr(User, "check_password", busy)
    path = f"/admin/auth/user/{cast.reporter().pk}/close/"
    fields = {"_kept": kept(operator.post(path)), "_confirm_password": cast.PASSWORD}
    answer = operator.post(f"{path}?confirm=1", fields)
    assert "busy checking logins" in answer.content.decode()
    assert kept(answer)


def test_roles_ask_too(clock: Any) -> None:
    client = entered(with_app(cast.chief()))
    clock.shift(LATER)
    role = Group.objects.get(name="Editor")
    for path in ("add/", f"{role.pk}/change/", f"{role.pk}/delete/"):
        asked = client.post(f"/admin/auth/group/{path}", {"name": "Editor", "post": "yes"})
        assert "Confirm that it’s you to make" in asked.content.decode(), path


def test_a_clock_that_was_set_back_proves_nothing(clock: Any) -> None:
    client = entered(with_app(cast.operator()))
    clock.shift(-timedelta(hours=1))
    assert (
        "Confirm that it’s you to make" in client.post(f"{FACTORS}recovery-codes/").content.decode()
    )


def test_ones_own_password_is_no_place_to_guess_in(
    operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lockout, "HERE", 2)
    path, new = "/admin/password_change/", "quite another sentence"
    fields = {"old_password": "wrong", "new_password1": new, "new_password2": new}
    assert operator.post(path, fields).status_code == 200
    assert operator.post(path, fields).status_code == 429
    assert operator.post(path, fields | {"old_password": cast.PASSWORD}).status_code == 429


def test_it_may_be_switched_off(operator: Client, settings: Any) -> None:
    settings.CONFIRM_AFTER_MINUTES = 0
    assert len(operator.post(f"{FACTORS}recovery-codes/").context["codes"]) == 10


def test_a_login_is_proof_enough() -> None:
    cast.chief()
    client, _answer = knock("chief")
    reporter = cast.reporter()
    client.post(f"/admin/auth/user/{reporter.pk}/change/", form_of(reporter, first_name="Maud"))
    assert User.objects.get(pk=reporter.pk).first_name == "Maud"
