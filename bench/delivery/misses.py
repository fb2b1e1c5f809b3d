"""What a page costs that is not there: stories that nobody has asked for yet, one after the other.

`python -m bench.delivery.misses` measures in this process, on the database of the settings, and
prints milliseconds as JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from bench.delivery.client import Client
from bench.delivery.machine import Server

WARM_UP = 20


def over_http(server: Server, paths: list[str]) -> list[float]:
    """Milliseconds of each, with the way there and back."""
    times = []
    with Client(server.port) as client:
        for path in paths:
            began = perf_counter()
            answer = client.get(path, Accept_Encoding="gzip, deflate, br")
            times.append((perf_counter() - began) * 1_000)
            assert answer.status == 200, (path, answer.status)
            assert "fwd=miss" in answer.headers["cache-status"], (path, answer.headers)
    return times[WARM_UP:]


def main() -> None:
    """Measure the whole way through the front door, without a server. Paths are the arguments."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import RequestFactory

    from articles.delivery.door.front_door import FrontDoor
    from articles.delivery.services import services

    times = []
    with tempfile.TemporaryDirectory() as folder:
        settings.VAR_DIR = Path(folder)
        door = FrontDoor(WSGIHandler(), services())
        factory = RequestFactory(
            headers={"host": "localhost", "accept-encoding": "gzip, deflate, br"}
        )
        for path in sys.argv[1:]:
            environ = factory.get(path).environ
            status: list[str] = []
            began = perf_counter()
            b"".join(door(environ, lambda line, *_rest, said=status: said.append(line)))
            times.append((perf_counter() - began) * 1_000)
            assert status == ["200 OK"], (path, status)
    print(json.dumps(times[WARM_UP:]))


if __name__ == "__main__":
    main()
