"""Every door × every role × every state: what is not yet the readers' is nobody else's either.

The doors are read off the house's own addresses, so that a new one is tried as soon as it is
there. Outsiders knock with GET and with POST; they must find no word of the story's working copy,
its comments, its notes, its preview links, and change nothing of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from articles.models import (
    Appointment,
    Article,
    Autosave,
    BulkJob,
    Comment,
    Entry,
    Move,
    PreviewLink,
    State,
    Status,
    Submission,
    Topic,
)
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.not_measured]

#: A word of everything that outsiders must not find.
SECRET = "zanzibarine"
OUTSIDERS = ("nobody", "reader", "colleague", "sports_editor", "picture_editor", "operator")
#: Doors that end the session or answer for the whole house, not for a story.
ELSEWHERE = re.compile(r"^admin/(?:log|password_change|jsi18n)")


def patterns(resolver: Any, prefix: str = "") -> Iterator[str]:
    """Every address of the house, with its parameters in angle brackets."""
    for one in resolver.url_patterns:
        route = prefix + str(one.pattern).removeprefix("^")
        if isinstance(one, URLResolver):
            yield from patterns(one, route)
        elif isinstance(one, URLPattern):
            yield route


class Room:
    """A story in a state, with everything that can stand around it."""

    def __init__(self, status: Status) -> None:
        now = timezone.now()
        owner = cast.reporter()
        moments: dict[str, Any] = {
            Status.SCHEDULED: {"at": now + timedelta(days=1)},
            Status.EXPIRED: {"at": now - timedelta(days=2), "expires_at": now - timedelta(days=1)},
        }
        out = status in {Status.SCHEDULED, Status.LIVE, Status.EXPIRED, Status.WITHDRAWN}
        # What readers had at some time is no secret; the working copy is.
        words = "Harbour crane" if status in {Status.LIVE, Status.WITHDRAWN} else SECRET
        make = cast.live if out and status != Status.EXPIRED else cast.draft
        details = moments.get(status, {}) if make is cast.live else {}
        self.story = make(f"{words} headline", created_by=owner, **details)
        if status == Status.EXPIRED:
            self.story.publish(None)
            gone = {"publish_at": now - timedelta(days=2), "expires_at": now - timedelta(days=1)}
            Article.objects.filter(pk=self.story.pk).update(**gone)
        if status == Status.WITHDRAWN:
            self.story.withdraw(None, f"{SECRET} reason")
        self.story = Article.objects.get(pk=self.story.pk)
        self.aside_number = self.write()
        if status in {Status.IN_REVIEW, Status.READY}:
            self.story.submit(None, f"{SECRET} note")
        if status == Status.READY:
            self.story.approve(None)
        if self.story.state == State.PUBLISHED:
            self.story.submit_changes(owner, f"{SECRET} note")
        self.around(owner, now)
        assert self.story.status == status

    def write(self) -> int:
        """Give it revisions, one of them set aside; returns that one's number."""
        base = self.story.base_number()
        content = self.story.content()
        self.story.write(content | {"headline": f"{SECRET} newer", "teaser": SECRET}, None)
        written = self.story.write(
            content | {"headline": f"{SECRET} other"}, None, based_on=base or 1
        )
        assert written.aside is not None
        return written.aside.number

    def around(self, owner: User, now: Any) -> None:
        """Comments, an autosave, a link, appointments, a bulk job."""
        story = self.story
        self.key = uuid4()
        typed = {"headline": [f"{SECRET} typed"]}
        Autosave.objects.create(
            key=self.key, by=owner, article=story, content=typed, saved_at=now, seen_at=now
        )
        self.comment = Comment.objects.create(article=story, by=owner, text=f"{SECRET} remark")
        self.link = PreviewLink.objects.create(article=story, by=owner, label=SECRET)
        self.appointment = Appointment.objects.create(
            article=story, verb="changes", at=now + timedelta(days=3), note=SECRET
        )
        self.job = BulkJob.objects.create(
            verb="submit",
            by=owner,
            stories=[story.pk],
            results=[[story.pk, f"{SECRET} headline", True, SECRET]],
            finished_at=now,
        )

    def address(self, pattern: str) -> str:
        """The pattern with this story's own numbers in it."""
        first = self.story.revisions.order_by("number").first()
        values = {
            "number": self.aside_number if "conflict" in pattern else getattr(first, "number", 1),
            "revision": getattr(first, "number", 1),
            "key": self.key,
            # A token is a key that whoever holds it may use: outsiders have a wrong one.
            "token": "not-a-token",
            "slug": "politics",
            "section": "politics",
            "path": "x",
            "app_label": "articles",
            "content_type_id": ContentType.objects.get_for_model(Article).pk,
            "year": 2026,
            "month": "01",
        }
        by_model = {
            "comment": self.comment.pk,
            "link": self.link.pk,
            "appointment": self.appointment.pk,
            "bulk": self.job.pk,
            "job": self.job.pk,
        }

        def fill(match: re.Match[str]) -> str:
            name = match["name"]
            if name in values:
                return str(values[name])
            if name in by_model or f"{name}_id" in by_model:
                return str(by_model[name])
            for model, pk in by_model.items():
                if re.search(rf"{model}s?/<[^>]*{name}>", pattern) or name == f"{model}_id":
                    return str(pk)
            assert name in {"object_id", "pk", "id", "story", "story_id"}, f"{pattern}: {name}?"
            return str(self.story.pk)

        plain = re.sub(r"<(?:\w+:)?(?P<name>\w+)>", fill, pattern.replace("?P<", "<"))
        return "/" + plain.replace("\\Z", "").replace("$", "")

    def snapshot(self) -> Any:
        """All of it that somebody could have changed."""
        story = Article.objects.filter(pk=self.story.pk).values().first()
        about = Entry.objects.filter(article=self.story.pk).count()
        return (
            story,
            list(self.story.revisions.values_list("number", "kind")),
            list(Comment.objects.values("pk", "text", "resolved_at")),
            list(Autosave.objects.values("pk", "content")),
            list(PreviewLink.objects.values("pk", "revoked_at", "expires_at")),
            list(Appointment.objects.values("pk", "state", "attempts")),
            list(Submission.objects.values("pk", "note", "returned_at")),
            about,
        )


