"""Readers beside 64 connections that post passwords, uploads and slow bodies, without a proxy.

    python -m bench --what abuse --only sqlite

The portal runs as `make run` has it. A reader asks for the front every few milliseconds, somebody
asks /healthz by a connection of their own; first at rest, then under abuse, whose clients ask anew
as soon as they are answered or let go. By turns, and the better turn of each counts, because a
machine is not equally busy all the time.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from statistics import median, quantiles
from time import monotonic, perf_counter, sleep

from bench.delivery.client import Client
from bench.delivery.machine import ROOT, Server, serving
from bench.delivery.tables import show

PORT = 8_510
CONNECTIONS = 64
SECONDS, TURNS = 8.0, 3
#: Seconds between two questions of the reader; and how many there are for one at /healthz.
PAUSE, FOR_HEALTH = 0.003, 20
HEAD = "Host: 127.0.0.1:{port}\r\nAccept: text/html\r\n"
UPLOAD = 5 * 1024 * 1024
STAND_BACK = 5

Abuser = Callable[[int], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reader saw, in milliseconds."""

    p50: float
    p99: float
    health: float
    #: How often they were not answered, or with an error, of all that they asked.
    failed: int
    asked: int


# --- Those who read ----------------------------------------------------------------------


def read(port: int, seconds: float) -> Seen:
    """Ask for the front and for /healthz for so many seconds."""
    took: list[float] = []
    health: list[float] = []
    failed = asked = 0
    until = monotonic() + seconds
    while monotonic() < until:
        # Whoever is turned away comes again; that they were is what is measured, and no end of it.
        with suppress(OSError), Client(port) as reader:
            while monotonic() < until:
                asked += 1
                failed += 1  # until it was answered
                took.append(_timed(lambda: _ask(reader, "/")))
                if len(took) % FOR_HEALTH == 0:
                    health.append(_timed(lambda: _ask_health(port)))
                failed -= 1
                sleep(PAUSE)
    if len(took) < 2:
        raise SystemExit(f"No figure: of {asked} requests {failed} were not answered.")
    return Seen(median(took), quantiles(took, n=100)[98], max(health, default=0), failed, asked)


def _ask(somebody: Client, path: str) -> None:
    answer = somebody.get(path, Accept_Encoding="br")
    if answer.status != 200:
        raise ConnectionError(f"{path} answers {answer.status}")


def _ask_health(port: int) -> None:
    with Client(port) as somebody:
        _ask(somebody, "/healthz")


def _timed(ask: Callable[[], object]) -> float:
    began = perf_counter()
    ask()
    return (perf_counter() - began) * 1_000


# --- Those who abuse, in a process of their own -------------------------------------------


async def form_at(port: int) -> tuple[str, str, str]:
    """The status of the login form, its cookie and its token; these are "" where it was refused."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET /admin/login/ HTTP/1.1\r\n{HEAD.format(port=port)}\r\n".encode())
        page = (await _answer(reader)).decode("utf-8", "replace")
    finally:
        writer.close()
    cookie = re.search(r"(?i)set-cookie: +(csrftoken=[^;]+)", page)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    return page[9:12], cookie[1] if cookie else "", token[1] if token else ""


async def log_in(port: int) -> str:
    """Ask for the form, and post a wrong password with all that it has."""
    status, cookie, token = await form_at(port)
    if not token:
        return f"form {status}"
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        body = f"csrfmiddlewaretoken={token}&username=editor&password=wrong"
        writer.write(
            f"POST /admin/login/ HTTP/1.1\r\n{HEAD.format(port=port)}Cookie: {cookie}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        return "login " + (await _answer(reader))[9:12].decode()
    finally:
        writer.close()


async def upload(port: int) -> str:
    """Post a large file, logged in as nobody."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(
            f"POST /admin/articles/picture/add/ HTTP/1.1\r\n{HEAD.format(port=port)}"
            f"Cookie: sessionid=made-up\r\nContent-Length: {UPLOAD}\r\n\r\n".encode()
        )
        with suppress(ConnectionError):
            for _piece in range(UPLOAD // 65_536):
                writer.write(b"\0" * 65_536)
                await writer.drain()
        return "upload " + (await _answer(reader))[9:12].decode()
    finally:
        writer.close()


async def dawdle(port: int) -> str:
    """Send a byte a second of a body that was announced."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        head = f"POST /admin/login/ HTTP/1.1\r\n{HEAD.format(port=port)}Content-Length: 900\r\n\r\n"
        writer.write(head.encode())
        answer = asyncio.ensure_future(_answer(reader))
        while not answer.done():
            writer.write(b"a")
            await asyncio.wait([answer], timeout=1)
        return "slow " + answer.result()[9:12].decode()
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return head + await reader.readexactly(int(length[1]) if length else 0)


async def abuse(port: int) -> None:
    """All of them, until the process is ended; says now and then what they were answered. Behind
    the portal: they are on the same machine, and elsewhere they would not be."""
    os.nice(STAND_BACK)
    seen: Counter[str] = Counter()

    async def again(way: Abuser) -> None:
        while True:
            try:
                seen[await way(port)] += 1
            except (OSError, asyncio.IncompleteReadError):
                seen["closed"] += 1
                await asyncio.sleep(0.01)

    ways: list[Abuser] = [log_in, upload, dawdle]

    async def tell() -> None:
        while True:
            await asyncio.sleep(SECONDS)
            said = ", ".join(f"{what} {often}" for what, often in sorted(seen.items()))
            print(f"  {said}", flush=True)

    crowd = [again(ways[number % len(ways)]) for number in range(CONNECTIONS)]
    await asyncio.gather(tell(), *crowd)


# --- Both --------------------------------------------------------------------------------


def turns(server: Server) -> tuple[Seen, Seen]:
    """The best at rest, and the best under abuse."""
    rest: list[Seen] = []
    under: list[Seen] = []
    for _turn in range(TURNS):
        rest.append(read(server.port, SECONDS / 2))
        command = [sys.executable, "-m", "bench.abuse", "--port", str(server.port)]
        abusers = subprocess.Popen(command, cwd=ROOT)
        try:
            sleep(2)
            under.append(read(server.port, SECONDS))
        finally:
            abusers.kill()
            abusers.wait()
        sleep(2)
    return min(rest, key=lambda one: one.p50), min(under, key=lambda one: one.p50)


def measure() -> None:
    """Start the portal on the database of the settings, and print."""
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, cwd=ROOT, check=True)
    environment = {"LOG_LEVEL": "CRITICAL", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "newsportal.serve", "--port", str(PORT), "--workers", "2"]
    with serving("the portal", command, PORT, "/", environment, pinned_to_one=False) as server:
        rest, under = turns(server)
    show(
        f"Readers beside {CONNECTIONS} connections that post passwords, uploads and slow bodies "
        f"({os.getloadavg()[0]:.1f} waiting)",
        [
            ("", "p50 ms", "p99 ms", "/healthz, slowest ms", "not answered"),
            *(
                (
                    name,
                    f"{one.p50:.2f}",
                    f"{one.p99:.2f}",
                    f"{one.health:.1f}",
                    f"{one.failed} of {one.asked:,}",
                )
                for name, one in (("at rest", rest), ("under abuse", under))
            ),
            ("ratio", f"{under.p50 / rest.p50:.1f} ×", f"{under.p99 / rest.p99:.1f} ×", "", ""),
        ],
    )


def main() -> None:
    """Measure; or, with --port, be those who abuse."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--port", type=int, help="abuse the server there")
    port = parser.parse_args().port
    if port:
        asyncio.run(abuse(port))
    else:
        measure()


if __name__ == "__main__":
    main()
