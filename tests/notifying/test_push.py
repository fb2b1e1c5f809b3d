"""Devices are told by a push service, in words that only they read, while their login is open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.lib.outside import posting
from articles.models import Article, DeskSession, Notice, PushDevice, PushMessage
from articles.models.access import sessions
from articles.models.access.leaving import leave
from articles.models.notices.devices import ask_due
from articles.models.notices.notice import Kind
from articles.models.notices.telling import tell
from articles.notifying import background, push
from tests import cast
from tests.notifying.receiver import Browser, Receiver, receiving

pytestmark = pytest.mark.django_db
DEVICES = "/admin/notices/devices/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def service(settings: Any) -> Iterator[Receiver]:
    """A push service of the house's own."""
    settings.PUSH_NETWORKS = [ip_network("127.0.0.1/32")]
    with receiving() as there:
        yield there


@pytest.fixture
def phone() -> Browser:
    return Browser()


@pytest.fixture
def reporter(client: Client, service: Receiver, phone: Browser) -> User:
    """Logged in on a device that is told."""
    account = cast.reporter()
    client.force_login(account)
    client.get("/admin/")
    taken = client.post(DEVICES, phone.fields(service.at("/to/1")), headers=JSON)
    assert taken.json() == {"ok": True}
    return account


@pytest.fixture
def story(reporter: User) -> Article:
    return cast.draft(created_by=reporter)


def test_it_works(
    story: Article, reporter: User, service: Receiver, phone: Browser, client: Client
) -> None:
    tell(Kind.MENTION, [reporter], cast.editor(), story=story, note="Not in the message")
    assert background.is_due()
    background.work()
    ((path, headers, body),) = service.came
    one = Notice.objects.get()
    said = json.loads(phone.read(body))
    assert said["body"] == "editor mentioned you in “Council keeps its old crane”"
    assert said["open"].endswith(f"/admin/notices/{one.pk}/")
    assert "Not in the message" not in str(said)
    assert (path, headers["Content-Encoding"]) == ("/to/1", "aes128gcm")
    assert headers["Authorization"].startswith("vapid t=")
    assert len(headers["Topic"]) <= 32
    assert not PushMessage.objects.exists()
    assert not background.is_due()
    assert "No devices." not in client.get("/admin/notices/ways/").content.decode()


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(
    story: Article, reporter: User, service: Receiver, status: int
) -> None:
    service.status = status
    tell(Kind.MENTION, [reporter], None, story=story)
    background.work()
    assert not PushDevice.objects.exists()
    assert not PushMessage.objects.exists()


def test_a_service_that_is_away_is_tried_again(
    story: Article, reporter: User, service: Receiver
) -> None:
    service.status, service.headers = 503, {"Retry-After": "120"}
    tell(Kind.MENTION, [reporter], None, story=story)
    background.work()
    one = PushMessage.objects.get()
    assert one.next_try_at > timezone.now() + timedelta(seconds=110)
    service.status = 201
    PushMessage.objects.update(next_try_at=timezone.now())
    assert push.work() == 1
    assert len(service.came) == 2
    # What is old tells nobody anything.
    tell(Kind.MENTION, [reporter], None, story=story)
    ask_due()
    PushMessage.objects.update(asked_at=timezone.now() - timedelta(days=1))
    assert push.work() == 1
    assert len(service.came) == 2


def test_a_refusal_is_shown_and_not_repeated(
    story: Article, reporter: User, service: Receiver
) -> None:
    service.status = 403
    tell(Kind.MENTION, [reporter], None, story=story)
    background.work()
    assert PushDevice.objects.get().error.startswith("403")
    assert not PushMessage.objects.exists()


def test_a_redirect_is_not_followed(story: Article, reporter: User, service: Receiver) -> None:
    service.status, service.headers = 307, {"Location": service.at("/elsewhere")}
    tell(Kind.MENTION, [reporter], None, story=story)
    background.work()
    assert [path for path, _headers, _body in service.came] == ["/to/1"]


def test_an_answer_that_drips_is_cut_off(
    story: Article, reporter: User, service: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "WHOLE", 0.3)
    service.drips = True
    tell(Kind.MENTION, [reporter], None, story=story)
    background.work()
    assert service.came


def test_what_was_seen_or_is_out_of_reach_is_not_said(
    story: Article, reporter: User, service: Receiver
) -> None:
    tell(Kind.MENTION, [reporter], None, story=story)
    ask_due()
    Notice.objects.see()
    tell(Kind.RETURNED, [reporter], None, story=cast.draft("Secret"))
    background.work()
    assert service.came == []
    assert not PushMessage.objects.exists()


def test_a_device_ends_with_its_login(
    client: Client, story: Article, reporter: User, service: Receiver
) -> None:
    tell(Kind.MENTION, [reporter], None, story=story)
    ask_due()
    client.post("/admin/logout/")
    push.work()
    tell(Kind.RETURNED, [reporter], None, story=story)
    background.work()
    assert service.came == []
    sessions.end_all(reporter)
    assert not PushDevice.objects.exists()


def test_a_device_ends_with_the_account(story: Article, reporter: User, service: Receiver) -> None:
    tell(Kind.MENTION, [reporter], None, story=story)
    ask_due()
    leave(reporter, cast.managing_editor())
    background.work()
    assert service.came == []
    assert not PushDevice.objects.exists()


def test_a_person_lets_it_be(
    client: Client, reporter: User, service: Receiver, phone: Browser
) -> None:
    other = Client()
    other.force_login(cast.editor())
    endpoint = service.at("/to/1")
    assert (
        other.post(DEVICES, {"endpoint": endpoint, "off": "1"}, headers=JSON).json()["ended"] == 0
    )
    assert client.post(DEVICES, {"endpoint": endpoint, "off": "1"}, headers=JSON).json()["ended"]
    assert not PushDevice.objects.exists()
    # Whoever logs in next on the same browser is told in the place of who was there before.
    client.post(DEVICES, phone.fields(endpoint), headers=JSON)
    other.get("/admin/")
    other.post(DEVICES, phone.fields(endpoint), headers=JSON)
    assert PushDevice.objects.get().account == cast.editor()


@pytest.mark.parametrize(
    "endpoint", ["https://127.0.0.1/x", "http://push.example/", "https://10.0.0.1/", "x", ""]
)
def test_addresses_within_the_house_are_not_taken(
    client: Client, endpoint: str, phone: Browser
) -> None:
    client.force_login(cast.reporter())
    client.get("/admin/")
    answer = client.post(DEVICES, phone.fields(endpoint), headers=JSON)
    assert answer.status_code == 422
    good = phone.fields("https://push.example/1")
    for odd in ({"p256dh": "x"}, {"auth": ""}):
        assert client.post(DEVICES, good | odd, headers=JSON).status_code == 422
    assert client.post(DEVICES, good, headers=JSON).status_code == 200
    assert "push.example" not in PushDevice.objects.get().subscription
    for number in range(25):
        client.post(DEVICES, phone.fields(f"https://push.example/{number}"), headers=JSON)
    assert PushDevice.objects.count() == 20
    assert DeskSession.objects.count() == 1


def test_the_worker_is_a_script(client: Client) -> None:
    client.force_login(cast.reporter())
    answer = client.get("/admin/notices/worker.js")
    assert answer["Content-Type"] == "text/javascript"
    assert "Newsportal" in answer.content.decode()
