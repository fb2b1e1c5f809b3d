"""Render what readers ask for first right after a change, before anybody waits for it.

Only in a process that serves readers, and by a thread of its own, so that the answer to whoever
made the change is not delayed. What is not warmed is made when it is asked for.
"""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import sleep
from typing import Any
from urllib.parse import unquote_to_bytes

from django.db import connections

from articles.models import Article

logger = logging.getLogger(__name__)

#: Seconds without work after which the thread ends.
IDLE = 30.0
#: Seconds between two pages: readers who wait for the first are given it, and whoever made the
#: change is answered, before the next one takes the processor.
BREATH = 0.05
#: Of a change that touches more stories than these (a bulk action), the front alone is made.
MAX_STORIES_WARMED = 3


class Warmer:
    """Asks `application`, the front door, for what has changed, under the origins in `origins`."""

    def __init__(
        self,
        application: Callable[..., Any],
        origins: Callable[[], Iterable[tuple[str, str]]],
        failing: Callable[[], list[str]] = list,
    ) -> None:
        self.application, self.origins, self.failing = application, origins, failing
        self._queue: SimpleQueue[frozenset[str]] = SimpleQueue()
        self._lock = Lock()
        self._thread: Thread | None = None

    def warm(self, keys: Iterable[str]) -> None:
        """Have the pages made that a change of `keys` concerns; returns at once."""
        parts = (key.partition(":") for key in keys)
        # What its card is, its page says too.
        stories = frozenset(number for noun, _, number in parts if noun in {"article", "card"})
        if not (stories or self.failing()) or not list(self.origins()):
            return
        with self._lock:
            self._queue.put(stories)
            if self._thread is None:
                self._thread = Thread(target=self._work, name="warming", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> None:
        """Return once all is made, or after `seconds`."""
        if thread := self._thread:
            thread.join(seconds)

    def _work(self) -> None:
        try:
            while True:
                try:
                    stories = self._queue.get(timeout=IDLE)
                except Empty:
                    with self._lock:
                        if self._queue.empty():
                            self._thread = None
                            return
                    continue
                self._make(stories)
        finally:
            connections.close_all()

    def _make(self, stories: frozenset[str]) -> None:
        try:
            paths = self._paths(stories)
            for scheme, host in list(self.origins()):
                for path in paths:
                    self._ask(scheme, host, path)
                    sleep(BREATH)
        except Exception:
            logger.exception("Pages could not be warmed; readers have them made.")

    def _paths(self, stories: frozenset[str]) -> list[str]:
        """The story, its section, the front: in the order in which they are wanted. Then what could
        not be made so far: the change may have mended it."""
        paths: list[str] = []
        if stories and len(stories) <= MAX_STORIES_WARMED:
            found = Article.objects.visible().filter(pk__in=stories).select_related("section")
            for story in found.only("slug", "section"):
                assert story.section is not None
                paths += [story.get_absolute_url(), story.section.get_absolute_url()]
        front = ["/"] if stories else []
        return list(dict.fromkeys([*paths, *front, *self.failing()]))

    def _ask(self, scheme: str, host: str, path: str) -> None:
        name, _colon, port = host.partition(":")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": "",
            "HTTP_HOST": host,
            "HTTP_X_FORWARDED_PROTO": scheme,
            "HTTP_ACCEPT_ENCODING": "br, gzip",
            "SERVER_NAME": name,
            "SERVER_PORT": port or "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        body = self.application(environ, lambda *_answer: None)
        try:
            for _chunk in body:
                pass
        finally:
            if (close := getattr(body, "close", None)) is not None:
                close()
