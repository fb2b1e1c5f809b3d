"""Send every door what nobody would: addresses, headers and forms that are broken somewhere.

What is changed is what a browser would send: each form is read off its page as the visitor gets it,
with its mark and its numbers of rows, and one to four of its fields are then others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from random import Random
from typing import Any
from urllib.parse import quote_plus

from django.db import transaction
from django.test import Client, TestCase

from articles.doors.rules import Door
from articles.models import Autosave, Revision
from tests import cast
from tests.doors import broken
from tests.doors.addresses import address, every_door, form
from tests.doors.marked import Room, Rows

ROLES = (
    "nobody", "reader", "reporter", "editor", "managing_editor", "picture_editor", "operator",
    "chief", "chief", "managing_editor",
)  # fmt: skip
METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "GET", "POST", "PROPFIND", "X")
ARGUMENT = re.compile(r"\(\?P<(?P<name>\w+)>(?:[^()]|\([^()]*\))*\)|<(?:\w+:)?(?P<bare>\w+)>")
URLENCODED = "application/x-www-form-urlencoded"
#: Fields of a story's form in which a word is looked for after it was sent.
TYPED = ("headline", "standfirst", "body", "trail_text")

Fields = list[tuple[str, str]]


class Forms(HTMLParser):
    """The fields of all forms of a page, by the address that they are sent to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, Fields] = {}
        self._action, self._text, self._select = "", "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field with what it holds."""
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._action = has.get("action", "")
        name = has.get("name", "")
        fields = self.found.setdefault(self._action, [])
        if tag == "input" and name and has.get("type") not in {"submit", "button", "image"}:
            if has.get("type") not in {"checkbox", "radio"} or "checked" in has:
                fields.append((name, has.get("value", "on" if "checked" in has else "")))
        elif tag in {"textarea", "select"} and name:
            fields.append((name, ""))
            self._text, self._select = (name, "") if tag == "textarea" else ("", name)
        elif tag == "button" and name:
            fields.append((name, has.get("value", "")))
        elif tag == "option" and "selected" in has and self._select:
            fields[-1] = (self._select, has.get("value", ""))

    def handle_data(self, data: str) -> None:
        """What stands in a field of several lines."""
        if self._text:
            name, before = self.found[self._action][-1]
            self.found[self._action][-1] = (name, before + data)

    def handle_endtag(self, tag: str) -> None:
        """Its end."""
        if tag in {"textarea", "select"}:
            self._text = self._select = ""


