"""Notices by mail: at once or in a digest, never empty and never twice, and ended by one press."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.mailing import queue
from articles.models import Article, Mail, Notice, NoticeChoices
from articles.models.access.leaving import leave
from articles.models.notices import letters, unsubscribing
from articles.models.notices.choices import ByMail
from articles.models.notices.notice import Kind
from articles.models.notices.telling import tell
from tests import cast
from tests.mailing.server import taking_mail

pytestmark = pytest.mark.django_db
SITE = "https://news.example"


@pytest.fixture(autouse=True)
def has_mail(settings: Any) -> None:
    settings.HAS_MAIL, settings.SITE_URL = True, SITE


@pytest.fixture
def reporter() -> User:
    account = cast.reporter()
    account.email = "reporter@news.example"
    account.save()
    return account


@pytest.fixture
def story(reporter: User) -> Article:
    return cast.draft(created_by=reporter)


def written() -> list[tuple[str, str]]:
    return [(one.subject, one.text) for one in Mail.objects.order_by("pk")]


def later(hours: float) -> Any:
    return timezone.now() + timedelta(hours=hours)


def test_at_once(story: Article, reporter: User) -> None:
    story.submit(reporter)
    story.return_to_draft(cast.editor(), "Who says so?")
    assert letters.write_due() == 1
    ((subject, text),) = written()
    assert subject == "Newsportal: editor returned “Council keeps its old crane” to draft"
    one = Notice.objects.get(to=reporter)
    assert f"“Who says so?”\n{SITE}/admin/notices/{one.pk}/" in text
    assert letters.write_due() == 0
    assert len(written()) == 1


def test_a_digest_gathers_and_comes_once(story: Article, reporter: User) -> None:
    NoticeChoices.objects.create(account=reporter, pace="hourly")
    for number in range(3):
        tell(Kind.COMMENT, [reporter], None, story=story, note=f"Comment {number}")
    tell(Kind.SUGGESTED, [reporter], cast.editor(), story=story)
    assert letters.write_due() == 0
    assert letters.write_due(later(1)) == 1
    ((subject, text),) = written()
    assert subject == "Newsportal: 2 notices"
    assert "3 comments on “Council keeps its old crane”" in text
    assert "editor suggested a change" in text
    assert letters.write_due(later(30)) == 0
    assert len(written()) == 1


def test_a_digest_is_never_empty(story: Article, reporter: User) -> None:
    tell(Kind.COMMENT, [reporter], None, story=story)
    tell(Kind.SUGGESTED, [reporter], None, about="coverage:12")
    Notice.objects.filter(kind=Kind.COMMENT).see()
    letters.write_due(later(25))
    assert written() == []
    # Neither is one of somebody who may not come to the desk any more.
    tell(Kind.MENTION, [reporter], None, story=story)
    User.objects.filter(pk=reporter.pk).update(is_staff=False)
    letters.write_due(later(25))
    assert written() == []
    assert not Notice.objects.filter(mail_at__isnull=False).exists()


def test_who_chose_otherwise_meanwhile_is_asked_again(story: Article, reporter: User) -> None:
    tell(Kind.MENTION, [reporter], None, story=story)
    choices = NoticeChoices(account=reporter)
    choices.choose(Kind.MENTION, mail=ByMail.NEVER)
    choices.save()
    letters.write_due()
    assert written() == []


def test_many_at_once_do_not_flood(story: Article, reporter: User) -> None:
    for number in range(5):
        tell(Kind.MENTION, [reporter], None, story=story, note=str(number))
        letters.write_due()
    assert len(written()) == 1
    letters.write_due(later(1))
    assert len(written()) == 2
    assert "5 mentions of you" in written()[1][1]


def test_what_failed_to_be_written_is_written_later(
    story: Article, reporter: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(Kind.MENTION, [reporter], None, story=story)
    with monkeypatch.context() as patch:
        patch.setattr(Mail, "write", lambda *_args, **_more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            letters.write_due()
    assert letters.write_due() == 1
    assert len(written()) == 1


def test_it_is_in_the_language_that_they_chose(story: Article, reporter: User) -> None:
    NoticeChoices.objects.create(account=reporter, language="ar")
    tell(Kind.LIVE, [reporter], None, story=story)
    Notice.objects.update(mail_at=timezone.now())
    choices = NoticeChoices.objects.get()
    choices.choose(Kind.LIVE, mail=ByMail.AT_ONCE)
    choices.save()
    letters.write_due()
    assert Mail.objects.get().language == "ar"
    ((subject, _text),) = written()
    assert "has gone live" not in subject


def test_a_mailbox_ends_them_by_one_press(
    client: Client, story: Article, reporter: User, settings: Any
) -> None:
    with taking_mail(settings) as taking:
        tell(Kind.MENTION, [reporter], None, story=story)
        letters.write_due()
        queue.work()
        (raw,) = taking.mails
    message: Message = message_from_bytes(raw)
    assert "mentioned you" in str(make_header(decode_header(message["Subject"])))
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"].strip().strip("<>")
    assert address.startswith(f"{SITE}/")
    path = address.removeprefix(SITE)
    # Whatever looks at links in mails ends nothing.
    looked = client.get(path)
    assert (looked.status_code, looked.cookies, NoticeChoices.objects.count()) == (200, {}, 0)
    assert "no-store" in looked["Cache-Control"]
    strict = Client(enforce_csrf_checks=True)
    for _time in range(2):
        pressed = strict.post(path, {"List-Unsubscribe": "One-Click"})
        assert (pressed.status_code, pressed.cookies) == (200, {})
    assert NoticeChoices.objects.get().of(Kind.MENTION).mail == ByMail.NEVER
    assert NoticeChoices.objects.get().of(Kind.RETURNED).mail == ByMail.AT_ONCE


def test_a_digest_ends_as_a_whole(reporter: User) -> None:
    address = unsubscribing.address_of(reporter.pk, unsubscribing.DIGEST)
    assert Client().post(address.removeprefix(SITE)).status_code == 200
    choices = NoticeChoices.objects.get()
    assert choices.of(Kind.COMMENT).mail == ByMail.NEVER
    assert choices.of(Kind.MENTION).mail == ByMail.AT_ONCE


def test_nobody_ends_anothers_by_guessing(reporter: User) -> None:
    good = unsubscribing.address_of(reporter.pk, Kind.MENTION).removeprefix(SITE)
    for odd in (good[:-3] + "/", good.replace(":", "x", 1), "/.well-known/notices/x/"):
        assert Client().post(odd).status_code == 404
        assert Client().get(odd).status_code == 404
    assert not NoticeChoices.objects.exists()


def test_one_who_left_is_mailed_nothing(story: Article, reporter: User) -> None:
    tell(Kind.MENTION, [reporter], None, story=story)
    letters.write_due()
    tell(Kind.RETURNED, [reporter], None, story=story)
    leave(reporter, cast.managing_editor())
    letters.write_due()
    assert written() == []
    address = unsubscribing.address_of(reporter.pk, Kind.MENTION)
    assert Client().post(address.removeprefix(SITE)).status_code == 200
