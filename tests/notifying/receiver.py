"""A server of somebody else: takes what is posted, and answers as it is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from articles.lib.outside import web_push
from articles.lib.outside.web_push import CURVE, _derived, raw
from tests.ports import free_port
from tests.waiting import PATIENCE


@dataclass
class Receiver:
    """What came, and what is answered."""

    port: int
    came: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    #: Whether an answer comes byte by byte, for ever.
    drips: bool = False
    #: Whether nothing is answered at all.
    hangs: bool = False
    #: What it says besides.
    text: str = ""
    closed: Event = field(default_factory=Event)

    def at(self, path: str) -> str:
        """An address here."""
        return f"http://127.0.0.1:{self.port}{path}"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Take it."""
        there = cast("Any", self.server).receiver
        body = self.rfile.read(int(self.headers["Content-Length"]))
        there.came.append((self.path, dict(self.headers.items()), body))
        if there.hangs:
            there.closed.wait(PATIENCE)
            return
        self.send_response(there.status)
        for name, value in there.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(there.text.encode())
        while there.drips and not there.closed.wait(0.05):
            self.wfile.write(b".")

    def log_message(self, *_args: Any) -> None:
        """Nothing."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """One that listens."""
    there = Receiver(free_port())
    with ThreadingHTTPServer(("127.0.0.1", there.port), _Handler) as server:
        server.daemon_threads = True
        cast("Any", server).receiver = there
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield there
        there.closed.set()
        server.shutdown()


class Browser:
    """The half of a subscription that a browser keeps."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(CURVE)
        self._secret = b"sixteen bytes --"

    def fields(self, endpoint: str) -> dict[str, str]:
        """As its page posts it."""
        public = web_push.encode(raw(self._key.public_key()))
        return {"endpoint": endpoint, "p256dh": public, "auth": web_push.encode(self._secret)}

    def read(self, body: bytes) -> bytes:
        """What is said in a message."""
        salt, theirs = body[:16], body[21:86]
        point = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs)
        shared = self._key.exchange(ec.ECDH(), point)
        about = b"WebPush: info\0" + raw(self._key.public_key()) + theirs
        mixed = _derived(shared, self._secret, about, 32)
        key = _derived(mixed, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derived(mixed, salt, b"Content-Encoding: nonce\0", 12)
        return AESGCM(key).decrypt(nonce, body[86:], None).rstrip(b"\x02")