class Fuzzer:
    """A newsroom with one story in a state, and requests by one `seed`."""

    def __init__(self, seed: int, room: Room, rows: Rows) -> None:
        self.chance, self.room, self.rows = Random(seed), room, rows
        self.doors = [one for one in every_door() for _time in range(_often(*one))]
        self.seen = Counter[int]()
        self.faults = list[str]()
        self._clients: dict[str, Client] = {}
        self._forms: dict[tuple[str, str], Fields] = {}

    def client(self, role: str) -> Client:
        """Somebody's, who is asked for no second factor."""
        if role not in self._clients:
            self._clients[role] = Client(raise_request_exception=False)
            if role != "nobody":
                self._clients[role].force_login(getattr(cast, role)())
        return self._clients[role]

    def run(self, requests: int) -> None:
        """Send so many. What each did is undone."""
        for _time in range(requests):
            role = self.chance.choice(ROLES)
            self.client(role)  # a login is not undone
            with _undone(), TestCase.captureOnCommitCallbacks(execute=True):
                self._send(role)

    def _send(self, role: str) -> None:
        chance = self.chance
        route, name, rule = chance.choice(self.doors)
        at = self._address(route, name)
        method = self._method(rule)
        fields: Fields = []
        body, kind = b"", ""
        if method not in {"GET", "HEAD"}:
            fields = self._fields(role, at, address(route, name, self.rows, self.room))
            body, kind = self._body(fields)
        odd = broken.headers(chance) if chance.random() < 0.25 else {}
        client = self.client(role)
        cookies = client.cookies.output(header="", sep=";")
        answer: Any = client.generic(
            method, at, body, content_type=kind, headers=odd, secure=chance.random() < 0.1
        )
        content = answer.getvalue()
        self.seen[answer.status_code] += 1
        said = f"{role} {method} {at[:300]} {kind} {odd} {body[:600]!r}"
        if answer.status_code >= 500 and answer.status_code != 503:
            self.faults.append(f"{answer.status_code} {_where(answer)}: {said}")
        elif lost := self._lost(fields, kind, answer, content):
            self.faults.append(f"lost {lost} ({answer.status_code}): {said}")
        if client.cookies.output(header="", sep=";") != cookies:
            self._clients.pop(role)  # whoever has logged out is made anew

    def _address(self, route: str, name: str) -> str:
        at = address(route, name, self.rows, self.room)
        if "<" in route and self.chance.random() < 0.25:
            # One argument is another one.
            arguments = list(ARGUMENT.finditer(route))
            wrong = self.chance.choice(arguments).start()
            plain = route.removesuffix("$")
            story = self.room.story.pk
            rows = {**self.rows.values(name), "object_id": story, "pk": story}
            at = "/" + ARGUMENT.sub(
                lambda one: (
                    broken.in_path(self.chance)
                    if one.start() == wrong
                    else str(rows.get(one["name"] or one["bare"], 1))
                ),
                plain,
            )
        elif self.chance.random() < 0.03:
            ways = [at.replace("/", "//"), at + "/x", at.rstrip("/"), at.upper(), "/" + at]
            at = self.chance.choice(ways)
        if self.chance.random() < 0.4:
            at += ("&" if "?" in at else "?") + broken.query(self.chance)
        return at

    def _method(self, rule: Door) -> str:
        if "POST" in rule.methods and self.chance.random() < 0.75:
            return "POST"
        return "GET" if self.chance.random() < 0.9 else self.chance.choice(METHODS)

    # --- Forms -----------------------------------------------------------------------------

    def _fields(self, role: str, at: str, plain: str) -> Fields:
        """Those of the form at the address, some of them others."""
        fields = list(self._form_at(role, plain))
        have = {name for name, _value in fields}
        if self.chance.random() < 0.8:
            ours = form(self.room).items()
            fields += [(name, str(value)) for name, value in ours if name not in have]
        self._type(fields)
        for _time in range(self.chance.choice([0, 1, 1, 2, 4])):
            self._change(fields)
        return fields

    def _form_at(self, role: str, at: str) -> Fields:
        if (role, at) not in self._forms:
            page = self.client(role).get(at)
            found: dict[str, Fields] = {}
            content = page.getvalue()
            if page.headers.get("Content-Type", "").startswith("text/html"):
                found = Forms(content.decode(errors="replace")).found
            self._forms[role, at] = max(found.values(), key=len, default=[])
        return self._forms[role, at]

    def _type(self, fields: Fields) -> None:
        """A word that nobody has typed before, in the story's texts."""
        self.word = f"w{self.chance.getrandbits(60)}"
        for place, (name, value) in enumerate(fields):
            if name in TYPED:
                text = f"<p>{self.word}</p>" if name == "body" else self.word
                fields[place] = (name, f"{value} {text}"[-200:] if name != "body" else value + text)

    def _change(self, fields: Fields) -> None:
        chance = self.chance
        if not fields:
            fields.append((chance.choice(broken.PARAMETERS), broken.text(chance)))
            return
        place = chance.randrange(len(fields))
        name, value = fields[place]
        match chance.choice(["value", "value", "value", "value", "out", "twice", "name", "rows"]):
            case "value":
                fields[place] = (name, broken.text(chance))
            case "out":
                del fields[place]
            case "twice":
                fields.append((name, broken.text(chance)))
            case "name":
                fields[place] = (name + chance.choice(broken.ENDINGS), value)
            case "rows":
                rows = [n for n, (one, _v) in enumerate(fields) if one.endswith("_FORMS")]
                if rows:
                    at = chance.choice(rows)
                    fields[at] = (fields[at][0], broken.text(chance))

    def _body(self, fields: Fields) -> tuple[bytes, str]:
        chance = self.chance
        way = chance.random()
        if way < 0.6:
            raw = "&".join(
                f"{quote_plus(n.encode('utf-8', 'surrogatepass'))}="
                f"{quote_plus(v.encode('utf-8', 'surrogatepass'))}" for n, v in fields
            )  # fmt: skip
            return raw.encode(), URLENCODED
        if way < 0.8:
            return broken.multipart(chance, fields)
        if way < 0.92:
            return broken.json_body(chance), chance.choice(["application/json", *broken.TYPES])
        return chance.randbytes(chance.choice([0, 1, 50, 5_000])), chance.choice(broken.TYPES)

    # --- What was typed ----------------------------------------------------------------------

    def _lost(self, fields: Fields, kind: str, answer: Any, content: bytes) -> str:
        """The word of a story's text that is neither kept nor given back, although somebody whom
        the form is for has sent it as a browser does."""
        sent = [name for name, value in fields if name in TYPED and self.word in value]
        path, status = answer.wsgi_request.path, answer.status_code
        is_story = re.fullmatch(r"/admin/articles/article/(add|\d+/change)/", path)
        has_base = {"_base", "headline", "body"} <= {name for name, _value in fields}
        if kind != URLENCODED or not (sent and is_story and has_base) or status not in {200, 302}:
            return ""
        if self.word in content.decode(errors="replace"):
            return ""
        kept = (
            model.objects.filter(content__icontains=self.word) for model in (Revision, Autosave)
        )
        return "" if any(rows.exists() for rows in kept) else self.word


def _often(route: str, name: str, rule: Door) -> int:
    """How often a door is knocked at: where much is read, more than where nothing is."""
    if name in {"admin:articles_article_change", "admin:articles_article_add"}:
        return 8
    if "POST" in rule.methods:
        return 3
    return 1 if "path:object_id" not in route else 0


@contextmanager
def _undone() -> Iterator[None]:
    """Take back what a request did; also where it has left the transaction broken."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _where(answer: Any) -> str:
    """The innermost line of ours that failed."""
    error: tuple[Any, ...] | None = getattr(answer, "exc_info", None)
    if not error:
        return "without an exception"
    lines, trace = list(_lines(error[2])), error[1]
    ours = [line for line in lines if "/articles/" in line or "/newsportal/" in line]
    return f"{type(trace).__name__}: {str(trace)[:200]} at {(ours or lines)[-1]} ← {lines[-1]}"


def _lines(trace: Any) -> Iterator[str]:
    while trace is not None:
        code = trace.tb_frame.f_code
        yield f"{code.co_filename}:{trace.tb_lineno} {code.co_name}"
        trace = trace.tb_next
