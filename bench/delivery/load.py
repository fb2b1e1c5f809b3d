"""Load by wrk, and what it says."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from math import nan

from bench.delivery.machine import Server, cores, pinned, program

#: Milliseconds in the units that wrk writes.
UNITS = {"us": 0.001, "ms": 1.0, "s": 1_000.0, "m": 60_000.0}


class Failed(Exception):
    """The server has not answered as it should."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did under load."""

    #: Requests a second.
    rate: float
    #: Milliseconds.
    p50: float
    p99: float
    requests: int
    #: Microseconds of the server's processor time that a request took.
    cost: float = 0.0


def load(server: Server, headers: dict[str, str], *, clients: int, seconds: float) -> Load:
    """Ask `server` for its page as often as it answers. Raises Failed, and Missing without wrk."""
    whole = max(1, round(seconds))
    command = [*pinned(cores()[1]), program("wrk", "wrk"), "-t1", f"-c{clients}", f"-d{whole}s"]
    command += ["--latency", "--timeout", "10s"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    before = server.cpu()
    done = subprocess.run([*command, server.url], capture_output=True, text=True, check=False)
    took = server.cpu() - before
    if done.returncode:
        raise Failed(f"wrk: {done.stderr.strip() or done.stdout.strip()}")
    found = parsed(done.stdout)
    return Load(
        found.rate, found.p50, found.p99, found.requests, took / max(1, found.requests) * 1e6
    )


def parsed(said: str) -> Load:
    """What wrk wrote; raises Failed where an answer was missing or an error."""
    if trouble := re.search(r"(Non-2xx.*|Socket errors.*)", said):
        raise Failed(trouble[1])
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    requests = re.search(r"(\d+) requests in", said)
    if rate is None or requests is None:
        raise Failed(f"wrk says nothing that can be read: {said.strip()[:200]}")
    return Load(float(rate[1]), _latency(said, "50%"), _latency(said, "99%"), int(requests[1]))


def _latency(said: str, part: str) -> float:
    found = re.search(rf"^\s*{part}\s+([\d.]+)(us|ms|s|m)\s*$", said, re.MULTILINE)
    if found is None:
        return nan  # of very few answers
    return float(found[1]) * UNITS[found[2]]
