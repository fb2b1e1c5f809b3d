"""How processes of ours end with us, and whether a server among them answers."""

from __future__ import annotations

import ctypes
import http.client
import signal
from collections.abc import Callable
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1


class Died(Exception):
    """A process that should run has stopped, or does not answer."""


def end_quietly_on_signals() -> None:
    """Let Ctrl-C, SIGTERM and SIGHUP end this process with exit code 0, in good order."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    for number in ENDING:
        signal.signal(number, leave)


def ends_with_us() -> Callable[[], None]:
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