def doors(room: Room) -> list[str]:
    """Every address that could lead to the story, and the lists that could tell of it."""
    listed = [
        room.address(pattern)
        for pattern in patterns(get_resolver())
        if "(?P<" not in pattern
        and not ELSEWHERE.match(pattern)
        and "__debug__" not in pattern
        and not pattern.startswith(("media/", "admin/(?P", "admin/auth"))
        and "app_list" not in pattern
    ]
    story = room.story
    suggest = "/admin/autocomplete/?app_label=articles&model_name={}&field_name={}&term=" + SECRET
    return [
        *listed,
        story.get_absolute_url(),
        f"/admin/articles/article/?q={SECRET}",
        "/admin/articles/article/?status=draft",
        "/admin/articles/article/?o=1",
        f"/admin/articles/entry/?q={SECRET}",
        f"/admin/articles/picture/?articles={story.pk}",
        f"/admin/articles/author/?articles__headline__startswith={SECRET}",
        f"/preview/story/{story.pk}/?revision=1",
        f"/preview/story/{story.pk}/?key={room.key}",
        f"/preview/new/?key={room.key}",
        f"/admin/articles/article/{story.pk}/compare/?from=1&to=2",
        f"/admin/articles/article/{story.pk}/preview/?revision=1",
        f"/search/?q={SECRET}",
        f"/politics/{timezone.localtime():%Y/%m}/",
        suggest.format("byline", "author"),
        suggest.format("tagging", "tag"),
        f"/admin/autocomplete/?app_label=articles&model_name=comment&field_name=article&term={SECRET}",
    ]


def everything(room: Room) -> dict[str, Any]:
    """A post that would do whatever a door does."""
    return {
        "headline": "Mine now",
        "body": "<p>Mine.</p>",
        "kind": "news",
        "text": "Mine.",
        "_key": str(room.key),
        "_pk": room.story.pk,
        "_base": "1",
        "_move": "publish",
        "_reason": "Because.",
        "newest": room.story.base_number(),
        "choice-0": "mine",
        "number": 1,
        "action": "withdraw",
        "_selected_action": room.story.pk,
        "verb": "withdraw",
        "stories": room.story.pk,
        "reason": "Because.",
        "note": "Because.",
        "post": "yes",
        "days": "7",
        "confirm": "yes",
    }


#: Those who have no right on any story: no state makes a difference to what they may post. What a
#: state makes of the readers' pages, nobody and a reader see.
WITHOUT_STORIES = {"nobody", "reader", "picture_editor", "operator"}
STAFF = {"picture_editor", "operator"}
#: The states that come first: nothing of the story is the readers', or it is.
FIRST = (Status.DRAFT, Status.LIVE)
FORM = "application/x-www-form-urlencoded"


