"""The web server for readers, really started: what it does to hostile and to slow clients."""

from __future__ import annotations

import asyncio
import os
import re
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from inspect import getsource, signature
from typing import Any

import pytest
from granian._granian import CallbackScheduler
from granian.server import Server, mp
from granian.server.common import AbstractServer

from newsportal import serve
from newsportal.reception.handler import Reception
from newsportal.reception.server import AtOnce
from tests.newsportal.portals import ROOT, environment, get, gone
from tests.ports import free_port
from tests.waiting import PATIENCE, done, until

pytestmark = [
    pytest.mark.xdist_group("up"),
    pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc"),
]
HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server of one worker answers; /healthz needs no database."""
    var = tmp_path_factory.mktemp("var")
    env = environment(var)
    serve = f"{sys.executable} -m newsportal.serve --port {env['PORT']} --threads 2"
    command = ["/bin/sh", "-c", f"ulimit -Sn 1024; exec {serve}"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
    try:
        until(lambda: process.poll() is not None or answers(env["PORT"]), every=0.1)
        assert process.poll() is None
        yield env["PORT"]
    finally:
        process.terminate()
        process.wait(PATIENCE)
        if not gone(var):
            os.killpg(process.pid, signal.SIGKILL)


def answers(port: str) -> bool:
    """Whether it is there."""
    try:
        return get(port, "/healthz")[0] == 200
    except OSError:
        return False


def answer(port: str, *parts: bytes, seconds: float = PATIENCE) -> bytes:
    """What comes back to `parts` until the server closes."""
    with socket.create_connection(("127.0.0.1", int(port)), seconds) as connection:
        received = b""
        try:
            for part in parts:
                connection.sendall(part)
            while piece := connection.recv(65_536):
                received += piece
        except ConnectionError:
            pass  # it has closed while we were still sending
        return received


def test_it_works(port: str) -> None:
    assert answer(port, HEAD, b"X-A: b\r\n\r\n").startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "head",
    [
        b"".join(b"X-%d: a\r\n" % number for number in range(500)),
        b"X-A: " + b"a" * (2 * serve.LONGEST_HEAD) + b"\r\n",
        b"Cookie: " + b"a=b; " * serve.LONGEST_HEAD + b"\r\n",
    ],
    ids=["very many", "a large one", "a large cookie"],
)
def test_a_head_that_is_too_large_is_refused(port: str, head: bytes) -> None:
    received = answer(port, HEAD, head, b"\r\n")
    assert not received or re.match(rb"HTTP/1\.1 (400|431) ", received)
    assert get(port, "/healthz")[0] == 200


def test_slow_clients_do_not_keep_others_waiting_and_are_let_go(port: str) -> None:
    """Heads and bodies in one test, because each is let go after ten seconds."""
    head = b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\n"
    begun = [
        *[b"GET /healthz HTTP/1.1\r\nHost: loc"] * 200,
        # More than there are threads, and more than one network may have under way.
        *[head + b"Content-Length: 90\r\n\r\nusername="] * 40,
        *[head + b"Transfer-Encoding: chunked\r\n\r\n5\r\nusern\r\n"] * 4,
    ]
    slow = [socket.create_connection(("127.0.0.1", int(port)), PATIENCE) for _one in begun]
    for connection, part in zip(slow, begun, strict=True):
        connection.sendall(part)
    assert get(port, "/healthz")[0] == 200
    assert get(port, "/robots.txt")[0] != 0, "by a thread, whatever it answers"
    assert slow[0].recv(100) == b""  # closed, without an answer
    # Which of them are the ones too many depends on which thread took them first.
    statuses = {connection.recv(100)[9:12] for connection in slow[200:240]}
    assert b"408" in statuses <= {b"408", b"429"}
    for connection in slow:
        connection.close()


def test_more_than_a_thousand_connections_at_once(port: str) -> None:
    """The limit of open files is raised when the server starts: many machines have it at 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4_096)), hard))
    kept = [socket.create_connection(("127.0.0.1", int(port)), PATIENCE) for _one in range(1_500)]
    try:
        for connection in kept:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert all(connection.recv(100).startswith(b"HTTP/1.1 200 ") for connection in kept)
    finally:
        for connection in kept:
            connection.close()


def test_what_a_worker_holds_is_said_where_the_system_allows_little(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _what: (1_024, 1_024))
    assert serve.connections_at_once() == 1_024 - serve.OTHER_FILES
    assert "1024 open files a process, so each worker holds 768 connections" in caplog.text
    raised = []
    monkeypatch.setattr(resource, "getrlimit", lambda _what: (1_024, 1_048_576))
    monkeypatch.setattr(resource, "setrlimit", lambda _what, limits: raised.append(limits))
    assert serve.connections_at_once() == serve.CONNECTIONS
    assert raised == [(serve.CONNECTIONS + serve.OTHER_FILES, 1_048_576)]


def test_what_nobody_asked_for_is_refused_before_it_is_sent(port: str) -> None:
    large = b"Host: localhost\r\nContent-Length: 400000000\r\n\r\n"
    assert answer(port, b"POST / HTTP/1.1\r\n" + large).startswith(b"HTTP/1.1 405 ")
    refused = answer(port, b"POST /admin/articles/picture/add/ HTTP/1.1\r\n" + large)
    assert refused.startswith(b"HTTP/1.1 413 ")


def test_what_is_there_is_answered_by_the_thread_that_took_it() -> None:
    """granian's scheduler is ours, by a name that is not part of its public interface."""
    assert hasattr(mp, "_new_cbscheduler"), "granian has renamed it"

    async def made() -> object:
        return AtOnce.made(Reception(lambda *_request: [b""], 1), asyncio.get_running_loop())

    assert isinstance(done(made()), CallbackScheduler)


def test_a_proxy_that_is_not_named_is_said(caplog: pytest.LogCaptureFixture, settings: Any) -> None:
    serve.warn_of_a_proxy_without_a_name()
    assert not caplog.text
    settings.HTTPS = True
    serve.warn_of_a_proxy_without_a_name()
    assert "TRUSTED_PROXIES" in caplog.text
    caplog.clear()
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    serve.warn_of_a_proxy_without_a_name()
    assert not caplog.text


@pytest.mark.parametrize(
    ("name", "takes"),
    [
        ("_init_shared_socket", ["self"]),
        ("_spawn_worker", ["self", "idx", "target", "callback_loader"]),
        ("_respawn_workers", ["self", "workers", "spawn_target", "target_loader", "delay"]),
    ],
)
def test_granian_calls_what_we_put_in_its_place(name: str, takes: list[str]) -> None:
    """None of it is part of its public interface. Under another name ours would never be called:
    each worker would have a socket of its own, and new code would break connections."""
    assert list(signature(getattr(Server, name)).parameters) == takes, "granian has changed it"
    callers = getsource(AbstractServer) + getsource(Server)
    assert f"self.{name}(" in callers, "granian does not call it any more"


def test_two_workers_share_one_socket() -> None:
    """The parent holds it, so that nobody is refused while workers are being replaced."""
    free = free_port()
    one = serve.server("127.0.0.1", free, 2, 1)
    one._init_shared_socket()
    try:
        with socket.create_connection(("127.0.0.1", free), PATIENCE):
            pass  # accepted by the system, though no worker runs
    finally:
        one._drop_shared_socket()
