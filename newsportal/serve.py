"""The web server for readers: granian, with one listening socket for all its workers.

    python -m newsportal.serve --host 127.0.0.1 --port 8000 --workers 2 --threads 4

granian by itself gives each worker a socket of its own. What waits at one is lost when its worker
is replaced, and while all of them are starting, nobody listens. Here the parent holds the one
socket, or takes one that is held for it (`--fd`, or systemd's socket activation): SIGHUP replaces
the workers one after the other, and whoever comes meanwhile waits in the line for a moment instead
of being refused.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import resource
import select
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketHolder  # type: ignore[attr-defined]
from granian.server import Server

from articles.delivery.door.thread_limit import RESERVED_THREADS
from articles.lib import self_check
from newsportal.reception.server import load
from newsportal.running import addresses, file_permissions, graceful_exit

logger = logging.getLogger(__name__)

TARGET = "newsportal.wsgi:application"
#: Connections that may wait for a worker; Linux allows net.core.somaxconn of them at most.
BACKLOG = 4_096
#: Connections that a worker holds at once: an idle one takes some 10 KB of memory.
CONNECTIONS = 8_192
#: Open files that a worker needs for other things: the database, pages, static files.
OTHER_FILES = 256
#: Milliseconds in which the head of a request has to be there: slow ones are let go.
HEAD_IN = 10_000
#: Bytes that the head of a request may have; more is answered 431.
LONGEST_HEAD = 64 * 1024
#: Seconds that a worker may take to finish what it has begun. Less than `manage.py up` gives us,
#: which would leave our workers alone.
FINISH_IN = 4
#: Seconds that a new worker may take to load the code.
LOAD_IN = 60.0
#: systemd hands over its sockets from this number on.
FIRST_FD = 3


class SharedSocketServer(Server):  # type: ignore[misc,valid-type]
    """granian's server, whose workers all accept from one socket."""

    #: A listening socket that somebody else holds open, in the place of one of our own.
    given: socket.socket | None = None

    def _init_shared_socket(self) -> None:
        self._sso = self.given or addresses.bound(self.bind_addr, self.bind_port)
        self._sso.listen(self.backlog)
        self._sso.setblocking(False)
        self._sso.set_inheritable(True)
        # In the place of the address that each worker would listen at.
        self._ssp, self._shd = None, SocketHolder(self._sso.fileno(), False, self.backlog)  # type: ignore[call-arg]

    def _spawn_worker(self, idx: int, target: Any, callback_loader: Callable[[], Any]) -> Any:
        """A worker that says when it has loaded the code, through a pipe of its own."""
        listener = self._sso.fileno()
        ready, says = os.pipe()
        worker = super()._spawn_worker(
            idx, target, partial(graceful_exit.load, callback_loader, listener, says)
        )
        start = worker.start

        def begin() -> None:
            start()
            os.close(says)

        worker.start, worker.ready = begin, ready
        return worker

    def _respawn_workers(
        self, workers: list[int], spawn_target: Any, target_loader: Any, delay: float = 0
    ) -> None:
        """Replace workers: the new one serves before the old one leaves, and where it cannot, the
        old one stays."""
        for idx in workers:
            old, new = self.wrks[idx], self._spawn_worker(idx, spawn_target, target_loader)
            replaces = old.is_alive()
            if not replaces:
                self.respawned_wrks[idx] = monotonic()
                self.wrks[idx] = new
            # While it loads its end is ours to notice, where there is another that goes on.
            new.interrupt_by_parent = replaces
            new.start()
            if not replaces:
                os.close(new.ready)
                continue
            if not self._is_ready(new):
                new.kill()
                logger.error(
                    "The new code failed to start; the old code keeps serving. See the error above."
                )
                return
            self.wrks[idx], new.interrupt_by_parent = new, False
            self._end(old)

    def _is_ready(self, worker: Any) -> bool:
        """Wait until the worker has loaded the code; False where it ends instead, or we do."""
        with os.fdopen(worker.ready, "rb", buffering=0) as said:
            until = monotonic() + LOAD_IN
            while monotonic() < until and not self.interrupt_signal:
                if select.select([said], [], [], 0.1)[0]:
                    # Nothing but the end of the pipe: it has died.
                    return said.read(1) == graceful_exit.READY
        return False

    def _end(self, worker: Any) -> None:
        """Let a worker finish: first whoever asks it is told to come anew, then it is ended."""
        worker.interrupt_by_parent = True
        os.kill(worker.inner.pid, graceful_exit.SIGNAL)
        self._wait(graceful_exit.LEAVE_IN)
        worker.terminate()
        worker.join(FINISH_IN)
        if worker.is_alive():
            worker.kill()
            worker.join()

    def _wait(self, seconds: float) -> None:
        until = monotonic() + seconds
        while monotonic() < until and not self.interrupt_signal:
            self.main_loop_interrupt.wait(0.05)
            self.main_loop_interrupt.clear()


def connections_at_once() -> int:
    """How many connections a worker holds: as many as it may have files open, up to a bound.

    Raises the limit of open files as far as this process may.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + OTHER_FILES
    most = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = most
    if soft != resource.RLIM_INFINITY and soft < wanted:
        logger.warning(
            "The system allows %d open files a process, so each worker holds %d connections "
            "instead of %d.",
            *(soft, max(1, soft - OTHER_FILES), CONNECTIONS),
        )
        return max(1, soft - OTHER_FILES)
    return CONNECTIONS


def server(
    host: str, port: int, workers: int, threads: int, fd: int | None = None, target: str = TARGET
) -> Any:
    """The server, not begun yet; `fd` is a listening socket in the place of host and port."""
    # Its workers read it: so many of their threads may be with Django.
    os.environ["WEB_THREADS"] = str(threads)
    door = SharedSocketServer(
        target,
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        # It waits for nothing; those that do are the reception's.
        blocking_threads=1,
        backlog=BACKLOG,
        backpressure=connections_at_once(),
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_IN, max_buffer_size=LONGEST_HEAD),
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=FINISH_IN,
        working_dir=Path(__file__).resolve().parent.parent,
    )
    if fd is not None:
        door.given = socket.socket(fileno=fd)
    return door


def given_by_systemd() -> int | None:
    """The socket that systemd holds for us, if it does (sd_listen_fds(3))."""
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or not os.environ.get("LISTEN_FDS"):
        return None
    return FIRST_FD


def warn_of_a_proxy_without_a_name() -> None:
    """Say what does not hold where a proxy stands in front that nobody has named."""
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        logger.warning(
            "HTTPS is on, so a proxy is in front, but TRUSTED_PROXIES does not name it: no "
            "visitor's network is known, and login attempts are limited by account alone."
        )


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    file_permissions.set_umask()
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--target", default=TARGET, help="the WSGI callable")
    parser.add_argument("--fd", type=int, default=given_by_systemd())
    logging.basicConfig(format="{asctime} {levelname} {name}: {message}", style="{")
    # The listening socket has the same number in every worker: each is forked off.
    multiprocessing.set_start_method("fork")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsportal.settings")
    if reason := self_check.problem():  # else each worker would find it, again and again
        sys.exit(f"newsportal: {reason}")
    warn_of_a_proxy_without_a_name()
    # Those that are with Django, and those that give out what can be had without it.
    begin = partial(load, threads=options.threads + RESERVED_THREADS)
    server(**vars(options)).serve(target_loader=begin)


if __name__ == "__main__":
    main()
