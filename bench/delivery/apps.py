"""What the servers serve: each is made by a function that granian calls in its worker."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bench.delivery.client import STORE

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

PAGE_CACHE = "django.middleware.cache.{}CacheMiddleware"


def ours() -> Application:
    """The portal as it is, with the tutorial's page of a story among its addresses."""
    from django.conf import settings

    settings.ROOT_URLCONF = "bench.tutorial"
    from newsportal.wsgi import application

    portal: Application = application
    return portal


def tutorial() -> Application:
    """The tutorial's page with the settings of a new project."""
    from bench.pages import as_tutorial

    as_tutorial()
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def page_cache() -> Application:
    """The same in Django's own page cache, in the memory of the process."""
    from django.conf import settings

    from bench.pages import as_tutorial

    as_tutorial()
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    around = [PAGE_CACHE.format("Update"), *settings.MIDDLEWARE, PAGE_CACHE.format("FetchFrom")]
    settings.MIDDLEWARE = around
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def bare() -> Application:
    """A callable that sends the bytes of a file, and does nothing else."""
    body = Path(os.environ["BENCH_PAGE"]).read_bytes()
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(body))),
    ]
    answer = [body]

    def application(_environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", headers)
        return answer

    return application


def watched() -> Application:
    """The portal, whose answers say which process they are from and what they asked the
    database; at STORE it says how many bytes of pages it has, and may have."""
    from newsportal.wsgi import application  # isort: skip - it sets Django up
    from articles.delivery.services import services

    worker = ("X-Worker", str(os.getpid()))
    store = services().store

    def watching(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        from django.db import connection

        if environ["PATH_INFO"] == STORE:
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [f"{store.bytes} {store.most}".encode()]
        asked = [0]

        def count(execute: Callable[..., Any], *arguments: Any) -> Any:
            asked[0] += 1
            return execute(*arguments)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            told = [*headers, worker, ("X-Queries", str(asked[0]))]
            return start_response(status, told, *rest)

        with connection.execute_wrapper(count):
            answer: Iterable[bytes] = application(environ, start)
            return answer

    return watching
