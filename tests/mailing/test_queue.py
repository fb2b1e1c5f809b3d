"""Mails are kept with what they tell of, sent once, tried again, and given up at last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from articles.lib.host.background import BackgroundThread
from articles.mailing import queue, report
from articles.models import Mail
from tests import cast
from tests.mailing.server import Taking, taking_mail

pytestmark = pytest.mark.django_db
REAL = pytest.mark.django_db(transaction=True, serialized_rollback=True)
TO = "ottoline@news.example"


@pytest.fixture
def server(settings: Any) -> Iterator[Taking]:
    """The server that takes our mail."""
    with taking_mail(settings) as taking:
        yield taking


def written(to: str = TO, subject: str = "Hello", *paragraphs: str) -> Mail:
    """A mail that waits."""
    mail = Mail.write(to, subject, paragraphs or ["How are you?"])
    assert mail is not None
    return mail


def later(**wait: float) -> Any:
    """That long from now."""
    return time_machine.travel(timezone.now() + timedelta(**wait), tick=True)


def test_it_works(server: Taking) -> None:
    link = "https://news.example/admin/welcome/abc/"
    mail = written(TO, "مرحبا, Ötti", "A <b> & c.", link)
    assert queue.work() == 1
    sent = message_from_bytes(server.mails[0])
    assert str(make_header(decode_header(sent["Subject"]))) == "مرحبا, Ötti"
    assert (sent["To"], sent["From"]) == (TO, "Desk <desk@news.example>")
    assert sent["Message-ID"] == mail.message_id
    text, html = (part.get_payload(decode=True).decode() for part in sent.get_payload())  # type: ignore[union-attr]
    assert text.replace("\r", "") == f"A <b> & c.\n\n{link}\n"
    assert '<p dir="auto">A &lt;b&gt; &amp; c.</p>' in html
    assert f'<a href="{link}"' in html
    assert "<img" not in html
    mail.refresh_from_db()
    assert mail.done_at
    assert mail.body == ""  # what opens an account is not kept
    assert queue.work() == 0


def test_without_a_server_nothing_is_written(settings: Any) -> None:
    settings.HAS_MAIL = False
    assert Mail.write(TO, "Hello", ["x"]) is None
    assert not Mail.objects.exists()
    assert not queue.is_due()
    assert report.state() == "not set up"


def test_a_subject_with_a_line_break_adds_no_header(server: Taking) -> None:
    written(TO, "Hello Ann\r\nBcc: everybody@evil.example")
    written("ann@news.example\r\nBcc: everybody@evil.example")
    queue.work()
    assert len(server.mails) == 1
    assert message_from_bytes(server.mails[0])["Bcc"] is None
    assert Mail.objects.get(was_given_up=True).body == ""


def test_a_server_that_says_nothing_costs_one_attempt(server: Taking) -> None:
    server.hangs = True
    for number in range(5):
        written(f"{number}@news.example")
    assert queue.work() == 0
    assert server.conversations == 1
    assert queue.work() == 0  # all of them wait
    assert server.conversations == 1
    assert report.state().startswith("failing since ")
    server.hangs = False
    with later(minutes=1):
        assert queue.work() == 5
    assert report.state() == "well"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"breaks_off": True}, "closed"),
        ({"greeting": "421 too busy"}, "421"),
        ({"greeting": "554 not from you"}, "554"),
    ],
)
def test_a_server_that_takes_nothing_gets_all_of_it_later(
    server: Taking, wrong: dict[str, Any], said: str, caplog: pytest.LogCaptureFixture
) -> None:
    well = {name: getattr(server, name) for name in wrong}
    for number in range(3):
        written(f"{number}@news.example")
    vars(server).update(wrong)
    assert queue.work() == 0
    assert server.conversations == 1
    assert said in report.state()
    assert [one.exc_info for one in caplog.records] == [None], "one line, without a traceback"
    vars(server).update(well)
    with later(minutes=1):
        assert queue.work() == 3
    assert len(server.mails) == 3


def test_an_address_that_is_refused_for_now_waits_alone(server: Taking) -> None:
    server.answer = "451 later"
    written()
    assert queue.work() == 0
    server.answer = "250 fine"
    written("ann@news.example")
    assert queue.work() == 1
    with later(minutes=1):
        assert queue.work() == 1


def test_an_address_that_is_unknown_is_given_up(server: Taking, client: Client) -> None:
    server.answer = "550 no such mailbox"
    written()
    assert queue.work() == 1
    assert [mail.error for mail in report.given_up(5)] == ["550 no such mailbox"]
    client.force_login(cast.operator())
    assert "550 no such mailbox" in client.get("/admin/").content.decode()
    client.force_login(cast.reporter())
    assert "550 no such mailbox" not in client.get("/admin/").content.decode()


def test_a_server_that_is_away_is_told_at_the_desk(
    server: Taking, settings: Any, client: Client
) -> None:
    settings.EMAIL_PORT = 1
    settings.METRICS_TOKEN = "t"
    written()
    queue.work()
    client.force_login(cast.operator())
    assert "None can be sent since" not in client.get("/admin/").content.decode()
    with later(minutes=2):
        assert "None can be sent since" in client.get("/admin/").content.decode()
        told = client.get("/readyz", headers={"Authorization": "Bearer t"})
    assert told.json()["mail"].startswith("failing since ")
    assert told.status_code == 200
    with later(days=4):
        assert queue.work() == 0
    assert Mail.objects.get().was_given_up


def test_what_one_worker_has_another_leaves(server: Taking) -> None:
    mail = written()
    assert mail.claim()
    assert queue.work() == 0
    with later(minutes=11):  # it died
        assert queue.work() == 1
    assert len(server.mails) == 1


@REAL
def test_it_goes_out_after_the_commit_and_not_before(
    server: Taking, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = BackgroundThread("mailing", queue.work)
    monkeypatch.setattr("articles.mailing.background.background", ours)
    with transaction.atomic():
        written()
        assert ours._thread is None
    ours.wait(30)
    assert len(server.mails) == 1
    with transaction.atomic():
        written()
        transaction.set_rollback(True)
    ours.wait(30)
    assert Mail.objects.count() == 1


def test_what_was_sent_long_ago_is_forgotten(server: Taking) -> None:
    written()
    queue.work()
    with later(days=29):
        assert queue.forget_old() == 0
    with later(days=31):
        assert queue.forget_old() == 1
