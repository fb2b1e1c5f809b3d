"""A password opens nothing where a factor is awaited; a code works once, for whoever it is of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from articles.admin.access import entering
from articles.admin.people import lockout
from articles.models import Entry
from articles.models.changes.mail import Mail
from articles.models.people import factors
from tests import cast
from tests.admin.access.steps import CODE, LOGIN, code, entered, knock, with_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_it_works() -> None:
    editor = with_app(cast.editor())
    client, answer = knock("editor", "/admin/articles/article/")
    assert answer["Location"] == CODE
    page = client.get(CODE)
    assert 'inputmode="numeric"' in page.content.decode()
    assert 'autocomplete="one-time-code"' in page.content.decode()
    before = client.session.session_key
    done = client.post(CODE, {"code": code()})
    assert done["Location"] == "/admin/articles/article/"
    assert client.session.session_key != before, "the session's key is another one"
    assert client.get("/admin/").status_code == 200
    entry = Entry.objects.filter(verb=Entry.Verb.LOGIN).latest("pk")
    assert (entry.by, entry.note) == (editor, "with a code of the app; from 203.0.113.9")


def test_whoever_logs_out_half_way_begins_anew() -> None:
    with_app(cast.editor())
    client, _answer = knock("editor")
    assert client.post("/admin/logout/").status_code == 302
    assert client.get(CODE)["Location"] == LOGIN
    assert client.post(CODE, {"code": code()})["Location"] == LOGIN
    assert client.get("/admin/").status_code == 302


def test_whose_password_is_known_is_told_of_wrong_codes(settings: Any) -> None:
    settings.HAS_MAIL = True
    editor = with_app(cast.editor())
    User.objects.filter(pk=editor.pk).update(email="editor@news.example")
    client, _answer = knock("editor")
    for number in range(entering.TOLD_AFTER + 2):
        assert Mail.objects.count() == (number >= entering.TOLD_AFTER)
        client.post(CODE, {"code": "000000"})
    mail = Mail.objects.get()
    assert (mail.to, mail.account) == ("editor@news.example", editor)
    assert "wrong codes" in mail.subject


def test_wrong_passwords_first_hide_no_wrong_codes(settings: Any) -> None:
    settings.HAS_MAIL = True
    editor = with_app(cast.editor())
    User.objects.filter(pk=editor.pk).update(email="editor@news.example")
    for _time in range(entering.TOLD_AFTER):
        knock("editor", password="not that")
    client, _answer = knock("editor")
    assert not Mail.objects.exists(), "of passwords nobody is told: anybody may try them"
    for _time in range(2):
        client.post(CODE, {"code": "000000"})
    assert "wrong codes" in Mail.objects.get().subject


def test_without_a_factor_the_password_does() -> None:
    cast.reporter()
    client, answer = knock("reporter")
    assert answer["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_half_a_login_leaves_no_trace_of_one() -> None:
    editor = with_app(cast.editor())
    before = editor.last_login
    knock("editor")
    editor.refresh_from_db()
    assert editor.last_login == before
    assert not Entry.objects.filter(verb=Entry.Verb.LOGIN).exists()


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_clocks_may_differ_by_a_step(steps: int) -> None:
    with_app(cast.editor())
    client, _answer = knock("editor")
    assert client.post(CODE, {"code": code(steps)}).status_code == 302


@pytest.mark.parametrize("steps", [-2, 2, 100])
def test_and_by_no_more(steps: int) -> None:
    with_app(cast.editor())
    client, _answer = knock("editor")
    refused = client.post(CODE, {"code": code(steps)})
    assert refused.status_code == 200
    assert "wrong, expired or already used" in refused.content.decode()
    assert Client().get("/admin/").status_code == 302


def test_a_code_works_once_also_after_the_clock_was_set_back(clock: Any) -> None:
    editor = with_app(cast.editor())
    entered(editor)
    again, _answer = knock("editor")
    assert again.post(CODE, {"code": code()}).status_code == 200
    clock.shift(timedelta(hours=2))
    assert again.post(CODE, {"code": code()}).status_code == 302 or knock("editor")
    ahead = code()
    clock.shift(-timedelta(hours=1))
    client, _answer = knock("editor")
    assert client.post(CODE, {"code": ahead}).status_code == 200
    assert client.post(CODE, {"code": code()}).status_code == 302, "and locks nobody out"


@pytest.mark.parametrize("form", ["{0}", "{0:.3} {1}", "{0:.3}-{1}", " {0} "])
def test_a_code_is_read_as_people_type_it(form: str) -> None:
    with_app(cast.editor())
    client, _answer = knock("editor")
    digits = code()
    assert client.post(CODE, {"code": form.format(digits, digits[3:])}).status_code == 302


def test_digits_of_other_scripts_are_digits() -> None:
    with_app(cast.editor())
    client, _answer = knock("editor")
    arabic = code().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert client.post(CODE, {"code": arabic}).status_code == 302


@pytest.mark.parametrize("typed", ["", "abc", "\0", "²³¹", "9" * 100_000, "-" * 50])
def test_what_is_no_code_is_no_error_of_ours(typed: str) -> None:
    with_app(cast.editor())
    client, _answer = knock("editor")
    assert client.post(CODE, {"code": typed}).status_code == 200


def test_a_recovery_code_works_once() -> None:
    editor = with_app(cast.editor())
    first, *_rest = factors.new_recovery_codes(editor)
    client, _answer = knock("editor")
    assert client.post(CODE, {"code": f"{first[:4]} {first[4:]}"}).status_code == 302
    assert factors.recovery_codes_left(editor) == 9
    client, _answer = knock("editor")
    assert client.post(CODE, {"code": first}).status_code == 200
    noted = Entry.objects.filter(verb=Entry.Verb.LOGIN).latest("pk")
    assert noted.note.startswith("with a recovery code")


def test_codes_that_were_replaced_work_no_more() -> None:
    editor = with_app(cast.editor())
    former = factors.new_recovery_codes(editor)
    factors.new_recovery_codes(editor)
    client, _answer = knock("editor")
    assert client.post(CODE, {"code": former[0]}).status_code == 200


def test_somebody_elses_code_is_nobodys(clock: Any) -> None:
    with_app(cast.editor())
    other = cast.managing_editor()
    factors.add_app(other, factors.new_secret(), 0)
    client, _answer = knock("managing-editor")
    assert client.post(CODE, {"code": code()}).status_code == 200


def test_who_guesses_codes_is_locked_out_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lockout, "HERE", 3)
    with_app(cast.editor())
    client, _answer = knock("editor")
    answers = [client.post(CODE, {"code": "000000"}).status_code for _time in range(3)]
    assert answers == [200, 200, 429]
    locked = client.post(CODE, {"code": code()})
    assert locked.status_code == 429, "also the right one"
    assert "Try again in 15 minutes" in locked.content.decode()
    assert knock("editor")[1].status_code == 429, "and the first step with it"
    failures = Entry.objects.filter(verb=Entry.Verb.LOGIN_FAILED, title="editor")
    assert "wrong code; from 203.0.113.9" in {one.note for one in failures}


def test_a_password_that_fits_forgets_no_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lockout, "HERE", 3)
    with_app(cast.editor())
    for _time in range(2):
        client, _answer = knock("editor")
        client.post(CODE, {"code": "000000"})
    client, _answer = knock("editor")
    assert client.post(CODE, {"code": "000000"}).status_code == 429


@pytest.mark.parametrize("change", ["closed", "no staff", "password", "late", "clock back"])
def test_what_changed_in_between_ends_the_login(change: str, clock: time_machine.Traveller) -> None:
    editor = with_app(cast.editor())
    client, _answer = knock("editor")
    if change == "late":
        clock.shift(entering.HALF_FOR + 1)
    elif change == "clock back":
        clock.shift(-60)
    else:
        editor.is_active, editor.is_staff = change != "closed", change != "no staff"
        if change == "password":
            editor.set_password("another long sentence")
        editor.save()
    refused = client.post(CODE, {"code": code()})
    assert refused["Location"] == LOGIN
    assert client.get("/admin/").status_code == 302


def test_nobody_comes_to_the_second_step_first() -> None:
    with_app(cast.editor())
    assert Client().get(CODE)["Location"] == LOGIN
    assert Client().post(CODE, {"code": code()})["Location"] == LOGIN


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example", CODE])
def test_it_leads_nowhere_else(address: str) -> None:
    with_app(cast.editor())
    client, _answer = knock("editor", address)
    done = client.post(CODE, {"code": code(), "next": address})
    assert done["Location"] == "/admin/"


def test_two_tabs_and_the_way_back() -> None:
    with_app(cast.editor())
    client, _answer = knock("editor")
    client.get(CODE)
    client.get(CODE)
    assert client.post(CODE, {"code": code()}).status_code == 302
    assert client.get(CODE)["Location"] == LOGIN
    assert client.get(LOGIN)["Location"] == "/admin/", "who is in is not asked again"


def test_another_key_of_the_portal_is_told_in_the_log(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with_app(cast.editor())
    settings.SECRET_KEY = "another one"
    client, _answer = knock("editor")
    assert client.post(CODE, {"code": code()}).status_code == 200
    assert "SECRET_KEY is not what it was" in caplog.text
