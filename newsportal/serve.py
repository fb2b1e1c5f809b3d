"""The web server for readers: granian, with one listening socket for all its workers.

    python -m newsportal.serve --host 127.0.0.1 --port 8000 --workers 2 --threads 4

granian by itself gives each worker a socket of its own. What waits at one is lost when its worker
is replaced, and while all of them are starting, nobody listens. Here the parent holds the one
socket: SIGHUP replaces the workers one after the other, and whoever comes meanwhile waits in the
line for a moment instead of being refused.
"""

from __future__ import annotations

import argparse
import os
import socket
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketHolder  # type: ignore[attr-defined]
from granian.server import Server

from articles.delivery.room import SPARE

TARGET = "newsportal.wsgi:application"
#: Connections that may wait for a worker.
BACKLOG = 1_024
#: Milliseconds in which the head of a request has to be there: slow ones are let go.
HEAD_IN = 10_000
#: Bytes that the head of a request may have; more is answered 431.
LONGEST_HEAD = 64 * 1024
#: Seconds that a worker may take to finish what it has begun. Less than `manage.py up` gives us,
#: which would leave our workers alone.
FINISH_IN = 4
#: Seconds between the start of a new worker and the end of the one it replaces.
OVERLAP = 5.0


class OneDoor(Server):  # type: ignore[misc,valid-type]
    """granian's server, whose workers all accept from one socket."""

    def _init_shared_socket(self) -> None:
        family = socket.AF_INET6 if ":" in self.bind_addr else socket.AF_INET
        self._sso = socket.socket(family)
        self._sso.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._sso.bind((self.bind_addr, self.bind_port))
        self._sso.listen(self.backlog)
        self._sso.setblocking(False)
        self._sso.set_inheritable(True)
        # In the place of the address that each worker would listen at.
        self._ssp, self._shd = None, SocketHolder(self._sso.fileno(), False, self.backlog)  # type: ignore[call-arg]


def server(host: str, port: int, workers: int, threads: int) -> Any:
    """The server, not begun yet."""
    # Its workers read it: so many of their threads may be with Django.
    os.environ["WEB_THREADS"] = str(threads)
    return OneDoor(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        blocking_threads=threads + SPARE,
        backlog=BACKLOG,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_IN, max_buffer_size=LONGEST_HEAD),
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=OVERLAP,
        workers_kill_timeout=FINISH_IN,
        working_dir=Path(__file__).resolve().parent.parent,
    )


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=4)
    server(**vars(parser.parse_args())).serve()


if __name__ == "__main__":
    main()
