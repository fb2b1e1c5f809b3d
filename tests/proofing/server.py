"""A small server that speaks LanguageTool's protocol, well or badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


class SpellingServer(ThreadingHTTPServer):
    """Finds `teh` and `harbuor`; `way` says how it misbehaves. `asked` has what was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[dict[str, list[str]]] = []
        self.paths: list[str] = []
        self.way = ""
        self.let_go = threading.Event()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_address[1]}"


WORDS = {"teh": "the", "harbuor": "harbour"}


def answer_to(text: str) -> dict[str, Any]:
    """What LanguageTool would say, with places in units of UTF-16."""
    matches = []
    for wrong, right in WORDS.items():
        at = text.find(wrong)
        while at >= 0:
            offset = len(text[:at].encode("utf-16-le")) // 2
            matches.append(
                {
                    "message": "Possible spelling mistake found.",
                    "offset": offset,
                    "length": len(wrong),
                    "replacements": [{"value": right}],
                    "rule": {"id": "MORFOLOGIK_RULE_EN_GB", "issueType": "misspelling"},
                }
            )
            at = text.find(wrong, at + 1)
    return {"software": {"name": "LanguageTool"}, "matches": matches}


class _Handler(BaseHTTPRequestHandler):
    server: SpellingServer

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self._send(200, b"{}")

    def do_POST(self) -> None:
        self.server.paths.append(self.path)
        data = self.rfile.read(int(self.headers["Content-Length"]))
        form = parse_qs(data.decode())
        self.server.asked.append(form)
        way = self.server.way
        if way == "hangs":
            self.server.let_go.wait(20)
            return
        if way == "redirects":
            self.send_response(307)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if way.isdigit():
            self._send(int(way), b"no")
            return
        body = {
            "": json.dumps(answer_to(form["text"][0])).encode(),
            "no JSON": b"<html>",
            "another's": b'{"matches": 7}',
            "long": b" " * (3 * 1024 * 1024),
            "lies": json.dumps({"matches": LIES}).encode(),
            "deep": b"[" * 100_000,
        }[way]
        self._send(200, body)

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        pass


_RULE = {"id": "X"}
LIES: list[Any] = [
    7,
    {},
    {"offset": -1, "length": 2, "rule": _RULE},
    {"offset": 0, "length": 0, "rule": _RULE},
    {"offset": True, "length": 1, "rule": _RULE},
    {"offset": 0, "length": 10**9, "rule": _RULE},
    {"offset": "0", "length": 1, "rule": _RULE},
    {"offset": 0, "length": 1, "rule": "X"},
    {"offset": 0, "length": 1, "rule": _RULE, "replacements": [7]},
    {"offset": 2, "length": 4, "rule": _RULE, "message": "<b>" * 999, "replacements": None},
    {"offset": 4, "length": 1, "rule": _RULE},
]


@contextmanager
def spelling_server() -> Iterator[SpellingServer]:
    """One that runs."""
    server = SpellingServer()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()
