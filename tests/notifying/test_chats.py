"""Chats are told in their own form, of what they chose, by an address that nobody reads again."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.lib.access.sealing import seal
from articles.models import Appointment, Article, Banner, Category, ChatHook, ChatMessage, Entry
from articles.models.chats.hook import TRIED, Event
from articles.models.chats.saying import say
from articles.models.lifecycle import scheduler
from articles.notifying import background
from articles.notifying.chats import mattermost, sending, slack, teams
from articles.notifying.chats.message import Message
from tests import cast
from tests.notifying.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/chathook/"
SECRET = "/services/T0/B0/verysecret"
#: What a headline may hold that a chat would take for more than text.
EVIL = (
    "@channel <!channel> <@U1> *b* [x](https://e.example) {{DATE(1)}} <at>Ann</at> ~town #tag :x:"
)


@pytest.fixture
def chat(settings: Any) -> Iterator[Receiver]:
    """A server of the house's own."""
    settings.CHAT_NETWORKS = [ip_network("127.0.0.1/32")]
    with receiving() as there:
        there.status = 200
        yield there


def hook(chat: Receiver, kind: str = "slack", events: Any = tuple(Event), **more: Any) -> ChatHook:
    one = ChatHook(name="#newsdesk", kind=kind, events=[str(event) for event in events], **more)
    one.put_address(chat.at(SECRET))
    one.save()
    return one


def bodies(chat: Receiver) -> list[Any]:
    return [json.loads(body) for _path, _headers, body in chat.came]


def text_of(chat: Receiver) -> str:
    return json.dumps(bodies(chat), ensure_ascii=False)


@pytest.mark.parametrize("kind", ["slack", "teams", "mattermost"])
def test_it_works(chat: Receiver, kind: str, settings: Any) -> None:
    settings.SITE_URL = "https://paper.example"
    hook(chat, kind)
    story = cast.live(at=timezone.now())
    assert background.is_due()
    background.work()
    ((path, headers, _body),) = chat.came
    assert (path, headers["Content-Type"]) == (SECRET, "application/json; charset=utf-8")
    said = text_of(chat).replace("\\\\", "")
    assert "Published" in said
    assert str(story) in said
    assert f"https://paper.example{story.get_absolute_url()}" in said
    assert not ChatMessage.objects.exists()
    assert ChatHook.objects.get().told_at is not None
    assert not background.is_due()


def test_what_is_done_to_a_story_is_said(chat: Receiver) -> None:
    hook(chat, "mattermost")
    story = cast.draft(created_by=cast.reporter())
    story.submit(cast.reporter())
    story.return_to_draft(cast.editor(), "Who says\nso?")
    background.work()
    waits, returned = (one["text"] for one in bodies(chat))
    assert waits.startswith("Waiting for approval: **Council keeps its old crane**")
    assert returned.startswith("Returned: ")
    assert "“Who says so?”" in returned


def test_only_what_was_chosen_is_said(chat: Receiver) -> None:
    other = Category.objects.create(name="Elsewhere", slug="elsewhere")
    hook(chat, events=[Event.WITHDRAWN])
    hook(chat, sections=[other.pk])
    hook(chat, is_on=False)
    cast.live(at=timezone.now())
    assert not ChatMessage.objects.exists()


def test_a_plan_that_failed_and_a_story_that_goes_live_by_the_clock(chat: Receiver) -> None:
    hook(chat)
    story = cast.live(at=timezone.now() + timedelta(hours=1))
    background.work()
    assert chat.came == []
    when = timezone.now() - timedelta(seconds=1)
    Article.objects.filter(pk=story.pk).update(publish_at=when)
    Appointment.objects.update(at=when, next_try_at=when)
    scheduler.do_due()
    background.work()
    assert "Published" in text_of(chat)
    story.log(Entry.Verb.FAILED, None, note="The section is gone.")
    background.work()
    assert "The section is gone." in text_of(chat)


def test_breaking_news_without_a_story(chat: Receiver) -> None:
    hook(chat)
    Banner.put_up("Bridge closed", cast.managing_editor(), section=cast.section())
    background.work()
    assert "Breaking: Bridge closed" in text_of(chat)


def test_what_was_published_long_ago_is_no_news(chat: Receiver) -> None:
    hook(chat)
    cast.live(at=timezone.now() - timedelta(days=300))
    assert not ChatMessage.objects.exists()


def test_what_readers_no_longer_have_is_not_said(chat: Receiver) -> None:
    hook(chat, events=[Event.PUBLISHED])
    cast.live(at=timezone.now()).withdraw(cast.managing_editor(), "Wrong")
    background.work()
    assert chat.came == []
    assert not ChatMessage.objects.exists()


