"""Links by which somebody chooses a password: invitations, and after the old one was forgotten."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from articles.delivery.limits.buckets import Buckets
from articles.delivery.limits.limiter import Limiter
from articles.mailing import queue
from articles.models import Entry, Mail, PasswordLink, PasswordRequest
from articles.models.access import forgotten
from tests import cast

pytestmark = pytest.mark.django_db
NEW = "four grey cats on a roof"
CHOSEN = {"new_password1": NEW, "new_password2": NEW}
ADD = "/admin/auth/user/add/"
ASK = "/admin/login/forgotten/"
TO = "newcomer@news.example"


@pytest.fixture(autouse=True)
def _settings(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SECOND_FACTOR, settings.CONFIRM_AFTER_MINUTES = "off", 0
    settings.HAS_MAIL, settings.SITE_URL = True, "https://news.example"
    nobody_waits = Limiter(Buckets(Path(settings.VAR_DIR)), share=0)
    monkeypatch.setattr("articles.web.sitewide.limits.limiter", lambda: nobody_waits)


@pytest.fixture
def chief(client: Client) -> Client:
    """A managing editor at the desk."""
    client.force_login(cast.managing_editor())
    return client


def later(**wait: float) -> Any:
    """That long from now."""
    return time_machine.travel(timezone.now() + timedelta(**wait), tick=True)


def invited(chief: Client, role: str = "Reporter", **fields: Any) -> User:
    """Somebody who was invited just now."""
    groups = [Group.objects.get(name=role).pk]
    data = {"username": "newcomer", "email": TO, "is_staff": "on", "groups": groups, **fields}
    assert chief.post(ADD, data).status_code in {200, 302}
    return User.objects.get(username=data["username"])


def link_of(text: str) -> str:
    """The path of the link in a mail or a page."""
    found = re.search(r"https://news\.example(/admin/login/choose/\w+/)", text)
    assert found
    return found[1]


def last_link() -> str:
    """That of the last mail."""
    return link_of(Mail.objects.latest("pk").text)


def logs_in(name: str = "newcomer", password: str = NEW) -> bool:
    """Whether the password opens the account."""
    return Client().login(username=name, password=password)


def notes() -> list[str]:
    """What the log says of accounts, oldest first."""
    entries = Entry.objects.filter(verb=Entry.Verb.ACCOUNT).order_by("pk")
    return [f"{entry.by_name}: {entry.note}" for entry in entries]


# --- Invitations --------------------------------------------------------------------------


def test_it_works(chief: Client) -> None:
    account = invited(chief)
    mail = Mail.objects.get()
    assert mail.to == TO
    assert "managing-editor has made an account for you" in mail.text
    assert mail.text not in str(list(Mail.objects.values()))  # sealed
    assert not account.has_usable_password()
    assert "invited until" in chief.get("/admin/auth/user/").content.decode()
    newcomer = Client()
    assert newcomer.get(last_link()).status_code == 200
    answer = newcomer.post(last_link(), CHOSEN, follow=True)
    assert "Your password is set" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == "/admin/login/"
    assert logs_in()
    assert "newcomer: invitation accepted" in notes()
    assert last_link().split("/")[-2] not in str(list(Entry.objects.values()))
    assert PasswordLink.objects.count() == 0


def test_a_link_works_once_and_is_not_used_up_by_looking(chief: Client) -> None:
    invited(chief)
    path = last_link()
    for _each in range(3):  # a program that looks through mails
        assert Client().get(path).status_code == 200
        assert Client().head(path).status_code == 200
    assert Client().post(path, {**CHOSEN, "new_password2": "x"}).status_code == 200
    assert (
        Client().post(path, {"new_password1": "short", "new_password2": "short"}).status_code == 200
    )
    assert Client().post(path, CHOSEN).status_code == 302
    assert Client().get(path).status_code == 404
    assert (
        Client().post(path, {"new_password1": "x" * 20, "new_password2": "x" * 20}).status_code
        == 404
    )
    assert logs_in()


def test_of_two_at_the_same_moment_one_sets_it(chief: Client, rf: Any) -> None:
    invited(chief)
    one, other = (PasswordLink.find(last_link().split("/")[-2]) for _each in range(2))
    assert one is not None and other is not None
    assert one.use(NEW, rf.get("/"))
    assert not other.use("another long sentence", rf.get("/"))
    assert logs_in()


def test_it_runs_out(chief: Client, settings: Any) -> None:
    settings.INVITATION_DAYS = 2
    invited(chief)
    path = last_link()
    with later(days=2, minutes=1):
        assert Client().get(path).status_code == 404
        chief.force_login(cast.managing_editor())
        assert "invitation ran out" in chief.get("/admin/auth/user/").content.decode()


def test_sent_again_the_former_one_is_none(chief: Client) -> None:
    account = invited(chief)
    former = last_link()
    chief.post(f"/admin/auth/user/{account.pk}/invite/")
    assert last_link() != former
    assert Client().get(former).status_code == 404
    assert Client().get(last_link()).status_code == 200


def test_withdrawn_it_is_none(chief: Client) -> None:
    account = invited(chief)
    chief.post(f"/admin/auth/user/{account.pk}/uninvite/")
    assert Client().get(last_link()).status_code == 404
    assert "never" in chief.get("/admin/auth/user/").content.decode()


def test_without_mail_the_link_is_shown_once(chief: Client, settings: Any) -> None:
    settings.HAS_MAIL = False
    page = chief.post(ADD, {"username": "newcomer", "is_staff": "on"})
    assert "no-store" in page["Cache-Control"]
    path = link_of(page.content.decode())
    assert (
        path
        not in chief.get(
            f"/admin/auth/user/{User.objects.latest('pk').pk}/change/"
        ).content.decode()
    )
    Client().post(path, CHOSEN)
    assert logs_in()


def test_without_an_address_it_is_shown_too(chief: Client) -> None:
    page = chief.post(ADD, {"username": "newcomer", "is_staff": "on"}).content.decode()
    assert "no e-mail address" in page
    assert Client().get(link_of(page)).status_code == 200


def test_a_closed_account_is_not_opened(chief: Client) -> None:
    account = invited(chief)
    User.objects.filter(pk=account.pk).update(is_active=False)
    assert Client().post(last_link(), CHOSEN).status_code == 404
    assert not logs_in()


def test_a_link_is_worth_no_more_than_who_had_it_made(client: Client) -> None:
    client.force_login(cast.operator())
    account = invited(client, "Operator")
    assert Client().get(last_link()).status_code == 200
    account.groups.set([Group.objects.get(name="Managing editor")])
    assert Client().get(last_link()).status_code == 404
    assert Client().post(last_link(), CHOSEN).status_code == 404


@pytest.mark.parametrize(
    ("person", "may"),
    [
        (cast.managing_editor, True),
        (cast.operator, False),  # has not all the rights of a reporter
        (cast.editor, False),
        (cast.reporter, False),
        (cast.reader, False),
        (None, False),
    ],
)
def test_who_gives_links_out(chief: Client, person: Any, may: bool) -> None:
    account = invited(chief)
    chief.logout()
    if person:
        chief.force_login(person())
    for way in ("invite", "uninvite"):
        before = list(PasswordLink.objects.values_list("digest"))
        address = f"/admin/auth/user/{account.pk}/{way}/"
        assert chief.get(address).status_code in {302, 403, 405}
        chief.post(address)
        assert (list(PasswordLink.objects.values_list("digest")) != before) is may


def test_nobody_sends_themself_one(chief: Client) -> None:
    me = cast.managing_editor()
    assert chief.post(f"/admin/auth/user/{me.pk}/invite/").status_code == 403


@pytest.mark.parametrize("secret", ["x", "x" * 43, "x" * 5000, "%00", "é"])
def test_a_link_that_is_none(secret: str) -> None:
    assert Client().get(f"/admin/login/choose/{secret}/").status_code == 404


# --- Forgotten ----------------------------------------------------------------------------


@pytest.fixture
def editor() -> User:
    """Has an address, and has logged in before."""
    account = cast.editor()
    User.objects.filter(pk=account.pk).update(email="Ottoline@news.example")
    return account


@pytest.mark.parametrize("typed", ["editor", "ottoline@NEWS.example", " Ottoline@news.example "])
def test_a_forgotten_password(client: Client, editor: User, typed: str) -> None:
    session = Client()
    session.post("/admin/login/", {"username": "editor", "password": cast.PASSWORD})
    answer = client.post(ASK, {"who": typed}, follow=True)
    assert "If there is an active account" in answer.content.decode()
    assert not Mail.objects.exists()  # looked up afterwards
    forgotten.answer_all()
    assert Mail.objects.get().to == "Ottoline@news.example"
    client.post(last_link(), CHOSEN)
    assert logs_in("editor")
    assert session.get("/admin/password_change/").status_code == 302  # logged out
    assert [mail.subject.partition(": ")[2] for mail in Mail.objects.order_by("pk")] == [
        "choose a new password",
        "your password was changed",
    ]


@pytest.mark.parametrize("typed", ["nobody", "x@nowhere.example", "", "editor\0", "é" * 300])
def test_nothing_tells_whether_there_is_such_an_account(
    client: Client, editor: User, typed: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):  # empty: the page, with the name of the paper
        answer = client.post(ASK, {"who": typed})
    assert answer.status_code == (302 if typed else 200)
    forgotten.answer_all()
    assert Mail.objects.count() == (typed == "editor\0")


def test_it_costs_the_same_for_those_that_are_there(
    client: Client, editor: User, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        client.post(ASK, {"who": "editor"})


def test_a_closed_account_is_sent_nothing(client: Client, editor: User) -> None:
    User.objects.filter(pk=editor.pk).update(is_active=False)
    client.post(ASK, {"who": "editor"})
    forgotten.answer_all()
    assert not Mail.objects.exists()
    assert PasswordRequest.objects.get().typed == ""


def test_nobody_is_sent_very_many(client: Client, editor: User) -> None:
    for _each in range(6):
        client.post(ASK, {"who": "editor"})
    forgotten.answer_all()
    assert Mail.objects.count() == forgotten.MOST


def test_an_address_that_somebody_lesser_has_set_gets_no_link(client: Client) -> None:
    client.force_login(cast.operator())
    account = invited(client, "Operator", email="else@evil.example")
    Client().post(last_link(), CHOSEN)
    account.groups.set([Group.objects.get(name="Managing editor")])
    Mail.objects.all().delete()
    client.post(ASK, {"who": "newcomer"})
    forgotten.answer_all()
    assert not Mail.objects.exists()


def test_without_mail_it_says_whom_to_ask(client: Client, settings: Any, editor: User) -> None:
    settings.HAS_MAIL = False
    assert "Ask whoever manages accounts" in client.post(ASK, {"who": "editor"}).content.decode()
    assert not PasswordRequest.objects.exists()


def test_the_queue_answers_it(client: Client, editor: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client.post(ASK, {"who": "editor"})
    assert queue.is_due()
    assert queue.work() == 2
    assert not queue.is_due()
