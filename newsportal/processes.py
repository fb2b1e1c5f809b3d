"""Processes that are begun together, watched together and ended together."""

from __future__ import annotations

import ctypes
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from types import FrameType
from typing import Self

#: Seconds that a process may take to finish what it does when it is told to end.
GRACE = 6.0
#: Seconds that one may take which is begun again: a worker has a picture in hand.
PATIENCE = 60.0
#: Seconds between two looks at whether all still run.
BEAT = 0.2
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1


class Died(Exception):
    """A process that should run has ended, or does not answer."""


def end_quietly_on_signals() -> None:
    """Let Ctrl-C, SIGTERM and SIGHUP end this process with exit code 0, in good order."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    for number in ENDING:
        signal.signal(number, leave)


class Family:
    """The processes of one start.

    Each gets a session of its own, so that Ctrl-C reaches only us, and we end them in order;
    and so that a process's own children can be ended with it.
    """

    def __init__(self) -> None:
        self.members: dict[str, subprocess.Popen[bytes]] = {}
        self._begun: dict[str, tuple[list[str], Mapping[str, str]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.end()

    def start(self, name: str, command: list[str], env: Mapping[str, str]) -> None:
        """Begin a process; `name` is what people read when it dies."""
        self._begun[name] = (command, env)
        self.members[name] = subprocess.Popen(
            command,
            env=dict(env),
            start_new_session=True,
            preexec_fn=_ends_with_us() if sys.platform == "linux" else None,  # noqa: PLW1509
        )

    def restart(self, name: str) -> None:
        """End a process once it has finished what it does, and begin it again."""
        process = self.members[name]
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.start(name, *self._begun[name])

    def check(self) -> None:
        """Raise Died where one has ended."""
        for name, process in self.members.items():
            if (code := process.poll()) is not None:
                raise Died(f"The {name} has ended by itself (exit code {code}).")

    def wait_for(self, urls: Iterable[tuple[str, int]], path: str, seconds: float) -> None:
        """Return once every address answers 200 at `path`; raises Died after `seconds`."""
        waiting = list(urls)
        until = time.monotonic() + seconds
        while waiting := [one for one in waiting if not answers(*one, path)]:
            self.check()
            if time.monotonic() > until:
                raise Died(f"The server does not answer after {seconds:.0f} seconds.")
            time.sleep(0.05)

    def watch(self, parent: int | None, wanted: Callable[[], bool]) -> bool:
        """Stay while all run. True as soon as something else is `wanted`; False when the process
        `parent` is our parent no longer."""
        while parent is None or os.getppid() == parent:
            self.check()
            if wanted():
                return True
            time.sleep(BEAT)
        return False

    def end(self) -> None:
        """End all of them, with everything that they began themselves."""
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)
        for process in self.members.values():
            with suppress(ProcessLookupError):
                process.terminate()
        until = time.monotonic() + GRACE
        for process in self.members.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, until - time.monotonic()))
        for process in self.members.values():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _ends_with_us() -> Callable[[], None]:
    """What a process runs at its beginning so that Linux ends it even when we are killed."""
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:  # pragma: no cover - runs between fork and exec, where nothing measures
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    return ask


def answers(address: str, port: int, path: str) -> bool:
    """Whether a server answers 200 at `path`."""
    connection = http.client.HTTPConnection(address, port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
