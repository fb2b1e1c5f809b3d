"""A reader at the front door: asks the WSGI callable as a server would, and keeps what came."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler

from articles.delivery import services as parts
from articles.delivery.door.front_door import FrontDoor
from articles.delivery.ledger import counters
from articles.delivery.services import Services


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader got."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def is_hit(self) -> bool:
        """Whether it came out of the page store as it is now."""
        return self.headers.get("Cache-Status") == "newsportal; hit"


class Reader:
    """Asks `application`; counts how often Django was asked."""

    def __init__(self, application: Any) -> None:
        self.application = application

    def get(self, path: str, query: str = "", method: str = "GET", **environ: Any) -> Answer:
        """The answer to one request; `environ` as WSGI names it, such as HTTP_COOKIE."""
        request = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "localhost",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            **environ,
        }
        said: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            said["status"], said["headers"] = int(status[:3]), dict(headers)

        chunks = self.application(request, start_response)
        try:
            body = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        return Answer(said["status"], said["headers"], body)


class Django:
    """Django itself behind the door, with its requests counted; `fails` makes it fall."""

    def __init__(self) -> None:
        self.handler = WSGIHandler()
        self.asked: list[str] = []
        self.fails = False

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.asked.append(environ["PATH_INFO"])
        if self.fails:
            start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
            return [b"broken"]
        return self.handler(environ, start_response)


@dataclass
class Portal:
    """A front door with its services, and a reader before it."""

    services: Services
    django: Django
    reader: Reader

    def get(self, path: str, query: str = "", **environ: Any) -> Answer:
        """What a reader gets."""
        return self.reader.get(path, query, **environ)

    def fresh(self, path: str, query: str = "") -> Answer:
        """What Django makes of it now, past the door."""
        return Reader(self.django.handler).get(path, query)

    def count(self, counter: int) -> int:
        """What a counter of the door stands at."""
        return self.services.ledger.counted(counter)

    @property
    def renders(self) -> int:
        """How many pages were made."""
        return self.count(counters.RENDERED)

    def restarted(self) -> Portal:
        """The same portal after a restart: nothing in memory, all files where they were."""
        parts.services.cache_clear()
        return opened()


def opened() -> Portal:
    """A front door as newsportal.wsgi makes it."""
    django, services = Django(), parts.services()
    return Portal(services, django, Reader(FrontDoor(django, services)))


@contextmanager
def portal_in(folder: Path, settings: Any) -> Iterator[Portal]:
    """A portal that keeps its pages in `folder`."""
    settings.VAR_DIR = folder
    parts.services.cache_clear()
    try:
        yield opened()
    finally:
        parts.services.cache_clear()
