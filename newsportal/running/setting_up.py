"""Setting up is done by one at a time, and may end at any point: the next start goes on with it.

    with alone(folder, say), step(folder, "demo") as is_resumed:
        …

A step leaves a mark while it runs. Whoever finds one knows that the step was interrupted, also by a
power cut, and does it again as a whole, trusting in nothing that it may have left half-done.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = "setting-up.lock"


@contextmanager
def alone(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Wait until nobody else sets up in `folder`; the system lets go of the lock when a process
    ends, however it ends."""
    with (folder / LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Another start is setting up in {folder}; waiting until it is done …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_interrupted(folder: Path, name: str) -> bool:
    """Whether the step `name` was begun and not done."""
    return _mark(folder, name).exists()


@contextmanager
def step(folder: Path, name: str) -> Iterator[bool]:
    """Do a step that is marked until it is done; True where an earlier one was interrupted."""
    mark = _mark(folder, name)
    was_interrupted = mark.exists()
    mark.touch()
    yield was_interrupted
    mark.unlink()


def _mark(folder: Path, name: str) -> Path:
    return folder / f"{name}-unfinished"
