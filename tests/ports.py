"""Ports for servers that tests start: nobody else's between the choice and the start.

The system gives connections ports from 32768 on, and so does a socket that asks for any; a port
chosen that way may be somebody's connection a moment later. These lie below, a range for each
process of a run, so that two of them never choose the same.
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from itertools import cycle

RANGE, WORKERS = 1_000, 8

#: `gw1` is the second worker of its run; those on PostgreSQL run beside those on SQLite.
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % WORKERS
_first = 15_000 + RANGE * (_worker + (WORKERS if os.environ.get("TEST_DATABASE_URL") else 0))
#: Another run on the same machine has the same ranges, but hardly begins at the same place.
_ports = cycle(_first + (os.getpid() + number) % RANGE for number in range(RANGE))


def free_port() -> int:
    """A port of this machine that nothing listens on, and that no other test is given."""
    for _each in range(RANGE):
        port = next(_ports)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")
