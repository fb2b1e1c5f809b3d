"""Where somebody is logged in: listed, ended, and ending by themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import DeskSession, Entry, Mail
from articles.models.access import letters, sessions
from articles.models.changes.pruning import prune
from tests import cast

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)
PAGE = "/admin/sessions/"


@pytest.fixture(autouse=True)
def _without_factors(settings: Any) -> None:
    settings.SECOND_FACTOR, settings.CONFIRM_AFTER_MINUTES = "off", 0


def at(agent: str, address: str = "192.0.2.7", person: User | None = None) -> Client:
    """Somebody who has logged in there, by the page."""
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR=address)
    name = (person or cast.editor()).username
    answer = client.post("/admin/login/", {"username": name, "password": cast.PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    """Whether the desk opens."""
    return client.get("/admin/password_change/").status_code == 200


def later(**wait: float) -> Any:
    """That long from now."""
    return time_machine.travel(timezone.now() + timedelta(**wait), tick=True)


def test_it_works() -> None:
    here, phone = at(FIREFOX), at(SAFARI, "10.1.2.3")
    page = here.get(PAGE).content.decode()
    assert page.index("Firefox on Linux") < page.index("This one") < page.index("Safari on iPhone")
    assert "10.1.2.3, a private network" in page
    row = DeskSession.objects.get(address="10.1.2.3")
    here.post(PAGE, {"which": row.pk})
    assert not is_in(phone)
    assert is_in(here)
    assert "login ended: Safari on iPhone" in Entry.objects.order_by("-pk")[0].note


def test_all_others_are_ended() -> None:
    here, phone, other = at(FIREFOX), at(SAFARI), at(FIREFOX, person=cast.reporter())
    here.post(PAGE, {"which": "all"})
    assert [is_in(one) for one in (here, phone, other)] == [True, False, True]


@pytest.mark.parametrize("which", ["", "0", "x", "9" * 30, "²"])
def test_one_that_is_none(which: str) -> None:
    here = at(FIREFOX)
    assert here.post(PAGE, {"which": which}).status_code == 302
    assert is_in(here)


def test_nobody_ends_somebody_elses() -> None:
    here, other = at(FIREFOX), at(SAFARI, person=cast.reporter())
    row = DeskSession.objects.get(account=cast.reporter())
    here.post(PAGE, {"which": row.pk})
    assert is_in(other)


@pytest.mark.parametrize(
    ("person", "status"),
    [
        (cast.managing_editor, 200),
        (cast.operator, 403),  # has not all the rights of an editor
        (cast.editor, 302),  # their own page
        (cast.reporter, 403),
        (cast.reader, 302),
        (None, 302),
    ],
)
def test_who_sees_them(client: Client, person: Any, status: int) -> None:
    at(FIREFOX)
    if person:
        client.force_login(person())
    address = f"/admin/auth/user/{cast.editor().pk}/sessions/"
    assert client.get(address).status_code == status
    client.post(address, {"which": "all"})
    assert bool(sessions.sessions_of(cast.editor())) == (person is not cast.managing_editor)
    assert client.get("/admin/auth/user/999999/sessions/").status_code in {302, 404, 403}


def test_one_without_use_ends(settings: Any) -> None:
    here = at(FIREFOX)
    with later(minutes=settings.SESSION_IDLE_MINUTES - 10):
        assert is_in(here)  # which is use
    with later(minutes=settings.SESSION_IDLE_MINUTES + 10):
        assert is_in(here)
    with later(minutes=3 * settings.SESSION_IDLE_MINUTES):
        assert not is_in(here)
        assert sessions.sessions_of(cast.editor()) == []
        prune()
        assert not DeskSession.objects.exists()


def test_whatever_is_done_it_ends_at_last(settings: Any) -> None:
    settings.SESSION_HOURS = 6
    here = at(FIREFOX)
    for hour in range(1, 6):
        with later(hours=hour):
            assert is_in(here)
    with later(hours=5, minutes=59):
        assert is_in(here)
        assert here.get("/admin/session/", headers={"Accept": "application/json"}).json()[
            "whole"
        ] in range(30, 61)
    with later(hours=6, minutes=1):
        assert not is_in(here)


def test_those_who_look_after_accounts_have_less(settings: Any) -> None:
    chief, editor = at(FIREFOX, person=cast.managing_editor()), at(FIREFOX)
    with later(minutes=settings.MANAGER_SESSION_IDLE_MINUTES + 1):
        assert not is_in(chief)
        assert is_in(editor)


def test_a_page_that_stands_open_is_no_use(settings: Any) -> None:
    here = at(FIREFOX)
    ask = {"Accept": "application/json"}
    with later(minutes=settings.SESSION_IDLE_MINUTES - 4):
        assert here.get("/admin/session/", headers=ask).json()["idle"] < 300
        here.post("/admin/articles/article/presence/", headers=ask)
        assert here.get("/admin/session/", headers=ask).json()["idle"] < 300
        assert here.post("/admin/session/", headers=ask).json()["idle"] > 300
    with later(minutes=settings.SESSION_IDLE_MINUTES + 4):
        assert is_in(here)


def test_it_is_written_down_seldom() -> None:
    here = at(FIREFOX)
    is_in(here)
    with CaptureQueriesContext(connection) as queries:
        is_in(here)
    assert [one["sql"] for one in queries if "UPDATE" in one["sql"]] == []
    assert [one["sql"] for one in queries if "desksession" in one["sql"]] == []
    with later(minutes=6), CaptureQueriesContext(connection) as queries:
        is_in(here)
        is_in(here)
    assert len([one for one in queries if one["sql"].startswith("UPDATE")]) == 2


def test_a_reader_is_given_no_session(client: Client) -> None:
    client.force_login(cast.editor())
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/")
    assert "Cookie" not in answer.get("Vary", "")
    assert not [one for one in queries if "session" in one["sql"]]


def test_a_session_of_an_earlier_release_gets_its_limits() -> None:
    here = at(FIREFOX)
    session = here.session
    del session["ends"], session["idle"]
    session.save()
    DeskSession.objects.all().delete()
    assert is_in(here)
    assert len(sessions.sessions_of(cast.editor())) == 1
    assert Session.objects.get().expire_date < timezone.now() + timedelta(hours=5)


def test_a_new_password_ends_the_others() -> None:
    here, phone = at(FIREFOX), at(SAFARI)
    new = {
        "old_password": cast.PASSWORD,
        "new_password1": "another long sentence",
        "new_password2": "another long sentence",
    }
    here.post("/admin/password_change/", new)
    assert [is_in(one) for one in (here, phone)] == [True, False]
    assert [row.agent for row in DeskSession.objects.all()] == [FIREFOX]


# --- Mails --------------------------------------------------------------------------------


@pytest.fixture
def with_mail(settings: Any) -> User:
    """An editor who has an address, where mail is sent."""
    settings.HAS_MAIL, settings.SITE_URL = True, "https://news.example"
    User.objects.filter(pk=cast.editor().pk).update(email="ottoline@news.example")
    return cast.editor()


def subjects() -> list[str]:
    """Of the mails that wait, in order."""
    return [mail.subject.partition(": ")[2] for mail in Mail.objects.order_by("pk")]


def test_a_new_device_is_told(with_mail: User) -> None:
    first = at(FIREFOX)
    assert subjects() == []  # the very first
    at(FIREFOX)  # without its cookie, by browser and address
    assert subjects() == []
    first.post("/admin/login/", {"username": "editor", "password": cast.PASSWORD})
    assert subjects() == []
    at(SAFARI, "198.51.100.4")
    assert subjects() == ["new login"]
    told = Mail.objects.get()
    assert told.to == "ottoline@news.example"
    assert "Safari on iPhone" in told.text
    assert "198.51.100.4" in told.text
    assert "https://news.example/admin/sessions/" in told.text


def test_the_cookie_knows_the_device_elsewhere(with_mail: User) -> None:
    laptop = at(FIREFOX)
    cookie = laptop.cookies["desk_device"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/admin/", True, "Lax")
    laptop.defaults["REMOTE_ADDR"] = "203.0.113.9"
    laptop.post("/admin/login/", {"username": "editor", "password": cast.PASSWORD})
    assert subjects() == []
    other = Client(headers={"User-Agent": FIREFOX}, REMOTE_ADDR="203.0.113.77")
    other.cookies["desk_device"] = "made up"
    other.post("/admin/login/", {"username": "editor", "password": cast.PASSWORD})
    assert subjects() == ["new login"]


def test_another_address_is_told_to_both(with_mail: User, client: Client) -> None:
    client.force_login(cast.managing_editor())
    fields = {"username": "editor", "email": "else@evil.example", "is_staff": "on"}
    groups = [role.pk for role in with_mail.groups.all()]
    client.post(
        f"/admin/auth/user/{with_mail.pk}/change/", {**fields, "groups": groups, "is_active": "on"}
    )
    mails = Mail.objects.order_by("pk")
    assert {mail.to for mail in mails} == {"ottoline@news.example", "else@evil.example"}
    assert "By: managing-editor" in mails[0].text
    assert "else@evil.example" in mails[0].text


def test_a_name_turns_no_sentence_around(with_mail: User) -> None:
    with_mail.first_name = "עדה"
    letters.told_of(with_mail, letters.What.FACTOR)
    assert "Hello \u2068עדה\u2069," in Mail.objects.get().text


def test_without_an_address_nobody_is_told(with_mail: User) -> None:
    with_mail.email = ""
    letters.told_of(with_mail, letters.What.PASSWORD)
    assert subjects() == []


def test_the_row_follows_a_session_that_gets_another_key() -> None:
    here = at(FIREFOX)
    for _each in range(2):  # logged in already, and once more
        here.post("/admin/login/", {"username": "editor", "password": cast.PASSWORD})
        page = here.get(PAGE).content.decode()
        assert page.count("This one") == 1
        assert page.count("Firefox on Linux") == 1
    chief = at(FIREFOX, person=cast.managing_editor())
    chief.cookies["sessionid"] = here.cookies["sessionid"].value
    chief.post("/admin/login/", {"username": "managing-editor", "password": cast.PASSWORD})
    assert "This one" in chief.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("language", "said"),
    [("es", "se ha cambiado"), ("hi", "बदला गया"), ("ar", "تم تغيير"), ("en-gb", "was changed")],
)
def test_mails_speak_the_sites_language(
    with_mail: User, settings: Any, language: str, said: str
) -> None:
    settings.LANGUAGE_CODE = language
    for what in letters.What:
        letters.told_of(with_mail, what)
    first = Mail.objects.order_by("pk")[0]
    assert said in first.subject
    assert said in first.text.lower()
    if language != "en-gb":
        texts = " ".join(mail.text + mail.subject for mail in Mail.objects.all())
        assert not any(word in texts for word in ("your", "was changed", "new device", "When:"))
