"""From the POST of 'publish' at the desk to the new page in every process: of the same host, or of
another one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from time import perf_counter, sleep
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bench.delivery.client import Client
from bench.delivery.machine import Server

TOKEN = "a" * 32
#: Seconds between two looks of a reader, and after which one gives up.
PAUSE = 0.001
PATIENCE = 10.0
CONNECTIONS = 60
#: Seconds without any work after which a server is at rest.
REST = 0.1


@dataclass(frozen=True, slots=True)
class Seen:
    """One publication."""

    #: Milliseconds until every process shows it, and until the desk has answered.
    everywhere: float
    answered: float
    #: Queries of the POST, and of making the page anew.
    queries: int
    rendering: int


@contextmanager
def readers(server: Server, workers: int) -> Iterator[list[Client]]:
    """A connection to each of the server's processes."""
    with ExitStack() as stack:
        found: dict[str, Client] = {}
        for _attempt in range(CONNECTIONS):
            client = stack.enter_context(Client(server.port))
            found.setdefault(client.get(server.path).headers["x-worker"], client)
            if len(found) == workers:
                break
        assert len(found) == workers, f"{len(found)} of {workers} processes answer"
        yield list(found.values())


def publications(
    host: Server, shown: Server, told: Mapping[str, Any], workers: int, rounds: int
) -> Iterator[Seen]:
    """Publish a change of each story in turn at `host`; once the desk has answered, readers ask
    each process of `shown` until it shows the change, which should be at once.

    Each change comes when the pages that were warmed for the one before are made.
    """
    with readers(shown, workers) as clients, Client(host.port) as desk:
        for number in range(rounds):
            form = told["forms"][number % len(told["forms"])]
            for client in clients:
                client.get(form["path"])
            for server in (host, shown):
                _rest(server)
            yield _published(desk, clients, form, told["session"], _mark())


@dataclass(frozen=True, slots=True)
class Broken:
    """A banner that came and went: milliseconds until all pages of all processes had it, and had it
    no more; and the queries that these pages took all together."""

    up: float
    down: float
    queries: int


def banners(
    server: Server, told: Mapping[str, Any], workers: int, rounds: int, pages: int
) -> Iterator[Broken]:
    """Press *Break the news* and *End now* at the desk: readers ask each process for so many pages
    of the archive, which are there ready, until all show the banner, and until none does."""
    paths = told["articles"][:pages]
    with readers(server, workers) as clients, Client(server.port) as desk:
        for _round in range(rounds):
            for client in clients:
                for path in paths:
                    client.get(path)
            _rest(server)
            mark = _mark()
            form = {"headline": mark, "sentence": mark, "section": told["number_of_section"]}
            form |= {"minutes": 20, "look": "breaking", "key": uuid4(), "_confirmed": 1}
            up, queries = _pressed(desk, clients, paths, told["session"], "", form, mark)
            number = clients[0].get(paths[0]).body.partition(b'data-banner="')[2].partition(b'"')[0]
            where = f"{int(number)}/end/"
            down, more = _pressed(desk, clients, paths, told["session"], where, {}, mark, False)
            yield Broken(up, down, queries + more)


def editions(server: Server, told: Mapping[str, Any], workers: int, rounds: int) -> Iterator[float]:
    """Publish an edition of the front whose lead has a headline of its own: milliseconds from the
    press until the front of every process has it. Readers ask all the while, and do not wait for
    what the desk draws anew for its own screen."""
    form = told["forms"][0]
    tool = "/admin/front/home/"
    heads = {"Cookie": f"sessionid={told['session']}; csrftoken={TOKEN}", "X_CSRFToken": TOKEN}
    with readers(server, workers) as clients, Client(server.port) as desk:
        number = 0
        for _round in range(rounds):
            mark = _mark()
            lead = {"at": 0, "story": form["pk"], "headline": mark}
            blocks = [{"type": "top", "count": 5, "rule": {"by": "newest"}, "places": [lead]}]
            layout = {"layout": json.dumps({"blocks": blocks}), "based_on": number}
            written = desk.post(f"{tool}write/", urlencode(layout).encode(), **heads)
            assert written.status == 200, (written.status, written.body[:300])
            number = json.loads(written.body)["number"]
            for client in clients:
                client.get("/")
            _rest(server)
            edition = urlencode({"edition": number}).encode()
            with ThreadPoolExecutor(1) as editor:
                began = perf_counter()
                pressed = editor.submit(desk.post, f"{tool}publish/", edition, **heads)
                for client in clients:
                    _seen(client, "/", mark.encode())
                yield (perf_counter() - began) * 1_000
                assert pressed.result().status == 200, pressed.result().body[:300]


def _pressed(
    desk: Client,
    clients: list[Client],
    paths: list[str],
    session: str,
    where: str,
    form: Mapping[str, Any],
    mark: str,
    comes: bool = True,
) -> tuple[float, int]:
    """Milliseconds from the press until every page of every process has `mark`, or has not."""
    began, queries = perf_counter(), 0
    answer = desk.post(
        f"/admin/breaking/{where}",
        urlencode(form).encode(),
        Cookie=f"sessionid={session}; csrftoken={TOKEN}",
        X_CSRFToken=TOKEN,
    )
    assert answer.status == 302, (answer.status, answer.body[:300])
    for client in clients:
        for path in paths:
            page = client.get(path)
            while (mark.encode() in page.body) != comes:
                page = client.get(path)
            queries += int(page.headers.get("x-queries", 0))
    return (perf_counter() - began) * 1_000, queries


def _mark() -> str:
    """What no page says yet."""
    return f"Measured change {uuid4().hex}."


def _rest(server: Server) -> None:
    """Return once the server has nothing to do."""
    until, worked = perf_counter() + PATIENCE, -1.0
    while (now := server.cpu()) != worked and perf_counter() < until:
        worked = now
        sleep(REST)


def _published(
    desk: Client, clients: list[Client], form: Mapping[str, Any], session: str, mark: str
) -> Seen:
    body = urlencode(form["fields"] | {"standfirst": mark}, doseq=True).encode()
    began = perf_counter()
    answer = desk.post(
        f"/admin/articles/article/{form['pk']}/change/",
        body,
        Cookie=f"sessionid={session}; csrftoken={TOKEN}",
        X_CSRFToken=TOKEN,
        Accept="application/json",
    )
    answered = perf_counter()
    assert answer.status == 200, (answer.status, answer.body[:300])
    queries = [_seen(client, form["path"], mark.encode()) for client in clients]
    return Seen(
        everywhere=(perf_counter() - began) * 1_000,
        answered=(answered - began) * 1_000,
        queries=int(answer.headers["x-queries"]),
        rendering=max(queries),
    )


def _seen(client: Client, path: str, mark: bytes) -> int:
    """Ask for the page until it says `mark`; how many queries that last answer took."""
    until = perf_counter() + PATIENCE
    while perf_counter() < until:
        answer = client.get(path)
        if mark in answer.body:
            return int(answer.headers["x-queries"])
        sleep(PAUSE)
    raise AssertionError("a process does not show the change")
