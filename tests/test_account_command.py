"""`manage.py account`: every verb, what it refuses, and what the log says of it."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import resolve

from articles.models import Entry, Mail
from articles.models.people import factors
from tests import cast

pytestmark = pytest.mark.django_db
GOOD = "four grey cats on a roof"


def account(*words: str) -> str:
    """What the command says."""
    out = StringIO()
    call_command("account", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Has somebody type these, one after the other."""

    def typed(*passwords: str) -> None:
        ahead = iter(passwords)
        monkeypatch.setattr(
            "articles.management.commands.account.getpass", lambda _asked: next(ahead)
        )

    return typed


def note() -> str:
    """The last that the log says of accounts."""
    return str(Entry.objects.filter(verb=Entry.Verb.ACCOUNT).latest("pk").note)


def fresh(name: str) -> User:
    """The account as the database has it."""
    return User.objects.get(username=name)


def test_it_works() -> None:
    said = account("add", "nadia", "--email", "n@news.example", "--role", "reporter")
    path = said.strip().splitlines()[-1].partition("8000")[2]
    assert resolve(path).url_name == "choose-password"
    made = fresh("nadia")
    assert made.is_staff and not made.has_usable_password()
    assert [role.name for role in made.groups.all()] == ["Reporter"]
    assert note() == "new account; roles: Reporter; by manage.py account"
    assert Client().post(path, {"new_password1": GOOD, "new_password2": GOOD}).status_code == 302
    assert fresh("nadia").check_password(GOOD)
    assert path.split("/")[-2] not in str(list(Entry.objects.values()))
    assert "nadia\tnever came\tReporter\tn@news.example" in account("list")


def test_with_mail_the_link_is_mailed(settings: Any) -> None:
    settings.HAS_MAIL = True
    said = account("add", "nadia", "--email", "n@news.example")
    assert "goes to n@news.example" in said
    assert "choose/" not in said
    assert "There is an account for you" in Mail.objects.get().text


def test_a_password_is_typed(typing: Any) -> None:
    typing(GOOD, GOOD)
    account("add", "nadia", "--ask", "--superuser")
    assert fresh("nadia").check_password(GOOD) and fresh("nadia").is_superuser
    typing("another long sentence", "another long sentence")
    account("password", "nadia")
    assert fresh("nadia").check_password("another long sentence")
    for words in (("short", "short"), (GOOD, "other"), ("nadia", "nadia")):
        typing(*words)
        with pytest.raises(CommandError):
            account("password", "nadia")
    assert fresh("nadia").check_password("another long sentence")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("add", "EDITOR"), "already"),
        (("add", "x y"), "valid username"),
        (("add", "new", "--email", "x"), "valid email"),
        (("add", "new", "--role", "Boss"), "There are: "),
        (("lock", "nobody"), "no account"),
        (("unlock", "editor"), "not locked"),
        (("role", "editor"), "--add or --remove"),
        (("role", "editor", "--add", "Editor"), "already"),
        (("end-sessions",), "--all"),
        (("end-sessions", "editor", "--all"), "--all"),
        (("reset-factor", "editor"), "no second factor"),
        (("deactivate", "editor", "--to", "reader"), "nobody who writes"),
        (("dance",), "invalid choice"),
    ],
)
def test_what_is_refused(words: tuple[str, ...], why: str) -> None:
    cast.editor()
    cast.reader()
    before = list(User.objects.order_by("pk").values())
    with pytest.raises(CommandError, match=why):
        account(*words)
    assert list(User.objects.order_by("pk").values()) == before


def test_locked_and_unlocked(client: Client) -> None:
    editor = cast.editor()
    client.force_login(editor)
    account("lock", "editor")
    assert not fresh("editor").is_active
    assert client.get("/admin/").status_code == 302
    with pytest.raises(CommandError, match="already"):
        account("lock", "editor")
    account("unlock", "editor")
    assert fresh("editor").is_active
    assert note() == "unlocked; by manage.py account"


def test_failed_logins_are_forgotten(client: Client) -> None:
    cast.editor()
    wrong = {"username": "editor", "password": "wrong"}
    while client.post("/admin/login/", wrong).status_code == 200:
        pass
    right = {**wrong, "password": cast.PASSWORD}
    assert client.post("/admin/login/", right).status_code == 429
    account("unlock", "editor")
    assert client.post("/admin/login/", right).status_code == 302


def test_roles_are_given_and_taken() -> None:
    cast.editor()
    account("role", "editor", "--add", "Reporter", "--remove", "Editor")
    assert [role.name for role in fresh("editor").groups.all()] == ["Reporter"]
    assert note() == "roles: Editor → Reporter; by manage.py account"


def test_sessions_are_ended(client: Client) -> None:
    client.force_login(cast.editor())
    other = Client()
    other.force_login(cast.reporter())
    assert account("end-sessions", "editor") == "1 logins ended.\n"
    assert client.get("/admin/").status_code == 302
    assert other.get("/admin/").status_code == 200
    assert account("end-sessions", "--all") == "1 logins ended.\n"


def test_factors_are_reset() -> None:
    editor = cast.editor()
    factors.add_app(editor, factors.new_secret(), 0)
    account("reset-factor", "editor")
    assert not factors.has_factor(editor)
    entry = Entry.objects.get(verb=Entry.Verb.FACTOR)
    assert (entry.by, entry.title) == (None, "editor")


def test_deactivated() -> None:
    editor, reporter = cast.editor(), cast.reporter()
    story = cast.draft(assignee=editor)
    assert "open stories handed over: 1" in account("deactivate", "editor", "--to", "reporter")
    story.refresh_from_db()
    assert story.assignee == reporter
    assert not fresh("editor").is_active


@pytest.mark.parametrize(
    "words",
    [
        ("deactivate", "operator"),
        ("lock", "operator"),
        ("role", "operator", "--remove", "Operator"),
    ],
)
def test_the_last_who_manages_accounts_stays(words: tuple[str, ...]) -> None:
    cast.operator()
    with pytest.raises(CommandError, match="the last one"):
        account(*words)
    cast.managing_editor()
    account(*words)
