"""What is refused before it is read, and how a body is read: the server counts what is asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from threading import Event
from typing import Any

import pytest
from django.conf import settings

from newsportal.reception import bodies, handler
from newsportal.reception.handler import Reception
from newsportal.reception.refusals import Refusal
from newsportal.reception.thread_pools import ThreadPool
from tests.waiting import PATIENCE, done, until

MB = 1024 * 1024


class Scope:
    """A request as granian has it."""

    scheme = "http"
    server = "127.0.0.1:8000"
    authority = None

    def __init__(self, method: str, path: str, client: str = "203.0.113.9", **headers: str) -> None:
        self.method, self.client = method, f"{client}:40000"
        self.path, _mark, self.query_string = path.partition("?")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.headers = {"host": "localhost"} | named


class Proto:
    """The server's side: pieces of a body, and the answer."""

    def __init__(self, *pieces: bytes, stalls: bool = False) -> None:
        self.pieces, self.stalls = list(pieces), stalls
        self.read = self.let_go_by = 0
        self.status, self.body = 0, b""
        self.said: dict[str, str] = {}

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            # What comes after the answer is let go by.
            self.read += not self.status
            self.let_go_by += bool(self.status)
            yield piece
        if self.stalls:
            await asyncio.sleep(3_600)
        yield b""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.said, self.body, self.status = dict(headers), body, status

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.response_bytes(status, headers, b"")


