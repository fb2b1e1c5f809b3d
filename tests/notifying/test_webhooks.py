"""Programs of others are told what becomes of stories: signed, in order, and nothing is lost."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from articles.lib.outside.signing import signature
from articles.models import (
    Appointment,
    Article,
    Banner,
    Category,
    Entry,
    Notice,
    Webhook,
    WebhookDelivery,
)
from articles.models.changes.pruning import prune
from articles.models.lifecycle import scheduler
from articles.models.lifecycle.workflow import Change
from articles.models.webhooks.delivery import KEPT, TRIED
from articles.models.webhooks.webhook import FORMER_KEPT, OFF_AFTER, Event
from articles.notifying import background
from articles.notifying.webhooks import sending
from bench import webhooks as fire
from tests import cast
from tests.notifying.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/webhook/"
DELIVERIES = "/admin/articles/webhookdelivery/"


@pytest.fixture
def there(settings: Any) -> Iterator[Receiver]:
    """A program in the house's own network."""
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.1/32")]
    settings.SITE_URL = "https://paper.example"
    with receiving() as receiver:
        receiver.status = 200
        yield receiver


def hook(there: Receiver, events: Any = tuple(Event), **more: Any) -> Webhook:
    one = Webhook(name="Partner", address=there.at("/hook?key=k1"), events=list(events), **more)
    one.secret = one.new_secret()  # type: ignore[attr-defined]
    one.save()
    return one


def said(there: Receiver) -> list[Any]:
    return [json.loads(body) for _path, _headers, body in there.came]


def types(there: Receiver) -> list[str]:
    return [one["type"] for one in said(there)]


def numbers(there: Receiver) -> list[str]:
    return [headers["webhook-id"] for _path, headers, _body in there.came]


def in_time() -> int:
    """What waits, some tries later."""
    WebhookDelivery.objects.update(next_try_at=timezone.now())
    Webhook.objects.update(resting_until=None)
    return sending.work()


