"""Servers that speak what the vendors' APIs are documented to speak, and check what they get."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.waiting import PATIENCE

#: What a vendor answers: status, headers, content.
Answer = tuple[int, dict[str, str], Any]


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> Any:
        """Its JSON."""
        return json.loads(self.text)


@dataclass
class Vendor:
    """A server at `url`; what it answers first are the `troubles`, in turn."""

    answer: Callable[[Asked], Answer]
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    troubles: list[Answer] = field(default_factory=list)
    #: Set, it takes each request and never answers until it is set free.
    hold: threading.Event | None = None

    def take(self, asked: Asked) -> Answer:
        """Note what came, and say what is answered."""
        self.asked.append(asked)
        if self.hold:
            self.hold.wait(PATIENCE)
        return self.troubles.pop(0) if self.troubles else self.answer(asked)


@contextmanager
def running(answer: Callable[[Asked], Answer]) -> Iterator[Vendor]:
    """A vendor on a free port of this machine."""
    vendor = Vendor(answer)

    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65_537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            length = int(self.headers.get("Content-Length", 0))
            text = self.rfile.read(length).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, more, content = vendor.take(Asked(self.command, self.path, headers, text))
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(BrokenPipeError):  # Whoever asked had no time to wait for it.
                self.wfile.write(data)

        def log_message(self, *_args: Any) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    vendor.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield vendor
    finally:
        if vendor.hold:
            vendor.hold.set()
        server.shutdown()
        thread.join()
        server.server_close()


def fastly(asked: Asked) -> Answer:
    """POST /service/<id>/purge with at most 256 keys."""
    if asked.headers.get("fastly-key") != "right":
        return 401, {}, {"msg": "Provided credentials are missing or invalid"}
    if (asked.method, asked.path) != ("POST", "/service/SU1Z0isxPaozGVKXdv0eY/purge"):
        return 404, {}, {"msg": "Record not found", "detail": "Cannot load service"}
    keys = asked.body["surrogate_keys"]
    if len(keys) > 256:
        return 400, {}, {"msg": "Bad request", "detail": "Too many surrogate keys"}
    return 200, {}, {key: f"1-2-{number}" for number, key in enumerate(keys)}


def cloudflare(asked: Asked) -> Answer:
    """POST /zones/<id>/purge_cache with at most 100 tags."""

    def errors(*words: str) -> dict[str, Any]:
        return {"success": False, "errors": [{"code": 1, "message": word} for word in words]}

    if asked.headers.get("authorization") != "Bearer right":
        return 403, {}, errors("Authentication error")
    if (asked.method, asked.path) != ("POST", "/zones/023e105f/purge_cache"):
        return 404, {}, errors("Could not route to it")
    if asked.headers.get("content-type") != "application/json":
        return 400, {}, errors("Content-Type must be application/json")
    if len(asked.body["tags"]) > 100:
        return 400, {}, errors("Please do not specify more than 100 tags")
    return 200, {}, {"success": True, "errors": [], "messages": [], "result": {"id": "023e105f"}}


def varnish(asked: Asked) -> Answer:
    """PURGE or SOFTPURGE / with the keys in a header of at most 8 KB."""
    line = asked.headers.get("xkey", "")
    if asked.method not in {"PURGE", "SOFTPURGE"} or not line or len(line) > 8_000:
        return 400, {}, b"Bad request"
    return 200, {}, b"<!doctype html><title>Purged</title>"


CLOUDFRONT_ERROR = (
    '<ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error>'
    "<Type>Sender</Type><Code>{}</Code><Message>No.</Message></Error>"
    "<RequestId>1</RequestId></ErrorResponse>"
)


def cloudfront_error(status: int, code: str) -> Answer:
    """An error as CloudFront words it."""
    return status, {"Content-Type": "text/xml"}, CLOUDFRONT_ERROR.format(code).encode()
