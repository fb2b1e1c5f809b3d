"""Taking up new code while readers read: who runs, and how it is told.

`manage.py up` leaves the number of its process in VAR_DIR and holds the file locked, so that a
number that was left behind is never taken for it. SIGUSR1 tells it to begin its processes anew.
"""

from __future__ import annotations

import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from types import FrameType

FILE = "up.pid"

#: Set while somebody wants new code to be taken up.
asked = Event()


class NotRunning(Exception):
    """No portal runs that could be told to load new code."""


@contextmanager
def announced(folder: Path) -> Iterator[None]:
    """Let this process be found through `folder`, and be told, until the block ends."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        asked.set()

    signal.signal(signal.SIGUSR1, ask)
    path = folder / FILE
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # Another one runs on the same folder, at another port: it is the one that is told.
            yield
            return
        # On a disk that is full it can't be found, and runs all the same.
        with suppress(OSError):
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def running(folder: Path) -> int:
    """The process that runs on `folder`; raises NotRunning."""
    try:
        with (folder / FILE).open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        pass
    except BlockingIOError:
        if number := (folder / FILE).read_text().strip():
            return int(number)
    raise NotRunning(
        f"No portal is running in {folder}. Start it with `make run` or `manage.py up`."
    )


def ask(folder: Path) -> None:
    """Tell the one that runs on `folder` to begin its processes anew. Raises NotRunning."""
    os.kill(running(folder), signal.SIGUSR1)
