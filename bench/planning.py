"""Measures the calendar of a month with 3,000 entries, on the database of the settings.

Server time and processor time are those of the whole WSGI call, middleware included. The entries
are there for the measuring only.
"""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import django
from django.conf import settings

from bench.desk import asked, person

ROUNDS, WARM_UP = 41, 5
ENTRIES = 3_000
MONTH = datetime(2040, 3, 1, tzinfo=UTC)
VIEWS = ("month", "week", "day", "agenda")


def entries() -> None:
    """Stories to be published, due and expiring, and plans, over all of the month."""
    from articles.models import Article, Category, Plan, State

    sections = list(Category.objects.all())
    step = timedelta(days=31) / ENTRIES

    def story(number: int) -> Any:
        at = MONTH + number * step
        given: dict[str, Any] = {"due_at": at, "state": State.DRAFT} if number % 3 else {
            "publish_at": at, "state": State.PUBLISHED
        }  # fmt: skip
        section = sections[number % len(sections)] if sections else None
        title = f"Story {number} of a month that is planned"
        return Article(headline=title, slug=f"planned-{number}", section=section, **given)

    Article.objects.bulk_create(map(story, range(ENTRIES - 300)), batch_size=500)
    Plan.objects.bulk_create(
        Plan(title=f"Plan {number}", starts_at=MONTH + number * step * 10,
             ends_at=MONTH + number * step * 10 + timedelta(hours=3))
        for number in range(300)
    )  # fmt: skip


def taken_back() -> None:
    """Delete them again: requests close the connection, and with it a transaction around them."""
    from articles.models import Article, Plan

    Article.objects.filter(slug__startswith="planned-", headline__endswith="is planned").delete()
    Plan.objects.filter(title__startswith="Plan ", starts_at__gte=MONTH).delete()


def measure(view: str) -> None:
    """Print what one view costs: queries, milliseconds of the wall and of the processor, bytes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    boss = person("bench-editor", "Managing editor")
    answer = asked(boss, f"/admin/planning/?view={view}&date={MONTH:%Y-%m}-15", None)
    answer()
    with CaptureQueriesContext(connection) as queries:
        body = answer()
    number, wall, processor = len(queries), list[float](), list[float]()
    for _round in range(WARM_UP + ROUNDS):
        began, spent = time.perf_counter(), time.process_time()
        answer()
        wall.append((time.perf_counter() - began) * 1_000)
        processor.append((time.process_time() - spent) * 1_000)
    wall, processor = sorted(wall[WARM_UP:]), sorted(processor[WARM_UP:])
    print(f"{view:8} {number} queries, {statistics.median(wall):6.1f} ms (p99 {wall[-1]:6.1f}), "
          f"{statistics.median(processor):6.1f} ms of the processor, {len(body):,} bytes",
          flush=True)  # fmt: skip


def main() -> None:
    """Measure each view of the month."""
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    django.setup()
    try:
        entries()
        for view in VIEWS:
            measure(view)
    finally:
        taken_back()


if __name__ == "__main__":
    main()
