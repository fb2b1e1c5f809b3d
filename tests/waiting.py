"""Waiting for what other processes, threads and browsers do.

A machine that runs all tests at once takes its time, and what is wrong fails all the same, only
later: so there is one limit, and it is longer there. Nothing is said here about how quick anything
is.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")

#: How many times as long may be waited where several workers, and their browsers and servers, share
#: each core, or a machine is other people's as well.
SLACK = 3 if os.environ.get("CI") or os.environ.get("PYTEST_XDIST_WORKER") else 1
#: Seconds.
PATIENCE = 20.0 * SLACK
#: The same for a browser, which counts in thousandths.
PATIENT = 1_000 * PATIENCE


def until(there: Callable[[], Any], *, every: float = 0.01) -> None:
    """Return once `there` says so; it is asked again after `every` so many seconds."""
    end = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < end, "it has not come"
        time.sleep(every)


def done(work: Coroutine[Any, Any, Result]) -> Result:
    """What comes of a coroutine, on a loop of its own in a thread of its own: in this one the
    browser's driver may be running another."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(asyncio.run, work).result(PATIENCE)