def test_a_headline_calls_nobody() -> None:
    message = Message("Published", EVIL, "@here", "<!here>", "https://paper.example/1", "Read it")
    said = slack.form(message)
    assert "<" not in said["text"]
    assert "@channel" not in said["text"]
    elements = said["blocks"][0]["elements"][0]["elements"]
    assert {one["type"] for one in elements} == {"text", "link"}
    assert elements[1]["text"] == EVIL  # literal in an element of text
    card = json.dumps(teams.form(message), ensure_ascii=False)
    for mark in ("<at>", "{{", "@channel", "@here", "<!"):
        assert mark not in card
    assert "TextBlock" not in card.replace("RichTextBlock", "")
    marked = mattermost.form(message)["text"]
    for mark in ("@channel", "@here", "[x]", "<!", "~town", "#tag", ":x:", " *b*"):
        assert mark not in marked
    assert marked.endswith("[Read it](https://paper.example/1)")


def test_a_chat_that_is_away_is_tried_again_then_given_up(chat: Receiver, client: Client) -> None:
    one = hook(chat)
    chat.status, chat.headers = 429, {"Retry-After": "120"}
    say(Event.BREAKING, title="One")
    say(Event.BREAKING, title="Two")
    background.work()
    # The second is not even tried: it would be told the same.
    assert len(chat.came) == 1
    late = timezone.now() + timedelta(seconds=110)
    assert ChatMessage.objects.filter(next_try_at__gt=late).count() == 2
    ChatMessage.objects.update(
        next_try_at=timezone.now(), asked_at=timezone.now() - TRIED - timedelta(seconds=1)
    )
    assert sending.work() == 2
    one.refresh_from_db()
    assert one.given_up == 2
    client.force_login(cast.managing_editor())
    start = client.get("/admin/").content.decode()
    assert "Chat #newsdesk" in start
    assert "2 messages could not be delivered." in start
    client.force_login(cast.reporter())
    assert "Chat #newsdesk" not in client.get("/admin/").content.decode()
    # What arrives again says that all is well.
    chat.status = 200
    say(Event.BREAKING, title="Three")
    background.work()
    one.refresh_from_db()
    assert (one.given_up, one.error, one.failing_since) == (0, "", None)


def in_time(work: Any = background.work) -> int:
    """What waits, some tries later."""
    ChatMessage.objects.update(next_try_at=timezone.now())
    return int(work())


