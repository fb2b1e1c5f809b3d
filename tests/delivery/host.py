"""A host of the site: a process of its own with a folder of its own, and the real front door.

    with running_host(folder, REDIS_URL=…) as host:
        host.get("/")                       # what a reader gets there
        host.publish(story, "A headline")   # what an editor does there

`python -m tests.delivery.host` is that process: it reads one order a line, and answers in one.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parent.parent.parent


class Host:
    """The handle of such a process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, order: str, *arguments: Any) -> Any:
        """Give an order, and wait for what comes of it."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps([order, *arguments]) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"the host has ended at {order}"
        return json.loads(answer)

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, how it came about, and body."""
        status, how, body = self.ask("get", path)
        return status, how, body

    def shows(self, path: str, text: str) -> bool:
        """Whether readers find `text` there."""
        return text in self.get(path)[2]

    def publish(self, story: Any, headline: str) -> float:
        """Have the story published under a new headline; returns when the commit was over, by
        the clock that all processes share."""
        return float(self.ask("publish", story.pk, headline))

    @property
    def hears(self) -> bool:
        """Whether it hears the others."""
        return bool(self.ask("say")[0])

    def at_rest(self) -> int:
        """The generation of its ledger, once nothing that was done before is on its way to it."""
        before, generation = -1, self.ask("generation")
        while generation != before:
            time.sleep(0.5)
            before, generation = generation, self.ask("generation")
        return int(generation)

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait()


@contextmanager
def running_host(folder: Path, **env: str) -> Iterator[Host]:
    """Run a host whose files lie in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.delivery.host"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | {"VAR_DIR": str(folder), "LOG_LEVEL": "CRITICAL"} | env,
        text=True,
    )
    try:
        assert process.stdin and process.stdout
        assert json.loads(process.stdout.readline()) == "ready"
        yield Host(process)
    finally:
        with suppress(OSError):
            assert process.stdin
            process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


# --- The process ------------------------------------------------------------------------


def serve() -> None:
    """Do as told until standard input ends."""
    import django
    from django.conf import settings

    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    django.setup()
    from articles.delivery.ledger import counters
    from articles.delivery.services import services
    from newsportal.wsgi import application

    ledger = services().ledger
    orders: dict[str, Callable[..., Any]] = {
        "get": lambda path: _get(application, path),
        "publish": _publish,
        "say": services().hosts.say,
        "renders": lambda: ledger.counted(counters.RENDERED),
        "generation": lambda: ledger.generation,
    }
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        order, *arguments = json.loads(line)
        print(json.dumps(orders[order](*arguments)), flush=True)


def _get(application: Any, path: str) -> list[Any]:
    said: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
        said[:] = [int(status[:3]), dict(headers).get("Cache-Status", "")]

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "HTTP_HOST": "localhost",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    chunks = application(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    return [*said, body.decode()]


def _publish(pk: int, headline: str) -> float:
    from django.db import close_old_connections

    from articles.lib.database.availability import watch
    from articles.models import Article

    # Where the database was away it is asked again some moments later.
    until(lambda: not watch.is_away)
    close_old_connections()
    story = Article.objects.get(pk=pk)
    story.write({**story.content(), "headline": headline}, None)
    story.publish(None)
    return time.time()


if __name__ == "__main__":
    serve()
