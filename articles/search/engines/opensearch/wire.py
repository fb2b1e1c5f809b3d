"""Questions to the engine by HTTP, and what it answers: within a time and a size.

It is a server of the operator's own, at whatever address: nothing is sent past it, nor anywhere
that it may lead to. Each thread keeps its connection. Whatever the other end does, the caller is
back in time; its name and password are in no text that is made here.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from articles.lib.outside.deadline import TooLong, body_of, cut, cut_after

#: Bytes of an answer: a thousand numbers are 60 KB, what a bulk says of each story less than 1 MB.
MOST_BYTES = 8 * 1024 * 1024
#: Characters that are told of what it says.
MOST_WORDS = 200
_NDJSON = "application/x-ndjson"


class Away(Exception):
    """It does not answer as it should: why, for the operator."""


class Refused(Away):
    """It says no."""

    def __init__(self, status: int, kind: str, why: str) -> None:
        super().__init__(f"it answered {status}{': ' if why else ''}{why}")
        self.status, self.kind = status, kind

    @property
    def is_missing(self) -> bool:
        """Whether there is no such index."""
        return self.status == 404 and self.kind == "index_not_found_exception"


@dataclass(frozen=True, slots=True)
class Server:
    """Where it is, and how one is let in."""

    #: Scheme, host and port.
    origin: str
    #: What our indexes begin with; itself the name of the one that is searched.
    name: str
    auth: str = field(default="", repr=False)
    authority: Path | None = None

    @property
    def at(self) -> str:
        """Where, and under which name."""
        return f"{self.origin}/{self.name}"


def server() -> Server:
    """The one of the settings."""
    origin, _slash, name = settings.SEARCH_ENGINE_URL.rpartition("/")
    return Server(origin, name, settings.SEARCH_ENGINE_AUTH, settings.SEARCH_ENGINE_CA)


_kept = threading.local()


def ask(
    to: Server, method: str, path: str, said: object = None, *, seconds: float, lines: bool = False
) -> Any:
    """What it answers to `said`, which is sent as JSON, or as one document a line. Raises Away."""
    ends = time.monotonic() + seconds
    data = said if isinstance(said, bytes) else _json(said)
    headers = {"User-Agent": "Newsportal", "Accept": "application/json"}
    if data is not None:
        headers["Content-Type"] = _NDJSON if lines else "application/json"
    if to.auth:
        headers["Authorization"] = to.auth
    try:
        status, body = _tried(to, method, path, data, headers, ends)
    except (OSError, HTTPException) as error:
        if time.monotonic() >= ends:
            raise Away(f"it did not answer within {seconds:.2f} s") from None
        raise Away(_reason(error)) from None
    return _read(status, body)


def _json(said: object) -> bytes | None:
    return None if said is None else json.dumps(said, ensure_ascii=False).encode()


def _tried(
    to: Server, method: str, path: str, data: bytes | None, headers: dict[str, str], ends: float
) -> tuple[int, bytes]:
    """Ask by the connection that is kept, and by a new one where that was closed meanwhile: what is
    asked here may be asked twice."""
    kept: HTTPConnection | None = getattr(_kept, "connections", {}).pop(to, None)
    if kept is not None:
        with suppress(OSError, HTTPException):
            return _asked(kept, to, method, path, data, headers, ends)
    return _asked(_connection(to), to, method, path, data, headers, ends)


def _asked(
    peer: HTTPConnection,
    to: Server,
    method: str,
    path: str,
    data: bytes | None,
    headers: dict[str, str],
    ends: float,
) -> tuple[int, bytes]:
    left = ends - time.monotonic()
    if left <= 0:
        peer.close()
        raise TimeoutError
    is_good = False
    try:
        with cut_after(left, lambda: cut(peer)):
            peer.timeout = left
            if peer.sock is None:
                peer.connect()
            peer.sock.settimeout(left)
            peer.request(method, path, data, headers)
            with peer.getresponse() as answer:
                status, body = answer.status, _body(answer, ends)
                is_good = not answer.will_close
            return status, body
    finally:
        if is_good and time.monotonic() < ends:
            _kept.__dict__.setdefault("connections", {})[to] = peer
        else:
            peer.close()


def _connection(to: Server) -> HTTPConnection:
    parts = urlsplit(to.origin)
    host = parts.hostname or ""
    if parts.scheme == "https":
        return HTTPSConnection(host, parts.port or 443, context=_trusted(to.authority))
    return HTTPConnection(host, parts.port or 80)


@cache
def _trusted(authority: Path | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=authority)


def _body(answer: HTTPResponse, ends: float) -> bytes:
    try:
        return body_of(answer, ends, MOST_BYTES)
    except TooLong:
        raise Away("its answer is too long") from None
    except IncompleteRead:
        raise Away("its answer broke off") from None


def _read(status: int, body: bytes) -> Any:
    try:
        said: Any = json.loads(body) if body else None
    except (ValueError, RecursionError):
        if status < 400:
            raise Away("its answer is no JSON") from None
        said = None
    if status < 300:
        return said
    error = said.get("error") if isinstance(said, dict) else None
    if isinstance(error, dict):
        raise Refused(status, str(error.get("type")), words(error.get("reason")))
    raise Refused(status, "", words(error) if isinstance(error, str) else "")


def words(said: object) -> str:
    """Some of what it says for itself, on one line."""
    return " ".join(str(said or "").split())[:MOST_WORDS]


def _reason(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
