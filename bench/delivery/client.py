"""A reader that costs little: one connection, one request after the other."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import Self

#: Where a server that is measured says how full its store of pages is.
STORE = "/bench/store"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """A connection to `port` on this machine, kept open."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._socket = socket.create_connection(("127.0.0.1", port), 60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._socket.close()

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for `path`."""
        return self._ask("GET", path, headers)

    def post(self, path: str, body: bytes, **headers: str) -> Answer:
        """Send a form to `path`."""
        headers |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
        }
        return self._ask("POST", path, headers, body)

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Answer:
        sent = {"Host": f"127.0.0.1:{self.port}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {text}" for name, text in sent.items())]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _empty, content = received.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        found = {
            name.lower(): text.strip()
            for name, _colon, text in (one.partition(":") for one in rest)
        }
        if "content-length" not in found:
            raise ConnectionError(f"{path}: an answer of unknown length")
        while len(content) < int(found["content-length"]):
            content += self._more()
        return Answer(int(first.split()[1]), found, content)

    def _more(self) -> bytes:
        if not (more := self._socket.recv(262_144)):
            raise ConnectionError("the server has closed the connection")
        return more
