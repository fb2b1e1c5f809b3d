"""Measures every public page on the database of the settings; prints JSON.

Server time is that of the whole WSGI call, middleware included, with nothing cached and
nothing compressed. Beside our article page stands a tutorial's page of the same content.
"""

from __future__ import annotations

import gzip
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.conf import settings

STATIC = Path(settings.STATIC_ROOT)
ROUNDS = 25
WARM_UP = 5


def addresses() -> dict[str, str]:
    """A full page of each sort: the newest, and those that are behind the archive."""
    from django.db.models import Count
    from django.utils import timezone

    from articles.models import Article, Author, Topic

    visible = Article.objects.visible()
    long_ago = visible.filter(word_count__gt=200).order_by("publish_at").first()
    demo = visible.filter(headline__startswith="Lukashenko").first() or long_ago
    assert demo is not None and long_ago is not None and long_ago.section is not None
    newest = visible.in_section(long_ago.section)[19]
    month = timezone.localtime(newest.publish_at).strftime("%Y/%m")
    busiest: Author | None = Author.objects.annotate(n=Count("bylines")).order_by("-n").first()
    topics = Topic.objects.annotate(n=Count("taggings"))
    topic: Any = topics.order_by("-n").first()
    assert busiest is not None and topic is not None
    section = long_ago.section.get_absolute_url()
    return {
        "front": "/",
        "section": section,
        "section, page 10": f"{section}?page=10",
        "section, a month": f"{section}{month}/",
        "author": busiest.get_absolute_url(),
        "topic": topic.get_absolute_url(),
        "search, common word": "/search/?q=the",
        "search, rare words": "/search/?q=lukashenko+washington",
        "feed": "/feed/",
        "article, the oldest": long_ago.get_absolute_url(),
        "article, a long one": demo.get_absolute_url(),
        "the same, as in a tutorial": f"/tutorial/{demo.pk}/",
    }


def page_of(address: str) -> Callable[[], bytes]:
    """What asks the whole application for the page at `address`, and returns it."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import RequestFactory

    application = WSGIHandler()
    environ = RequestFactory(headers={"host": "localhost"}).get(address).environ

    def page() -> bytes:
        status: list[str] = []

        def start(line: str, *_rest: Any) -> Any:
            status.append(line)

        body = b"".join(application(dict(environ), start))
        assert status == ["200 OK"], (address, status)
        return body

    return page


def measure(address: str) -> dict[str, Any]:
    """Queries, median milliseconds, and bytes of the page at `address`."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page = page_of(address)
    page()  # connects: a connection forgets its queries when it is made
    with CaptureQueriesContext(connection) as queries:
        body = page()
    number = len(queries)  # at once: the next request forgets them
    times = []
    for _round in range(WARM_UP + ROUNDS):
        began = time.perf_counter()
        page()
        times.append(time.perf_counter() - began)
    return {
        "queries": number,
        "ms": statistics.median(times[WARM_UP:]) * 1_000,
        "bytes": len(body),
        "gzipped": len(gzip.compress(body, 6)),
    }


def as_tutorial() -> None:
    """Settings as `startproject` writes them, with the tutorial's page."""
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if name.startswith("django.") and "gzip" not in name
    ]
    settings.ROOT_URLCONF = "bench.tutorial"


def main() -> None:
    """Measure all, the tutorial's page with the tutorial's settings."""
    # No static files are collected for a bench: they keep their plain names.
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    STATIC.mkdir(parents=True, exist_ok=True)
    django.setup()
    measures = {}
    for name, address in addresses().items():
        if address.startswith("/tutorial/"):
            as_tutorial()
        measures[name] = measure(address)
    print(json.dumps(measures))


if __name__ == "__main__":
    main()
