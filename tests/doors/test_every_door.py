"""Every door × every role × every method × every state: the table of doors is what happens.

The doors are read off the portal's own addresses, so that a new one is tried as soon as it is there
and fails as long as `articles/doors/` does not say whose it is. Whoever is not let in finds no word
of a story: not in a body, a header, an error page, where a redirect leads to, or JSON; and changes
nothing of it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from articles.doors.rules import Door, Shows, Who
from articles.models import Article, Right, Status, may
from tests import cast
from tests.doors.addresses import address, every_door, form, is_of_a_story, needs_reach, questions
from tests.doors.marked import OF_DESK, SECRET, Room, Rows

pytestmark = [pytest.mark.django_db, pytest.mark.not_measured, pytest.mark.sqlite]

OUTSIDERS = ("nobody", "reader", "colleague", "sports_editor", "picture_editor", "operator")
INSIDERS = ("reporter", "editor", "managing_editor")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
#: Doors that end the session, or that everybody may enter to begin one.
SESSION = {"admin:logout", "admin:login", "admin:login-leave", "admin:password_change"}
#: Where nothing is behind the door, whoever asks.
EMPTY = {
    "admin/(?P<url>.*)$",
    "admin:articles_appointment_change",
    "preview-shared",
    "preview-new",
    "metrics",
}
#: Which methods there are is said before anybody asks who knocks.
METHODS_ASKED_BY = {"nobody", "managing_editor"}
REFUSED = {401, 403, 404, 405, 410}
#: The states that come first: nothing of the story is the readers', or it is.
FIRST = (Status.DRAFT, Status.LIVE)


class Visitor:
    """Somebody who goes from door to door."""

    def __init__(self, role: str) -> None:
        self.role, self.client = role, Client()
        self.person: Any = AnonymousUser() if role == "nobody" else getattr(cast, role)()
        if role != "nobody":
            self.client.force_login(getattr(cast, role)())
        self.is_at_desk = bool(self.person.is_active and self.person.is_staff)
        self.wrong = list[str]()

    def has(self, asks: tuple[str, ...]) -> bool:
        """Whether the table lets this person in."""
        return any(map(self._has, asks))

    def _has(self, asked: str) -> bool:
        match asked:
            case Who.ANYBODY:
                return True
            case Who.NOBODY | Who.METRICS | Who.TOKEN:
                return False
            case Who.DESK:
                return self.is_at_desk
            case Who.SUPERUSER:
                return self.is_at_desk and bool(self.person.is_superuser)
        return self.is_at_desk and bool(self.person.has_perm(asked))

    def reaches(self, room: Room) -> bool:
        """Whether the story is within reach."""
        return may(self.person, Right.VIEW, Article.objects.get(pk=room.story.pk))

    def ask(self, method: str, at: str, data: str = "", **headers: str) -> Any:
        """Knock once."""
        type_ = "application/x-www-form-urlencoded"
        return self.client.generic(method, at, data, content_type=type_, headers=headers)

    def knock(
        self,
        name: str,
        rule: Door,
        at: str,
        room: Room,
        method: str,
        *,
        within: bool,
    ) -> None:
        """Knock, and compare what comes with what the table says."""
        data = urlencode(form(room)) if method == "POST" else ""
        answer = self.ask(method, at, data)
        is_let_in = method in rule.methods and within and self.has(rule.rights(method))
        reason = self.fault(name, rule, answer, method, room, is_let_in=is_let_in)
        if reason := reason or self.betrayal(at, answer):
            self.wrong.append(f"{self.role}, {room.status}: {method} {at} {reason}")

    def fault(
        self,
        name: str,
        rule: Door,
        answer: Any,
        method: str,
        room: Room,
        *,
        is_let_in: bool,
    ) -> str:
        """What is wrong with an answer, if anything is."""
        status, leads_to = answer.status_code, answer.headers.get("Location", "")
        if status >= 500:
            return str(status)
        if method not in rule.methods and status != 405:
            return f"is a {status}, and not declared"
        if urlsplit(leads_to).netloc:
            return f"leads to {leads_to}"
        to_login = leads_to.startswith("/admin/login/")
        is_shut = status in REFUSED or to_login
        if is_let_in and is_shut and method != "POST" and self.has_to_open(name, rule, room):
            return f"is a {status} for whom the table lets in"
        # Django's admin leads to the start page of the desk where there is no such row.
        if not (is_let_in or is_shut or leads_to == "/admin/"):
            return f"is a {status} for whom the table keeps out"
        return ""

    def has_to_open(self, name: str, rule: Door, room: Room) -> bool:
        """Whether there is something behind the door for this person, whom the table lets in."""
        if name in EMPTY or rule.besides:
            return False
        if rule.shows == Shows.ADDRESS:
            return room.status == Status.LIVE
        if rule.shows == Shows.OWN:
            return self.role == "reporter"
        return rule.shows != Shows.DRAFTS or room.story.first_published_at is None

    def betrayal(self, at: str, answer: Any) -> str:
        """What the answer tells of what this person does not reach."""
        content = b"".join(answer) if answer.streaming else answer.content
        # A page may say the address that was asked for: the canonical link of a 404.
        said = (content.decode(errors="replace") + str(answer.headers)).replace(at, "")
        said = said.replace(quote(at, safe=""), "").replace(quote(at), "")
        for word in () if self.is_at_desk else OF_DESK:
            if word in said.lower():
                return f"tells of {word}"
        if self.role in INSIDERS or SECRET not in said.lower():
            return ""
        return "" if _is_echo(at, said) else "tells of the story"


def _is_echo(at: str, said: str) -> bool:
    """A search says what was searched for: the word alone, not what the story says."""
    told = r"[ -](?:headline|newer|other|typed|remark|note|reason|body|slug|figure)"
    return f"={quote(SECRET)}" in at and not re.search(SECRET + told, said.lower())


@pytest.fixture(autouse=True)
def _short_refusals(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The desk's page of a refusal says what it is told, and otherwise only what the desk offers:
    say the former alone, thousands of times."""

    def way_back(request: Any, status: int, told: str = "") -> HttpResponse:
        return HttpResponse(told, status=status)

    monkeypatch.setattr("articles.web.errors.pages._way_back", way_back)
    # Nobody reads thousands of lines that a method is not allowed.
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def walk(visitor: Visitor, rooms: list[Room], rows: Rows) -> None:
    """Knock at every door, by every method; at a story's, once for every state."""
    reached = {room.status: visitor.reaches(room) for room in rooms}
    for route, name, rule in every_door():
        those = rooms if is_of_a_story(route, name) else rooms[:1]
        for room in those:
            at = address(route, name, rows, room)
            within = not needs_reach(rule, route, name) or reached[room.status]
            for method in METHODS:
                if is_knocked(visitor, name, rule, method, room):
                    visitor.knock(name, rule, at, room, method, within=within)