class Outsider:
    """Somebody who goes from door to door."""

    def __init__(self, name: str) -> None:
        self.name, self.client = name, Client()
        if name != "nobody":
            self.client.force_login(getattr(cast, name)())
        #: Lists tell of all stories at once, and a door that nobody may post to stays shut. So
        #: does one that refuses this person whichever story of the first ones is named.
        self.known = set[tuple[str, str]]()
        self.refused = defaultdict[str, set[Status]](set)
        self.wrong = list[str]()

    def walk(self, room: Room) -> None:
        """Knock at all doors of one story."""
        is_draft = room.story.status == Status.DRAFT
        post = urlencode(everything(room))
        for address in doors(room):
            self.knock(room, "get", address)
            if is_draft or self.name not in WITHOUT_STORIES:
                self.knock(room, "post", address, post)
            if is_draft:
                self.knock(room, "post", address, post, accept="application/json")

    def knock(self, room: Room, method: str, address: str, data: str = "", **headers: str) -> None:
        """Knock at one, unless it is known what comes of it."""
        if (method, address) in self.known:
            return
        if method == "get":
            answer = self.client.get(address)
        else:
            answer = self.client.post(address, data, content_type=FORM, headers=headers)
        if method == "post" and answer.status_code == 403:
            self.refused[address].add(room.story.status)
        if method == "get" or answer.status_code == 405 or self.refused[address] >= set(FIRST):
            self.known.add((method, address))
        if reason := betrays(address, answer):
            self.wrong.append(f"{room.story.status}: {method} {address} {reason}")


# Who is let in is decided the same way on both databases.
@pytest.mark.sqlite
@pytest.mark.parametrize("name", OUTSIDERS)
def test_outsiders_find_nothing_and_change_nothing(name: str) -> None:
    others = [one for one in Status if one not in FIRST and name not in STAFF]
    rooms, outsider = [Room(one) for one in (*FIRST, *others)], Outsider(name)
    before = [room.snapshot() for room in rooms]
    for room in rooms:
        outsider.walk(room)
    assert outsider.wrong == []
    assert [room.snapshot() for room in rooms] == before


def betrays(address: str, answer: Any) -> str:
    """What is wrong with an answer to an outsider, if anything is."""
    content = b"".join(answer) if answer.streaming else answer.content
    if answer.status_code >= 500:
        return str(answer.status_code)
    # A page may say the address that was asked for: the canonical link of a 404.
    said = (content.decode(errors="replace") + str(answer.headers)).replace(address, "")
    if SECRET not in said.replace(f"q={SECRET}", "").replace(f"term={SECRET}", ""):
        return ""
    return "" if _echo(address, said) else "tells of it"


def _echo(address: str, said: str) -> bool:
    """A search says what was searched for: the word alone, not the story's headline."""
    words = (
        f"{SECRET} {rest}"
        for rest in ("headline", "newer", "other", "typed", "remark", "note", "reason")
    )
    return f"={quote(SECRET)}" in address and not any(phrase in said for phrase in words)


@pytest.mark.parametrize("status", Status)
def test_insiders_find_it_at_the_same_doors(status: Status) -> None:
    """The test above could not fail if the word were nowhere to be found."""
    room = Room(status)
    for person in (cast.reporter(), cast.editor(), cast.managing_editor()):
        client = Client()
        client.force_login(person)
        answer = client.get(f"/admin/articles/article/{room.story.pk}/change/")
        assert SECRET in answer.content.decode()


REACHES_READERS = {Move.PUBLISH, Move.WITHDRAW, Move.RESTORE, Move.UNSCHEDULE, Move.APPROVE}


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("status", Status)
def test_a_reporter_brings_nothing_before_readers_by_any_post(status: Status, move: Move) -> None:
    room = Room(status)
    client = Client()
    client.force_login(cast.reporter())
    state = Article.objects.get(pk=room.story.pk).state
    data = everything(room) | {"_move": move.value, "_base": room.story.base_number()}
    client.post(f"/admin/articles/article/{room.story.pk}/change/", data)
    after = Article.objects.get(pk=room.story.pk)
    if move in REACHES_READERS:
        edited = State.IN_REVIEW if state == State.READY else state
        assert after.state == edited
    assert after.is_visible == (status == Status.LIVE)
    assert "Mine" not in after.headline or state in {"draft", "in_review", "ready"}


def test_every_topic_of_a_draft_is_hidden_from_readers(client: Client) -> None:
    Topic.objects.create(name="Harbour")
    room = Room(Status.DRAFT)
    room.story.write(room.story.content() | {"topics": ["Harbour"]}, None)
    assert SECRET not in client.get("/topic/harbour/").content.decode()
