"""`manage.py up` as a process: begun, asked by readers, looked at from outside, ended."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from newsportal.environment import READ
from newsportal.running import addresses
from tests.ports import free_port
from tests.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parent.parent.parent
UP = [sys.executable, str(ROOT / "manage.py"), "up"]
#: What the details of /readyz ask for.
TOKEN = {"Authorization": "Bearer tested"}


def environment(var: Path, **more: str) -> dict[str, str]:
    """The environment of a person who has set nothing but `more`, and has a small machine."""
    ours = {"SECRET_KEY", "MAKELEVEL", "DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE", *READ}
    clean = {name: value for name, value in os.environ.items() if name not in ours}
    return clean | {
        "VAR_DIR": str(var),
        "DEMO": "0",
        "WEB_WORKERS": "1",
        "PORT": str(free_port()),
        "METRICS_TOKEN": "tested",
        **more,
    }


def get(port: str, path: str, host: str = addresses.LOOPBACK, **headers: str) -> tuple[int, bytes]:
    """Status and body, as they come."""
    connection = http.client.HTTPConnection(host, int(port), timeout=PATIENCE)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def headers_of(port: str, path: str) -> http.client.HTTPMessage:
    """What is said with an answer."""
    connection = http.client.HTTPConnection(addresses.LOOPBACK, int(port), timeout=PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().headers
    finally:
        connection.close()


def belonging_to(var: Path) -> set[int]:
    """The processes that run on the newsroom in `var`."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"VAR_DIR={var}\0".encode() in (folder / "environ").read_bytes():
                found.add(int(folder.name))
        except OSError:
            continue
    return found


def running(var: Path, word: str) -> list[int]:
    """Those of them that have `word` in their command."""
    found = []
    for pid in belonging_to(var):
        with suppress(OSError):  # it has ended since
            if word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found


def gone(var: Path) -> bool:
    """Whether none of them is left in the end."""
    with suppress(AssertionError):
        until(lambda: not belonging_to(var), every=0.05)
    return not belonging_to(var)


@contextmanager
def portal(
    env: dict[str, str], command: list[str] = UP, log: IO[str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A portal that answers, and what it has said until then; its log goes into `log`."""
    process = subprocess.Popen(
        command,
        env=env,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )
    assert process.stdout
    said = ""
    try:
        for line in process.stdout:
            said += line
            if "Ctrl-C ends it" in line:
                break
        assert "is ready" in said
        yield process, said
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()
        left = set() if gone(Path(env["VAR_DIR"])) else belonging_to(Path(env["VAR_DIR"]))
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        assert not left


def asks(
    port: str, keeps: bool, enough: threading.Event, broken: list[str], answered: list[int]
) -> None:
    """Ask for the front page again and again: by a connection that is kept for as long as the
    server allows, or by a new one each time."""
    headers = {} if keeps else {"Connection": "close"}
    connection = None
    while not enough.is_set():
        connection = connection or http.client.HTTPConnection(
            addresses.LOOPBACK, int(port), timeout=PATIENCE
        )
        try:
            connection.request("GET", "/", headers=headers)
            response = connection.getresponse()
            response.read()
            answered.append(response.status)
            done = response.will_close
        except (OSError, http.client.HTTPException) as error:
            broken.append(repr(error))
            done = True
        if done:
            connection.close()
            connection = None
        enough.wait(0.03)  # the processor is for those who answer
    if connection is not None:
        connection.close()


@contextmanager
def readers(port: str) -> Iterator[tuple[list[str], list[int]]]:
    """Readers who ask all the time: what broke, and the answers."""
    enough, broken, answered = threading.Event(), list[str](), list[int]()
    threads = [
        threading.Thread(target=asks, args=(port, keeps, enough, broken, answered))
        for keeps in (True, True, False)
    ]
    for thread in threads:
        thread.start()
    try:
        yield broken, answered
    finally:
        enough.set()
        for thread in threads:
            thread.join()
