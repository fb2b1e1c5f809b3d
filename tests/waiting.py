"""Waiting for what other processes, threads and browsers do.

A machine that runs all tests at once takes its time, and what is wrong fails all the same, only
later: so there is one limit, and it is long. Nothing is said here about how quick anything is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

#: Seconds.
PATIENCE = 120.0
#: The same for a browser, which counts in thousandths.
PATIENT = 1_000 * PATIENCE


def until(there: Callable[[], Any], *, every: float = 0.01) -> None:
    """Return once `there` says so; it is asked again after `every` so many seconds."""
    end = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < end, "it has not come"
        time.sleep(every)