@pytest.mark.every_database
def test_nothing_is_lost_while_a_chat_fails(
    chat: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It answers by halves, refuses, leads elsewhere, is closed; then it takes all, in order."""
    one = hook(chat, "mattermost")
    say(Event.BREAKING, title="One")
    say(Event.BREAKING, title="Two")
    waits = []
    for status in (500, 503, 408, 401, 403, 404, 410, 301, 307):
        chat.status, chat.headers = status, {"Location": chat.at("/elsewhere")}
        in_time()
        first = ChatMessage.objects.order_by("pk")[0]
        waits.append((first.next_try_at - timezone.now()).total_seconds())
    assert waits[0] > 20
    assert all(3_600 >= later > earlier for earlier, later in pairwise(waits[:7]))
    monkeypatch.setattr("articles.lib.outside.posting.WHOLE", 0.2)
    chat.hangs, before = True, len(chat.came)
    in_time()
    assert len(chat.came) == before + 1
    chat.hangs = False
    one.refresh_from_db()
    assert one.error.startswith("It can’t be reached")
    assert one.failing_since is not None
    with receiving() as another:
        gone = another.at(SECRET)
    one.put_address(gone)
    one.save()
    in_time()
    one.put_address(chat.at(SECRET))
    one.save()
    assert ChatMessage.objects.count() == 2
    chat.came.clear()
    chat.status, chat.headers = 200, {}
    in_time()
    assert [said["text"].partition("**")[2][:3] for said in bodies(chat)] == ["One", "Two"]
    assert {path for path, _headers, _body in chat.came} == {SECRET}
    assert "verysecret" not in caplog.text


def test_a_server_that_answers_again_is_told_the_rest_at_once(chat: Receiver) -> None:
    hook(chat)
    say(Event.BREAKING, title="One")
    say(Event.BREAKING, title="Two")
    chat.status = 500
    background.work()
    chat.status = 200
    ChatMessage.objects.filter(title="One").update(next_try_at=timezone.now())
    while background.work():
        pass
    assert len(chat.came) == 3
    assert not ChatMessage.objects.exists()


def test_a_message_that_is_not_taken_holds_nothing_up(chat: Receiver) -> None:
    hook(chat)
    say(Event.BREAKING, title="Odd")
    chat.status = 400
    background.work()
    chat.status = 200
    say(Event.BREAKING, title="Another")
    background.work()
    assert "Another" in text_of(chat)


def test_an_answer_that_repeats_the_address_is_kept_without(chat: Receiver) -> None:
    one = hook(chat)
    chat.status, chat.text = 404, f"No {SECRET} here, nor verysecret"
    say(Event.BREAKING, title="One")
    background.work()
    one.refresh_from_db()
    assert one.error.startswith("It answered 404. No ")
    assert "verysecret" not in one.error + ChatMessage.objects.get().error


def test_a_name_that_leads_into_the_house_by_now_is_not_told(
    chat: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CHAT_NETWORKS = []
    one = ChatHook(name="Town", kind="slack", events=["breaking"])
    one.put_address(f"https://hooks.example:{chat.port}{SECRET}")
    one.save()
    for number in ("127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "::ffff:127.0.0.1"):
        told = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, chat.port))]
        monkeypatch.setattr("socket.getaddrinfo", lambda *_a, told=told, **_k: told)
        say(Event.BREAKING, title="One")
        in_time()
        one.refresh_from_db()
        assert "not on the public Internet" in one.error
        ChatHook.objects.update(error="")
    assert chat.came == []


def test_an_address_that_can_t_be_read_any_more_waits_for_another(
    chat: Receiver, theirs: Client
) -> None:
    one = hook(chat, events=["breaking"])
    ChatHook.objects.update(sealed=seal("x", purpose="another"))
    say(Event.BREAKING, title="Two")
    background.work()
    one.refresh_from_db()
    assert "enter it again" in one.error
    assert chat.came == []
    form = {**FORM, "events": ["breaking"], "address": chat.at(SECRET)}
    assert theirs.post(f"{LIST}{one.pk}/change/", form).status_code == 302
    background.work()
    assert "Two" in text_of(chat)


# --- On the desk --------------------------------------------------------------------------


@pytest.fixture
def theirs(client: Client) -> Client:
    """The managing editor at the desk."""
    client.force_login(cast.managing_editor())
    return client


FORM = {"name": "#newsdesk", "kind": "slack", "events": ["published"], "is_on": "on"}


def test_it_is_set_up_on_the_desk(theirs: Client, chat: Receiver) -> None:
    answer = theirs.post(f"{LIST}add/", {**FORM, "address": chat.at(SECRET)})
    assert answer.status_code == 302
    one = ChatHook.objects.get()
    assert one.address == chat.at(SECRET)
    page = f"{LIST}{one.pk}/"
    theirs.post(f"{page}change/", {**FORM, "events": ["published", "failed"], "address": ""})
    one.refresh_from_db()
    assert (one.events, one.address) == (["published", "failed"], chat.at(SECRET))
    answer = theirs.post(f"{page}test/", follow=True)
    assert "Test sent. Check the chat." in answer.content.decode()
    assert "This chat is told by" in text_of(chat)
    chat.status = 404
    answer = theirs.post(f"{page}test/", follow=True)
    assert "could not be delivered" in answer.content.decode()
    theirs.post(LIST, {"action": "switch_off", "_selected_action": [one.pk]})
    one.refresh_from_db()
    assert not one.is_on
    shown = theirs.get(LIST).content + theirs.get(f"{page}change/").content
    assert b"verysecret" not in shown
    assert "cret" in one.hint
    theirs.post(f"{page}delete/", {"post": "yes"})
    assert not ChatHook.objects.exists()
    log = list(Entry.objects.filter(verb=Entry.Verb.CHAT).values_list("note", "details"))
    assert len(log) == 4
    assert "verysecret" not in str(log)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://hooks.example/x",
        "https://10.0.0.1/x",
        "https://localhost/x",
        "x",
        "https://a@b.c/",
    ],
)
def test_addresses_within_the_house_are_refused(theirs: Client, address: str) -> None:
    answer = theirs.post(f"{LIST}add/", {**FORM, "address": address})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not ChatHook.objects.exists()


def test_an_address_is_entered_again_where_something_else_was_wrong(
    theirs: Client, chat: Receiver
) -> None:
    """It is not shown again, and whoever saves once more would keep the former one unawares."""
    one = hook(chat)
    form = {**FORM, "events": [], "address": chat.at("/services/another/one")}
    answer = theirs.post(f"{LIST}{one.pk}/change/", form).content.decode()
    assert "Enter the address again" in answer
    assert "another/one" not in answer
    one.refresh_from_db()
    assert one.address == chat.at(SECRET)


def test_others_see_nothing_of_it(client: Client, chat: Receiver) -> None:
    one = hook(chat)
    client.force_login(cast.editor())
    for address in (LIST, f"{LIST}add/", f"{LIST}{one.pk}/change/"):
        assert client.get(address).status_code == 403
    assert client.post(f"{LIST}{one.pk}/test/").status_code == 403
    assert chat.came == []
    assert LIST not in client.get("/admin/").content.decode()