class App:
    """What stands behind: says what was posted."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        body = environ["wsgi.input"].read()
        self.asked.append(environ)
        start_response("200 OK", [("X-Length", environ.get("CONTENT_LENGTH", ""))])
        return [body]


@pytest.fixture
def app() -> App:
    return App()


async def told(reception: Reception, scope: Scope, proto: Proto) -> Proto:
    """Have it taken in, and wait for the answer."""
    reception.begin(asyncio.get_running_loop())
    reception.take(scope, proto)
    while not proto.status:
        await asyncio.sleep(0.005)
    return proto


def answered(app: App, scope: Scope, proto: Proto) -> Proto:
    """The answer to one request."""
    return done(told(Reception(app, 2), scope, proto))


def test_it_works(app: App) -> None:
    scope = Scope("POST", "/admin/x/", content_length="6")
    proto = answered(app, scope, Proto(b"abc", b"def"))
    assert (proto.status, proto.body, proto.said["X-Length"]) == (200, b"abcdef", "6")


def test_of_unknown_length_it_is_counted_while_it_comes(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsportal.reception.handler.is_logged_in", lambda _key: True)
    monkeypatch.setattr(bodies, "limit_at", lambda _path: 1_000)
    scope = Scope("POST", "/admin/x/", transfer_encoding="chunked", cookie="sessionid=a")
    small = answered(app, scope, Proto(b"abc"))
    assert (small.status, small.said["X-Length"]) == (200, "3")
    assert "HTTP_TRANSFER_ENCODING" not in app.asked[0]
    large = answered(app, scope, Proto(*[b"a" * 600] * 10))
    assert (large.status, large.read) == (413, 2)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PURGE"])
@pytest.mark.parametrize("path", ["/", "/politics/", "/healthz", "/static/x.css", "/media/x"])
def test_public_addresses_take_nothing(app: App, method: str, path: str) -> None:
    proto = answered(app, Scope(method, path, content_length="5"), Proto(b"abcde"))
    assert (proto.status, proto.read, app.asked) == (405, 0, [])
    assert proto.said["Allow"] == "GET, HEAD"
    assert proto.said["Connection"] == "close"


def test_who_is_refused_while_sending_gets_to_read_why(app: App) -> None:
    """Browsers that are cut off while they send show no answer."""

    async def sent() -> Proto:
        scope = Scope("POST", "/", content_length=str(50 * MB))
        proto = await told(Reception(app, 1), scope, Proto(*[b"a" * 1_000] * 50))
        while proto.let_go_by < 50:
            await asyncio.sleep(0.005)
        return proto

    proto = done(sent())
    assert (proto.status, proto.read, app.asked) == (405, 0, [])


def test_only_posts_are_taken_at_the_desk(app: App) -> None:
    proto = answered(app, Scope("PUT", "/admin/x/", content_length="5"), Proto(b"abcde"))
    assert (proto.status, proto.said["Allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize(
    ("path", "length"),
    [("/admin/articles/picture/add/", 400 * MB), ("/admin/login/", bodies.SMALL + 1)],
)
def test_what_is_announced_too_large_is_not_read(app: App, path: str, length: int) -> None:
    scope = Scope("POST", path, content_length=str(length), cookie="sessionid=a")
    proto = answered(app, scope, Proto(b"abc"))
    assert (proto.status, proto.read, app.asked) == (413, 0, [])


def test_the_largest_picture_has_room() -> None:
    assert bodies.limit_at("/admin/x/") > settings.PICTURE_MAX_BYTES + 100_000


@pytest.mark.parametrize("known", [True, False])
def test_much_is_only_read_from_who_is_logged_in(
    app: App, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    keys: list[str] = []

    def is_logged_in(key: str) -> bool:
        keys.append(key)
        return known

    monkeypatch.setattr("newsportal.reception.handler.is_logged_in", is_logged_in)
    more = b"a" * (bodies.SMALL + 1)
    scope = Scope("POST", "/admin/x/", content_length=str(len(more)), cookie="sessionid=abc")
    proto = answered(app, scope, Proto(more))
    assert keys == ["abc"]
    assert (proto.status, proto.read) == ((200, 1) if known else (302, 0))
    if not known:
        assert proto.said["Location"] == "/admin/login/?next=/admin/x/"
        scope.headers["accept"] = "application/json"
        proto = answered(app, scope, Proto(more))
        assert (proto.status, proto.read) == (401, 0)
        assert json.loads(proto.body)["error"] == "You were logged out."


def test_a_storys_text_comes_back_after_the_login_ran_out(app: App) -> None:
    more = b"a" * (bodies.SMALL + 1)
    scope = Scope("POST", "/admin/articles/article/7/change/", content_length=str(len(more)))
    assert answered(app, scope, Proto(more)).body == more


def test_who_stops_half_way_is_let_go(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "GRACE", 0.02)
    scope = Scope("POST", "/admin/login/", content_length="60")
    proto = answered(app, scope, Proto(b"username=", stalls=True))
    assert (proto.status, app.asked) == (408, [])
    assert proto.said["Connection"] == "close"


@pytest.mark.parametrize("pieces", [[b"abc"], [b"abc", b""], [b"abcdefgh"]])
def test_what_is_not_as_announced_is_not_taken(app: App, pieces: list[bytes]) -> None:
    proto = answered(app, Scope("POST", "/admin/x/", content_length="6"), Proto(*pieces))
    assert (proto.status, app.asked) == (400, [])


def test_a_body_where_none_belongs_is_not_looked_at(app: App) -> None:
    proto = answered(app, Scope("GET", "/x/", content_length="6"), Proto(b"abcdef"))
    assert (proto.status, proto.read, proto.body) == (200, 0, b"")


def test_health_needs_no_thread(app: App) -> None:
    reception = Reception(app, 1)
    proto = Proto()
    reception.take(Scope("GET", "/healthz"), proto)
    assert (proto.status, proto.body, app.asked) == (200, b"ok\n", [])


def test_who_is_refused_again_and_again_waits_for_the_form_too(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    reception, held = Reception(app, 1), list[bool]()

    def hold(delay: float, job: Callable[[], None]) -> None:
        held.append(delay > 0)
        job()

    monkeypatch.setattr(reception, "_hold", hold)
    for path in ("/admin/login/", "/admin/", "/politics/"):
        reception.take(Scope("GET", path), Proto())
    for _refusal in range(60):
        reception.take(Scope("POST", "/"), Proto())
    del held[:]
    for path in ("/admin/login/", "/admin/", "/politics/"):
        reception.take(Scope("GET", path), Proto())
    reception.take(Scope("GET", "/admin/", cookie="sessionid=a"), Proto())
    reception.take(Scope("GET", "/admin/login/", client="203.0.113.10"), Proto())
    assert held == [True, True, False, False, False]


def test_one_network_has_only_so_many_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    async def crowd() -> None:
        under_way = bodies.Bodies()
        with ExitStack() as stack:
            for _one in range(bodies.MOST_OF_ONE):
                stack.enter_context(under_way.counted("203.0.113.9"))
                stack.enter_context(under_way.counted(""))
            for network, crowded in {"203.0.113.9": True, "203.0.113.10": False, "": False}.items():
                with under_way.counted(network) as is_crowded:
                    assert is_crowded is crowded
            monkeypatch.setattr(bodies, "MOST", 2 * bodies.MOST_OF_ONE)
            with pytest.raises(Refusal) as refused, under_way.counted("203.0.113.10"):
                pass
            assert refused.value.status == 503
        with under_way.counted("203.0.113.9") as is_crowded:
            assert not is_crowded

    done(crowd())


@pytest.mark.parametrize("known", [True, False])
def test_where_a_network_is_crowded_those_at_the_desk_still_save(
    app: App, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    monkeypatch.setattr("newsportal.reception.handler.is_logged_in", lambda _key: known)
    monkeypatch.setattr(bodies, "MOST_OF_ONE", 0)
    scope = Scope("POST", "/admin/x/", content_length="3", cookie="sessionid=a")
    proto = answered(app, scope, Proto(b"abc"))
    assert (proto.status, proto.read) == ((200, 1) if known else (429, 0))
    assert known or proto.said["Retry-After"]


@pytest.mark.parametrize(
    "path",
    ["login/", "login/choose/abc/", "password_change/", "auth/user/7/password/"],
)
def test_passwords_beyond_those_that_can_be_checked_are_told_to_come_again(
    app: App, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    async def crowd() -> list[Proto]:
        reception = Reception(app, 1)
        monkeypatch.setattr(reception.logins, "take", lambda _job: False)
        one = Scope("POST", f"/admin/{path}", content_length="0")
        other = Scope("POST", "/admin/auth/user/7/change/", content_length="0")
        return [await told(reception, scope, Proto()) for scope in (one, other)]

    hashes, other = done(crowd())
    assert (hashes.status, hashes.said["Retry-After"]) == (429, "5")
    assert b"busy checking logins" in hashes.body
    assert other.status == 200


def test_while_passwords_are_being_checked_everybody_else_is_answered(app: App) -> None:
    go_on = Event()

    def slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] == "/admin/login/":
            assert go_on.wait(PATIENCE)
        return app(environ, start_response)

    async def crowd() -> None:
        reception, logins = Reception(slow, 1), [Proto() for _one in range(16)]
        reception.begin(asyncio.get_running_loop())
        for number, proto in enumerate(logins):
            client = f"203.0.113.{number}"
            reception.take(Scope("POST", "/admin/login/", client, content_length="0"), proto)
        assert (await told(reception, Scope("GET", "/politics/"), Proto())).status == 200
        assert (await told(reception, Scope("POST", "/admin/x/"), Proto())).status == 200
        assert (await told(reception, Scope("GET", "/healthz"), Proto())).status == 200
        go_on.set()
        while not all(proto.status for proto in logins):
            await asyncio.sleep(0.005)
        refused = [proto for proto in logins if proto.status == 429]
        assert len(refused) == 16 - 1 - handler.MOST_LOGINS_WAITING
        assert {proto.status for proto in logins} == {200, 429}

    done(crowd())


def test_a_crew_takes_no_more_than_it_was_given_room_for() -> None:
    go_on, crew, done = Event(), ThreadPool("test", 1, 2), []

    def job() -> None:
        go_on.wait(30)
        done.append(1)

    assert [crew.take(job) for _one in range(4)] == [True, True, True, False]
    go_on.set()
    until(lambda: len(done) == 3)
    until(lambda: crew.take(lambda: None))


@pytest.mark.parametrize(
    ("path", "query", "hashes"),
    [
        ("/admin/login/", "", True),
        ("/admin/login/code/", "", False),
        ("/admin/auth/user/7/change/", "", False),
        ("/admin/auth/user/7/change/", "confirm=1", True),
        ("/admin/second-factor/app/", "a=b&confirm=1", True),
    ],
)
def test_a_password_that_is_asked_for_again_waits_in_the_line_of_logins(
    path: str, query: str, hashes: bool
) -> None:
    assert bodies.hashes({"PATH_INFO": path, "QUERY_STRING": query}) == hashes


@pytest.mark.parametrize("path", ["/admin/login/code/", "/admin/login/passkey/"])
def test_each_step_of_a_login_is_held_to_the_same_limits(path: str) -> None:
    assert bodies.limit_at(path) == bodies.SMALL


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_programs_write_and_send_much_with_a_token_that_holds(
    app: App, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setattr("newsportal.reception.handler.is_known", lambda secret: secret == "right")
    pieces, length = [b"a" * MB], str(MB)
    path = f"{bodies.PROGRAMS}stories/7"
    for secret, status in (("right", 200), ("wrong", 401)):
        scope = Scope(method, path, content_length=length, authorization=f"Bearer {secret}")
        proto = answered(app, scope, Proto(*pieces))
        assert proto.status == status
    assert proto.said["Content-Type"] == "application/problem+json"
    assert json.loads(proto.body)["status"] == 401
    small = Scope(method, path, content_length="5", authorization="Bearer wrong")
    assert answered(app, small, Proto(b"abcde")).status == 200
