"""A small language model in OpenAI's form: a real server, which can also misbehave in each way."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.ports import free_port

KEY = "sk-very-secret-key"


class ModelServer(ThreadingHTTPServer):
    """It says `says` to each question (a function gets that), as `does`; `asked` are the questions
    with their headers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", free_port()), _Handler)
        self.says: Any = {"proposals": ["One", "Two"]}
        self.does = "answer"
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        #: What hangs goes on once this is set.
        self.over = threading.Event()

    @property
    def url(self) -> str:
        """As an operator sets it."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer

    def log_message(self, *_args: Any) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        """A question."""
        length = int(self.headers["Content-Length"])
        self.server.asked.append(json.loads(self.rfile.read(length)))
        self.server.headers.append(dict(self.headers.items()))
        self.server.paths.append(self.path)
        try:
            getattr(self, f"does_{self.server.does}")()
        except OSError:
            self.close_connection = True

    def do_GET(self) -> None:
        """Where a redirect led to: nobody may come here."""
        self.server.paths.append(self.path)
        self.give(200, b"{}")

    def give(self, status: int, body: bytes, kind: str = "application/json", **more: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in more.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def does_answer(self) -> None:
        said = self.server.says
        if callable(said):
            said = said(self.server.asked[-1]["messages"][-1]["content"])
        text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
        answer = {"choices": [{"message": {"role": "assistant", "content": text}}]}
        self.give(200, json.dumps(answer | {"usage": {"total_tokens": 321}}).encode())

    def does_new_name(self) -> None:
        if "max_tokens" in self.server.asked[-1]:
            self.give(400, b'{"error": {"message": "Use max_completion_tokens instead."}}')
        else:
            self.does_answer()

    def does_hang(self) -> None:
        self.server.over.wait(30)

    def does_drip(self) -> None:
        self.wfile.write(b"HTTP/1.0 200 OK\r\n")
        while not self.server.over.wait(0.05):
            self.wfile.write(b"X-Drip: 1\r\n" if time.monotonic() % 2 else b"X: 2\r\n")

    def does_refuse(self) -> None:
        said = json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}"}})
        self.give(401, said.encode())

    def does_limit(self) -> None:
        self.give(429, b"{}", **{"Retry-After": "20"})

    def does_break(self) -> None:
        self.give(500, b"oh")

    def does_redirect(self) -> None:
        self.give(302, b"", Location=f"{self.server.url}/secret")

    def does_page(self) -> None:
        self.give(200, b"<html><body>Welcome</body></html>", "text/html")

    def does_garbage(self) -> None:
        self.give(200, b'data: {"choices"\n\ndata: \xff\xfe\x00', "text/event-stream")

    def does_huge(self) -> None:
        self.give(200, b'{"choices": "' + b"a" * 10_000_000 + b'"}')

    def does_cut(self) -> None:
        self.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 500\r\n\r\n{")

    def does_deep(self) -> None:
        self.give(200, b"[" * 100_000)


@contextmanager
def running_model() -> Iterator[ModelServer]:
    """One that runs."""
    server = ModelServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