def test_the_signature_of_the_standard() -> None:
    """The vector that its libraries are tested with."""
    secret, number = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    made = signature(secret, number, 1_614_265_330, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.every_database
def test_it_works(there: Receiver) -> None:
    one = hook(there)
    story = cast.live("Crane \U0001f3d7 </script>")
    assert background.is_due()
    assert sending.work() == 1
    ((path, headers, body),) = there.came
    assert path == "/hook?key=k1"
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    moment = int(headers["webhook-timestamp"])
    assert abs(moment - timezone.now().timestamp()) < 300
    key = base64.b64decode(one.secret.removeprefix("whsec_"))  # type: ignore[attr-defined]
    assert len(key) == 32
    signed = f"{headers['webhook-id']}.{moment}.".encode() + body
    mac = hmac.new(key, signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(mac).decode()}"
    message = json.loads(body)
    data = message["data"]
    assert set(message) == {"type", "timestamp", "data"}
    assert message["type"] == "story.published"
    assert data["address"] == f"https://paper.example{story.get_absolute_url()}"
    assert (data["headline"], data["number"]) == (story.headline, story.pk)
    assert data["id"].startswith("urn:uuid:")
    assert data["section"]["address"] == "https://paper.example/politics/"
    assert [name["name"] for name in data["names"]] == ["Ottoline Marsh"]
    assert {"summary", "language", "topics", "published", "updated", "corrections"} <= set(data)
    row = WebhookDelivery.objects.get()
    assert (row.state, row.status, row.message_id) == ("delivered", 200, headers["webhook-id"])
    assert not background.is_due()


def test_what_becomes_of_a_story_is_told_in_its_order(there: Receiver) -> None:
    hook(there)
    story = cast.live()
    story.publish(None, change=Change.UPDATE)
    story.publish(None, change=Change.CORRECTION, note="It was nine.")
    correction = story.corrections.get()
    correction.amend(None, kind="correction", text="It was ten.", why="Counted again")
    story.withdraw(None, "Wrong")
    story.restore(None)
    Banner.put_up("Crane falls", cast.managing_editor(), story=story)
    Banner.put_up("Bridge closed", cast.managing_editor(), section=cast.section())
    while in_time():
        pass
    kinds = ["published", "changed", "corrected", "corrected", "withdrawn", "published", "breaking"]
    of_story = [one for one in said(there) if "number" in one["data"]]
    assert [one["type"].removeprefix("story.") for one in of_story] == kinds
    assert of_story[2]["data"]["corrections"][0]["text"] == "It was nine."
    assert of_story[3]["data"]["corrections"][0]["text"] == "It was ten."
    assert "headline" not in of_story[4]["data"]
    assert of_story[6]["data"]["banner"] == "Crane falls"
    (alone,) = [one for one in said(there) if "number" not in one["data"]]
    assert alone["data"] == {"banner": "Bridge closed"}


def test_the_clock_is_heard(there: Receiver) -> None:
    hook(there)
    later = timezone.now() + timedelta(hours=1)
    story = cast.live(at=later, expires_at=later + timedelta(hours=1))
    assert not WebhookDelivery.objects.exists()
    now = timezone.now()
    Article.objects.filter(pk=story.pk).update(publish_at=now - timedelta(minutes=1))
    Appointment.objects.exclude(verb=Appointment.Verb.EXPIRE).update(at=now, next_try_at=now)
    scheduler.do_due()
    Article.objects.filter(pk=story.pk).update(expires_at=now)
    Appointment.objects.filter(verb=Appointment.Verb.EXPIRE).update(at=now, next_try_at=now)
    scheduler.do_due()
    while in_time():
        pass
    assert types(there) == ["story.published", "story.withdrawn"]


def test_a_verb_that_fails_tells_nothing(there: Receiver) -> None:
    hook(there)
    story = cast.live()

    def fails() -> None:
        with transaction.atomic():
            story.withdraw(None, "Wrong")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert WebhookDelivery.objects.count() == 1


def test_only_what_was_chosen_is_told(there: Receiver) -> None:
    other = Category.objects.create(name="Elsewhere", slug="elsewhere")
    hook(there, events=[Event.WITHDRAWN])
    hook(there, sections=[other.pk])
    hook(there, is_on=False)
    cast.draft()
    story = cast.live()
    assert not WebhookDelivery.objects.exists()
    # One that moves there is heard of.
    story.withdraw(None, "Wrong")
    assert WebhookDelivery.objects.count() == 1


def test_a_story_that_can_t_be_said_is_published_all_the_same(
    there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook(there)
    monkeypatch.setattr("articles.syndication.story.told.facts", lambda *_a, **_k: 1 / 0)
    story = cast.live()
    assert story.is_visible
    sending.work()
    assert said(there)[0]["data"] == {"number": story.pk}


@pytest.mark.every_database
def test_a_later_one_waits_for_an_earlier_one_of_its_story(there: Receiver) -> None:
    hook(there)
    first, second = cast.live("First"), cast.live("Second")
    there.status = 400  # not down: others are tried
    sending.work()
    first.publish(None, change=Change.UPDATE)
    second.publish(None, change=Change.UPDATE)
    assert len(there.came) == 2
    assert not WebhookDelivery.ready().exists()
    there.status = 200
    there.came.clear()
    WebhookDelivery.objects.filter(story=first.pk).update(next_try_at=timezone.now())
    sending.work()
    assert types(there) == ["story.published", "story.changed"]
    assert {one["data"]["number"] for one in said(there)} == {first.pk}
    # What was given up is waited for no longer.
    WebhookDelivery.objects.filter(story=second.pk).update(asked_at=timezone.now() - 2 * TRIED)
    WebhookDelivery.objects.filter(story=second.pk, event=Event.CHANGED).update(
        asked_at=timezone.now()
    )
    there.status = 500
    in_time()
    there.status = 200
    in_time()
    states = WebhookDelivery.objects.filter(story=second.pk).order_by("pk")
    assert list(states.values_list("state", flat=True)) == ["given_up", "delivered"]


@pytest.mark.every_database
def test_what_waits_is_not_compared_with_all_that_waits(there: Receiver) -> None:
    """Each row looks for earlier ones of its own story alone, also while the database has not
    counted yet what there is."""
    told = hook(there)
    row = {"webhook": told, "event": "published", "body": "{}"}
    numbers = [number // 5 for number in range(200)]
    WebhookDelivery.objects.bulk_create(WebhookDelivery(story=one, **row) for one in numbers)
    ready = WebhookDelivery.ready().filter(webhook=told).order_by("next_try_at", "pk")
    assert [one.story for one in ready] == sorted(set(numbers))
    plan = ready.explain()
    if connection.vendor == "sqlite":
        assert "delivery_in_turn (webhook_id=? AND story=?" in plan
    else:
        assert "Join" not in plan
        assert re.search(r"Index Cond: .*webhook_id = .* AND \(story = ", plan)


@pytest.mark.every_database
def test_a_worker_that_dies_after_posting_posts_the_same_again(
    there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook(there)
    story = cast.live()
    story.publish(None, change=Change.UPDATE)

    class Killed(BaseException):
        pass

    def dies(_row: Any) -> int:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(sending, "_settle", dies)
        with pytest.raises(Killed):
            sending.work()
    assert sending.work() == 0
    # In nobody's hand once its lease is over.
    WebhookDelivery.objects.update(claimed_until=timezone.now())
    assert sending.work() == 2
    ids = numbers(there)
    assert ids[0] == ids[1] != ids[2]
    assert types(there) == ["story.published", "story.published", "story.changed"]


def test_what_fails_waits_longer_each_time(there: Receiver) -> None:
    one = hook(there)
    cast.live()
    waits = []
    for status in (500, 503, 408, 401, 404, 301, 500, 500, 500, 500, 500, 500, 500, 500):
        there.status, there.headers = status, {"Location": there.at("/elsewhere")}
        in_time()
        row = WebhookDelivery.objects.get()
        assert (row.state, row.status) == ("waiting", status)
        waits.append((row.next_try_at - timezone.now()).total_seconds())
    assert {path for path, _headers, _body in there.came} == {"/hook?key=k1"}
    assert waits == sorted(waits)
    assert waits[0] > 3
    assert waits[-1] == pytest.approx(6 * 3_600, abs=60)
    assert len(set(numbers(there))) == 1
    one.refresh_from_db()
    assert one.failures == 14
    assert one.resting_until is not None


def test_what_a_server_asks_for_is_kept_to(there: Receiver) -> None:
    one = hook(there)
    cast.live("One")
    cast.live("Two")
    there.status, there.headers = 503, {"Retry-After": "7200"}
    sending.work()
    assert len(there.came) == 1
    one.refresh_from_db()
    assert one.resting_until is not None
    assert one.resting_until > timezone.now() + timedelta(seconds=7_100)
    WebhookDelivery.objects.update(next_try_at=timezone.now())
    assert sending.work() == 0
    assert len(there.came) == 1
    # A clock that was set back keeps nothing for longer than any server may ask.
    Webhook.objects.update(resting_until=timezone.now() + timedelta(days=40))
    there.status, there.headers = 200, {}
    assert sending.work() == 2


@pytest.mark.every_database
def test_410_switches_it_off_and_the_desk_hears_of_it(there: Receiver, client: Client) -> None:
    one = hook(there)
    cast.managing_editor()
    cast.reporter()
    cast.live("One")
    cast.live("Two")
    there.status = 410
    sending.work()
    one.refresh_from_db()
    assert not one.is_on
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"given_up"}
    told = Notice.objects.filter(about=f"webhook:{one.pk}")
    assert {notice.to.username for notice in told} == {"managing-editor"}
    client.force_login(cast.managing_editor())
    assert (
        "Deliveries to the webhook “Partner” fail" in client.get("/admin/notices/").content.decode()
    )
    assert "Webhook Partner" in client.get("/admin/").content.decode()
    client.force_login(cast.reporter())
    assert "Webhook Partner" not in client.get("/admin/").content.decode()


def test_one_that_has_failed_for_days_is_switched_off(there: Receiver) -> None:
    one = hook(there)
    cast.live()
    there.status = 500
    sending.work()
    Webhook.objects.update(failing_since=timezone.now() - OFF_AFTER)
    in_time()
    one.refresh_from_db()
    assert not one.is_on
    in_time()
    assert WebhookDelivery.objects.get().state == "given_up"


def test_a_secret_before_is_signed_with_for_a_day(there: Receiver) -> None:
    one = hook(there)
    another = one.new_secret()
    one.save()
    cast.live()
    sending.work()
    ((_path, headers, body),) = there.came
    mark = headers["webhook-id"], int(headers["webhook-timestamp"]), body
    both = [signature(secret, *mark) for secret in (another, one.secret)]  # type: ignore[attr-defined]
    assert headers["webhook-signature"].split() == both
    assert one.secrets(timezone.now() + FORMER_KEPT + timedelta(minutes=1)) == [another]


def test_a_name_that_leads_into_the_house_by_now_is_not_told(
    there: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_NETWORKS = []
    one = hook(there)
    Webhook.objects.update(address=f"https://partner.example:{there.port}/")
    cast.live()
    for number in ("127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "::ffff:127.0.0.1"):
        told = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, there.port))]
        monkeypatch.setattr("socket.getaddrinfo", lambda *_a, told=told, **_k: told)
        in_time()
        one.refresh_from_db()
        assert "not on the public Internet" in one.error
        Webhook.objects.update(error="")
    assert there.came == []


def test_old_ones_go_and_those_that_wait_stay(there: Receiver) -> None:
    hook(there)
    cast.live("One")
    sending.work()
    cast.live("Two")
    WebhookDelivery.objects.update(made_at=timezone.now() - KEPT - timedelta(minutes=1))
    prune()
    assert WebhookDelivery.objects.get().title == "Two"


@pytest.mark.every_database
def test_under_fire() -> None:
    """Some hundreds of what `bench.webhooks` does ten thousand times."""
    found = fire.run(150, seed=7)
    assert found["deliveries"] >= 150
    for what in ("lost", "out of order", "in the house", "badly signed", "given up"):
        assert found[what] == 0, (what, found)


# --- On the desk --------------------------------------------------------------------------


@pytest.fixture
def theirs(client: Client) -> Client:
    """The managing editor at the desk."""
    client.force_login(cast.managing_editor())
    return client


FORM = {"name": "Partner", "events": ["story.published"], "is_on": "on"}


def test_it_is_set_up_on_the_desk(theirs: Client, there: Receiver) -> None:
    form = {**FORM, "address": there.at("/hook?key=k1")}
    answer = theirs.post(f"{LIST}add/", form)
    one = Webhook.objects.get()
    (secret,) = one.secrets()
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    page = f"{LIST}{one.pk}/"
    answer = theirs.post(f"{page}secret/")
    assert one.secrets() == [secret]
    one.refresh_from_db()
    another, former = one.secrets()
    assert former == secret
    assert another in answer.content.decode()
    theirs.post(f"{page}change/", {**form, "events": ["story.withdrawn"]})
    one.refresh_from_db()
    assert (one.events, one.secrets()) == (["story.withdrawn"], [another, secret])
    assert "The test was delivered." in theirs.post(f"{page}test/", follow=True).content.decode()
    assert types(there) == ["test"]
    there.status, there.text = 404, "nobody here"
    answer = theirs.post(f"{page}test/", follow=True)
    assert "It answered 404. nobody here" in answer.content.decode()
    theirs.post(LIST, {"action": "switch_off", "_selected_action": [one.pk]})
    one.refresh_from_db()
    assert not one.is_on
    shown = b"".join(theirs.get(a).content for a in (LIST, f"{page}change/", DELIVERIES))
    assert secret.encode() not in shown
    assert another.encode() not in shown
    theirs.post(f"{page}delete/", {"post": "yes"})
    assert not Webhook.objects.exists()
    log = str(list(Entry.objects.filter(verb="webhook").values_list("note", "details")))
    assert Entry.objects.filter(verb="webhook").count() == 5
    assert secret not in log
    assert "k1" not in log


@pytest.mark.every_database
def test_deliveries_are_read_and_sent_again(theirs: Client, there: Receiver) -> None:
    one = hook(there)
    cast.live("Crane <b>falls</b>")
    there.status, there.text = 500, "<i>No such table</i>"
    sending.work()
    WebhookDelivery.objects.update(asked_at=timezone.now() - 2 * TRIED)
    in_time()
    row = WebhookDelivery.objects.get()
    shown = theirs.get(f"{DELIVERIES}?webhook__id__exact={one.pk}").content.decode()
    assert "500 &lt;i&gt;No such table" in shown
    page = f"{DELIVERIES}{row.pk}/"
    shown = theirs.get(f"{page}change/").content.decode()
    assert row.message_id in shown
    assert "Crane &lt;b&gt;falls" in shown
    there.status = 200
    answer = theirs.post(f"{page}again/", follow=True)
    assert "It is being resent" in answer.content.decode()
    theirs.post(f"{page}again/")  # once more does nothing
    sending.work()
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("delivered", 1)
    assert len(set(numbers(there))) == 1
    theirs.post(DELIVERIES, {"action": "send_again", "_selected_action": [row.pk]})
    sending.work()
    assert len(there.came) == 4
    Webhook.objects.update(is_on=False)
    assert "switched off" in theirs.post(f"{page}again/", follow=True).content.decode()
    assert theirs.post(f"{page}change/", {"title": "x"}).status_code == 405


@pytest.mark.parametrize(
    "address",
    ["", "http://a.example/x", "https://10.0.0.1/x", "https://localhost/", "https://a@b.c/"],
)
def test_addresses_within_the_house_are_refused(theirs: Client, address: str) -> None:
    answer = theirs.post(f"{LIST}add/", {**FORM, "address": address})
    assert "errorlist" in answer.content.decode()
    assert not Webhook.objects.exists()


def test_others_see_nothing_of_it(client: Client, there: Receiver) -> None:
    one = hook(there)
    cast.live()
    row = WebhookDelivery.objects.get()
    client.force_login(cast.editor())
    for address in (
        LIST,
        f"{LIST}add/",
        f"{LIST}{one.pk}/change/",
        DELIVERIES,
        f"{DELIVERIES}{row.pk}/change/",
    ):
        assert client.get(address).status_code == 403
    for address in (
        f"{LIST}{one.pk}/test/",
        f"{LIST}{one.pk}/secret/",
        f"{DELIVERIES}{row.pk}/again/",
    ):
        assert client.post(address).status_code == 403
    assert there.came == []
