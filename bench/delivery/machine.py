"""Servers for measuring: begun on one core, looked at while they run, ended with the block."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
SECONDS_TO_ANSWER = 30.0


class Missing(Exception):
    """What this machine lacks for a measurement, in one sentence."""


def program(name: str, package: str) -> str:
    """The path of a program; raises Missing, which names the Debian package that brings it."""
    folders = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    if (found := shutil.which(name, path=folders)) is None:
        raise Missing(f"{name} is not there (Debian: apt-get install {package})")
    return found


@cache
def cores() -> tuple[int, int]:
    """The core of the servers and that of the load: the same one where there is only one.

    Once: what asks first may then stay on one itself.
    """
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[-1]


def pinned(core: int) -> list[str]:
    """The beginning of a command that is to stay on `core`."""
    return [program("taskset", "util-linux"), "-c", str(core)]


@dataclass(slots=True)
class Server:
    """One that answers at `url`."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    path: str = "/"
    #: What it takes to ask for the page, such as an encoding.
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where its page is."""
        return f"http://127.0.0.1:{self.port}{self.path}"

    def family(self) -> list[int]:
        """Its process and all that it began."""
        return [self.process.pid, *_descendants(self.process.pid)]

    def workers(self) -> list[int]:
        """The processes that have begun none themselves: those that serve."""
        return [pid for pid in self.family() if not _children(pid)]

    def cpu(self) -> float:
        """Seconds of processor time that its processes have taken so far."""
        return sum(_cpu(pid) for pid in self.family())

    def memory(self) -> Memory:
        """That of its largest worker."""
        return max((memory(pid) for pid in self.workers()), key=lambda one: one.resident)


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes of a process."""

    #: All of it that is in memory, with the pages of files that it shares with others.
    resident: float
    #: What is its own alone.
    own: float


def memory(pid: int) -> Memory:
    """What the process `pid` takes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    found = {
        name: value.split()[0]
        for name, _colon, value in (s.partition(":") for s in lines)
        if name in {"VmRSS", "RssAnon"}
    }
    return Memory(int(found.get("VmRSS", 0)) / 1024, int(found.get("RssAnon", 0)) / 1024)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += map(int, task.read_text().split())
    return found


def _descendants(pid: int) -> list[int]:
    return [one for child in _children(pid) for one in (child, *_descendants(child))]


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def serving(
    name: str,
    command: list[str],
    port: int,
    path: str = "/",
    env: Mapping[str, str] | None = None,
    *,
    verbose: bool = True,
    pinned_to_one: bool = True,
) -> Iterator[Server]:
    """Run `command` on the servers' core, or on all, until the block ends; raises Missing where it
    fails."""
    process = subprocess.Popen(
        [*(pinned(cores()[0]) if pinned_to_one else []), *command],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=None if verbose else subprocess.DEVNULL,
        start_new_session=True,
    )
    server = Server(name, port, process, path)
    try:
        _wait(server)
        yield server
    finally:
        _end(process)


def _wait(server: Server) -> None:
    until = time.monotonic() + SECONDS_TO_ANSWER
    while server.process.poll() is None and time.monotonic() < until:
        try:
            with urlopen(server.url, timeout=SECONDS_TO_ANSWER) as answer:
                answer.read()
                return
        except HTTPError as error:
            raise Missing(f"{server.name} answers {error.code} at {server.url}") from error
        except OSError:
            time.sleep(0.1)
    raise Missing(f"{server.name} does not start")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(5)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def reception(target: str, port: int) -> list[str]:
    """The command of the server that `make run` uses, for what the function `target` makes."""
    command = [sys.executable, "-m", "newsportal.serve", "--target", f"{target}()"]
    return [*command, "--port", str(port), "--threads", "1"]


def granian(
    target: str, port: int, *, workers: int = 1, threads: int = 1, factory: bool = True
) -> list[str]:
    """The command of granian with its own WSGI, for `target`."""
    options = {
        "interface": "wsgi",
        "port": port,
        "workers": workers,
        "blocking-threads": threads,
        "log-level": "warning",
        "workers-kill-timeout": 3,
    }
    pairs = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    flags = ["--no-ws", *(["--factory"] if factory else [])]
    return [sys.executable, "-m", "granian", *pairs, *flags, target]
