"""Between the server and WSGI: a request as WSGI names it, and an answer as the server takes it."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Environ = dict[str, Any]

logger = logging.getLogger(__name__)

_BASE: Environ = {
    "GATEWAY_INTERFACE": "CGI/1.1",
    "SCRIPT_NAME": "",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "SERVER_SOFTWARE": "Newsportal",
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,
    "wsgi.multiprocess": True,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
    "wsgi.version": (1, 0),
}
#: Names of headers as WSGI has them; what is made up is not remembered.
_names = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
MOST_NAMES = 256


class File:
    """What Django wraps a file in that it wants to send (PEP 3333, `wsgi.file_wrapper`)."""

    def __init__(self, file: Any, size: int = 65_536) -> None:
        self.file = file
        self.size = size

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.file.read(self.size):
            yield piece

    def path(self) -> str | None:
        """Where it lies, if it is an ordinary file that is sent whole."""
        inner = self.file.file if hasattr(self.file, "storage") else self.file
        if isinstance(inner, io.BufferedReader) and inner.tell() == 0:
            name = inner.name
            return name if isinstance(name, str) and Path(name).is_absolute() else None
        return None

    def close(self) -> None:
        """Let go of it."""
        if (close := getattr(self.file, "close", None)) is not None:
            close()


class StartResponse:
    """What an application says before its body: WSGI's `start_response`."""

    __slots__ = ("headers", "status")

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[str, str]] = []

    def __call__(self, status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
        """Keep what is said."""
        self.status, self.headers = int(status[:3]), headers


def environ_of(scope: Any) -> Environ:
    """The request. Its body is not there: whoever has read it puts it in."""
    path, query = scope.path, scope.query_string
    client = scope.client
    environ = _BASE | {
        "REQUEST_METHOD": scope.method,
        # WSGI has bytes as Latin-1.
        "PATH_INFO": path if path.isascii() else path.encode().decode("latin-1"),
        "QUERY_STRING": query if query.isascii() else query.encode().decode("latin-1"),
        "REMOTE_ADDR": client[: client.rfind(":")].strip("[]"),
        "wsgi.url_scheme": scope.scheme,
    }
    for name, value in scope.headers.items():
        key = _names.get(name) or _name(name)
        if key in environ:
            environ[key] += ("; " if key == "HTTP_COOKIE" else ",") + value
        else:
            environ[key] = value
    if "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority or ""
    return environ


def _name(header: str) -> str:
    if "_" in header:
        # Would pass for the one with a dash, such as X-Forwarded-For.
        return f"newsportal.odd.{header}"
    made = f"HTTP_{header.upper().replace('-', '_')}"
    if len(_names) < MOST_NAMES:
        _names[header] = made
    return made


def whole(environ: Environ, scope: Any, body: Any) -> Environ:
    """The request for the long way: with what a hit does not need, and its body."""
    host, _colon, port = scope.server.rpartition(":")
    return environ | {
        "SERVER_NAME": host.strip("[]") or "localhost",
        "SERVER_PORT": port or "80",
        "wsgi.input": body,
        "wsgi.file_wrapper": File,
    }


def respond(proto: Any, said: StartResponse, body: Iterable[bytes]) -> None:
    """Give the answer to the server. Nobody waits here for a slow reader."""
    try:
        if isinstance(body, list):
            proto.response_bytes(said.status, said.headers, b"".join(body))
        elif isinstance(body, File) and (path := body.path()):
            proto.response_file(said.status, said.headers, path)
        elif isinstance(body, File) or getattr(body, "streaming", True):
            transport = proto.response_stream(said.status, said.headers)
            for piece in body:
                transport.send_bytes(piece)
        else:
            proto.response_bytes(said.status, said.headers, b"".join(body))
    finally:
        if (close := getattr(body, "close", None)) is not None:
            close()
