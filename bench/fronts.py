"""Fronts: a page of sixty placements beside the front by the newest alone, as it was before editors
laid it out; and thousands of random sequences, after each step of which no place is empty and no
story stands twice. On the database of the settings; prints what it finds.

    DATABASE_URL=… python -m bench.fronts --sequences 10000
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import django
from django.conf import settings

ROUNDS, WARM_UP = 41, 8
#: Sixty places in ten blocks.
SIZES = (("top", 5), ("latest", 12), ("row", 8), ("row", 8), ("opinion", 4))
STRIPS, IN_STRIP = 4, 5
LAST = ("row", 3)


def sixty() -> dict[str, object]:
    """A layout of sixty places."""
    from articles.models import Category

    blocks: list[dict[str, object]] = [
        {"type": name, "count": count, "rule": {"by": "newest"}}
        for name, count in SIZES
        if name != "opinion"
    ]
    blocks.append({"type": "opinion", "count": 4})
    sections = [section.pk for section in Category.objects.all()] or [0]
    for number in range(STRIPS):
        rule = {"by": "section", "of": sections[number % len(sections)]}
        blocks.append({"type": "strip", "count": IN_STRIP, "rule": rule})
    blocks.append({"type": LAST[0], "count": LAST[1], "rule": {"by": "newest"}})
    return {"blocks": blocks}


def medians(sides: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median milliseconds of each, by turns, because a machine is not equally busy."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(ROUNDS + WARM_UP):
        for name, call in sides.items():
            began = time.perf_counter()
            call()
            if number >= WARM_UP:
                times[name].append((time.perf_counter() - began) * 1_000)
    return {name: statistics.median(some) for name, some in times.items()}


def pages() -> None:
    """Both pages beside each other, and what they cost."""
    from django.db import connection
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext

    from articles.models import Article, Front
    from articles.web.fronts.front import front
    from bench.front_by_date import front_by_date

    request = RequestFactory(headers={"host": "localhost"}).get
    laid = Front.of_home()
    laid.write(sixty(), None)
    laid.publish(None)
    sides: dict[str, Callable[[], object]] = {
        "by date alone": lambda: front_by_date(request("/")),
        "sixty placements": lambda: front(request("/")),
    }
    found = medians(sides)
    with CaptureQueriesContext(connection) as queries:
        body = front(request("/")).content.decode()
    ratio = found["sixty placements"] / found["by date alone"]
    print(f"{Article.objects.count():,} stories, {body.count('<article class')} cards, "
          f"{len(queries)} queries: {found['sixty placements']:.2f} ms, by date alone "
          f"{found['by date alone']:.2f} ms, {ratio:.2f} ×", flush=True)  # fmt: skip


def sequences(wanted: int, first: int = 0) -> None:
    """So many random sequences; the first that leaves a hole, or repeats a story, ends it."""
    from tests.models.fronts.sequences import STEPS, Newsroom, run

    room = Newsroom.opened()
    began = time.perf_counter()
    for seed in range(first, first + wanted):
        run(seed, room)
        if seed % 500 == 499:
            print(f"{seed + 1 - first:,} sequences of {STEPS} steps: 0 holes, 0 repeats, "
                  f"{time.perf_counter() - began:,.0f} s", flush=True)  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sequences", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--no-pages", action="store_true")
    options = parser.parse_args()
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    django.setup()
    if not options.no_pages:
        pages()
    if options.sequences:
        sequences(options.sequences, options.first)


if __name__ == "__main__":
    main()
