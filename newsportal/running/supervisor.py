"""Supervise processes: start them together, restart what stops, end them together."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from newsportal.running.processes import ENDING, Died, answers, ends_with_us

logger = logging.getLogger(__name__)

#: Seconds that a process may take to finish what it does when it is told to end.
GRACE = 6.0
#: Seconds that one may take which is begun again: a worker has a picture in hand.
PATIENCE = 60.0
#: Seconds between two looks at whether all still run.
BEAT = 0.2
#: Seconds until one that has ended by itself is begun again, after so many ends in a row. What is
#: wrong for a long time is tried seldom: each try takes a second of the processor.
WAITS = (0.0, 0.5, 1.0, *[2.0] * 27)
SELDOM = 30.0
#: Seconds that one has to run to be up; and to be well, so that its next end is its first again.
UP_AFTER, WELL_AFTER = 3.0, 20.0
#: It is said at these ends in a row.
SAID_AT = (1, 5, len(WAITS))
#: Seconds that the children of one which was killed may go on serving (`graceful_exit`), and more.
LINGER = 30.0


@dataclass
class ManagedProcess:
    """A supervised process."""

    name: str
    command: list[str]
    env: Mapping[str, str]
    #: Files that it is given: listening sockets.
    files: tuple[int, ...]
    process: subprocess.Popen[bytes]
    begun_at: float
    #: How often it has ended by itself since it last ran well, and how it did.
    ends: int = 0
    code: int = 0
    again_at: float = 0.0
    is_noticed: bool = False

    @property
    def why_down(self) -> str:
        """Why it does not run, or not yet for long enough to say that it does; "" while it does."""
        if self.ends and (self.process.poll() is not None or self._age() < UP_AFTER):
            often = f", {self.ends} times" if self.ends > 1 else ""
            return f"stopped unexpectedly ({_ended(self.code)}{often}); restarting it"
        return ""

    def _age(self) -> float:
        return time.monotonic() - self.begun_at

    def noticed(self, code: int) -> None:
        """It has ended by itself: again it is begun in a while."""
        self.ends = 1 if self._age() > WELL_AFTER else self.ends + 1
        self.code, self.is_noticed = code, True
        wait = WAITS[self.ends - 1] if self.ends <= len(WAITS) else SELDOM
        self.again_at = time.monotonic() + wait


class Supervisor:
    """The processes of one start; `tell` hears which of them are down, and why.

    Each gets a session of its own, so that Ctrl-C reaches only us, and we end them in order;
    and so that a process's own children can be ended with it.
    """

    def __init__(self, tell: Callable[[Mapping[str, str]], None] = lambda _down: None) -> None:
        self.members: dict[str, ManagedProcess] = {}
        self._tell = tell
        self._down: dict[str, str] = {}
        #: Those that ended by themselves: their children may go on for a while, and serve.
        self._former: dict[int, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.end()

    def start(
        self, name: str, command: list[str], env: Mapping[str, str], files: tuple[int, ...] = ()
    ) -> None:
        """Begin a process; `name` is what people read when it dies."""
        process = _begun(command, env, files)
        self.members[name] = ManagedProcess(name, command, env, files, process, time.monotonic())

    def restart(self, name: str) -> None:
        """End a process once it has finished what it does, and begin it again."""
        member = self.members[name]
        member.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            member.process.wait(PATIENCE)
        _kill(member.process.pid)
        member.process.wait()
        self.start(name, member.command, member.env, member.files)

    def check(self) -> None:
        """Raise Died where one has ended."""
        for name, member in self.members.items():
            if (code := member.process.poll()) is not None:
                raise Died(f"The {name} stopped unexpectedly ({_ended(code)}).")

    def wait_for(self, urls: Iterable[tuple[str, int]], path: str, seconds: float) -> None:
        """Return once every address answers 200 at `path`; raises Died after `seconds`."""
        waiting = list(urls)
        until = time.monotonic() + seconds
        while waiting := [one for one in waiting if not answers(*one, path)]:
            self.check()
            if time.monotonic() > until:
                raise Died(f"The server did not answer within {seconds:.0f} seconds.")
            time.sleep(0.05)

    def watch(self, parent: int | None, wanted: Callable[[], bool]) -> bool:
        """Stay, and keep all running. True as soon as something else is `wanted`; False when the
        process `parent` is our parent no longer."""
        while parent is None or os.getppid() == parent:
            self.tend()
            if wanted():
                return True
            time.sleep(BEAT)
        return False

    def tend(self) -> None:
        """Begin again what has ended by itself, once its time has come; tell what is down."""
        for member in self.members.values():
            code = member.process.poll()
            if code is not None and not member.is_noticed:
                self._former[member.process.pid] = time.monotonic()
                member.noticed(code)
                self._say(member)
            if code is not None and time.monotonic() >= member.again_at:
                member.process = _begun(member.command, member.env, member.files)
                member.begun_at, member.is_noticed = time.monotonic(), False
        down = {name: why for name, one in self.members.items() if (why := one.why_down)}
        if down != self._down:
            self._down = down
            self._tell(down)

    def _say(self, member: ManagedProcess) -> None:
        if member.ends not in SAID_AT:
            return
        again = "restarting it"
        if member.ends > 1:
            again = f"{member.ends} times in a row; retrying every "
            again += f"{(WAITS[-1] if member.ends < len(WAITS) else SELDOM):.0f} seconds"
        logger.warning(
            "The %s stopped unexpectedly (%s); %s.", member.name, _ended(member.code), again
        )

    def end(self) -> None:
        """End all of them, with everything that they began themselves."""
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)
        processes = [member.process for member in self.members.values()]
        for process in processes:
            with suppress(ProcessLookupError):
                process.terminate()
        former = [pid for pid, at in self._former.items() if time.monotonic() - at < LINGER]
        for pid in former:
            _kill(pid, signal.SIGTERM)
        until = time.monotonic() + GRACE
        for process in processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, until - time.monotonic()))
        for pid in former:
            _kill(pid)
        for process in processes:
            _kill(process.pid)
            process.wait()


def _begun(
    command: list[str], env: Mapping[str, str], files: tuple[int, ...]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        env=dict(env),
        start_new_session=True,
        pass_fds=files,
        preexec_fn=ends_with_us() if sys.platform == "linux" else None,  # noqa: PLW1509
    )


def _kill(group: int, number: signal.Signals = signal.SIGKILL) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _ended(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