def is_knocked(visitor: Visitor, name: str, rule: Door, method: str, room: Room) -> bool:
    """Whether anything can come of it that is not known: what is refused for its method is refused
    before the story is looked for, and insiders may do what they may do."""
    if method not in rule.methods:
        return room.status == Status.DRAFT and visitor.role in METHODS_ASKED_BY
    if name in SESSION and method == "POST":
        return False
    if is_same_in_every_state(visitor, rule) and room.status not in FIRST:
        return False
    if method == "POST":
        # What may be deleted would be missed at the next door.
        may_do = visitor.has(rule.rights("POST"))
        return not may_do or (visitor.role not in INSIDERS and not name.endswith("_delete"))
    if visitor.role in INSIDERS[:2] or method == "HEAD":
        return room.status in FIRST
    return True


@pytest.mark.parametrize(
    ("roles", "states"),
    [
        pytest.param(("nobody",), tuple(Status), id="nobody"),
        pytest.param(("colleague",), FIRST, id="a colleague, the first states"),
        pytest.param(OUTSIDERS[1:3], tuple(Status), id="all states, a reader and a colleague"),
        pytest.param(OUTSIDERS[3:], tuple(Status), id="all states, others"),
        pytest.param(INSIDERS, tuple(Status), id="all states, insiders"),
    ],
)
def test_every_door_keeps_its_rule(
    roles: tuple[str, ...], states: tuple[Status, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    if roles == INSIDERS:
        without_pages(monkeypatch)
    rooms, rows = [Room(status) for status in states], Rows()
    for role in roles:
        with undone():
            visitor = Visitor(role)
            before = [room.snapshot() for room in rooms]
            walk(visitor, rooms, rows)
            for room in rooms:
                ask_words(visitor, room)
            assert visitor.wrong == []
            assert [room.snapshot() for room in rooms] == before


def is_same_in_every_state(visitor: Visitor, rule: Door) -> bool:
    """Whether no state of a story makes a difference: for those who have no right on any, at doors
    that are not open to anybody."""
    return rule.asks != (Who.ANYBODY,) and not may(visitor.person, Right.VIEW)


def without_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no page: what insiders are shown they may read, and where a redirect leads stands in
    none. Whom a door lets in is asked all the same."""
    whole = "django.template.response.SimpleTemplateResponse.rendered_content"
    monkeypatch.setattr(whole, property(lambda _answer: ""))
    monkeypatch.setattr("django.template.loader.render_to_string", lambda *_args, **_more: "")
    monkeypatch.setattr("django.shortcuts.loader.render_to_string", lambda *_args, **_more: "")


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is done meanwhile: what one visitor may do is not the next one's matter."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask_words(visitor: Visitor, room: Room) -> None:
    """Ask for the story by its number alone, and word by word."""
    asked = [("article", f"/politics/x-{room.story.pk}/")]
    if room.status in FIRST and visitor.role not in INSIDERS:
        asked += questions(room)
    for name, at in asked:
        answer = visitor.ask("GET", at)
        if reason := visitor.betrayal(at, answer):
            visitor.wrong.append(f"{visitor.role}, {room.status}: {name} {at} {reason}")
