"""A proxy for TCP between two parts of the tests, which stops forwarding when it is told to: to
either side that is a network in which what is sent gets lost."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.waiting import PATIENCE


class Proxy:
    """Listens at `port`, and forwards to what is at `behind`: host and port, or a socket's path."""

    def __init__(self, behind: tuple[str, int] | str) -> None:
        self.behind = behind
        #: How many connections it has taken in.
        self.taken = 0
        self._ends: list[socket.socket] = []
        self._flows = threading.Event()
        self._flows.set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def hold(self) -> None:
        """Forward nothing."""
        self._flows.clear()

    def let_go(self) -> None:
        """Forward again, what was kept too."""
        self._flows.set()

    def close(self) -> None:
        """Let go of all."""
        self._flows.set()
        # Else accept() goes on in its thread.
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        for end in [self._door, *self._ends]:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                one, _address = self._door.accept()
                self._ends.append(one)
                self.taken += 1
                threading.Thread(target=self._join, args=[one], daemon=True).start()

    def _join(self, one: socket.socket) -> None:
        self._flows.wait(PATIENCE)
        family = socket.AF_UNIX if isinstance(self.behind, str) else socket.AF_INET
        other = socket.socket(family)
        self._ends.append(other)
        try:
            other.connect(self.behind)
        except OSError:
            one.close()
            return
        for pair in ((one, other), (other, one)):
            threading.Thread(target=self._forward, args=pair, daemon=True).start()

    def _forward(self, source: socket.socket, goal: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                self._flows.wait(PATIENCE)
                goal.sendall(data)
        for end in (source, goal):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxied(behind: tuple[str, int] | str) -> Iterator[Proxy]:
    """Such a proxy, as long as the block lasts."""
    proxy = Proxy(behind)
    try:
        yield proxy
    finally:
        proxy.close()
