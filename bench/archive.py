"""`make bench-archive`: the server time of every list, page and form whose cost must not grow, and
of searches, at 1,000 and at a million stories, on both databases, side by side with its ratio.

The doors are those of `tests/archive_doors.py`, whose plans the tests count. An author and a topic
have stories of long ago alone: what is asked for of them lies behind all others.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any
from urllib.parse import urlencode

import django
from django.conf import settings

from bench.__main__ import FOLDER, databases, fill, run

FEW, MANY = 1_000, 1_000_000
TURNS = 2
ROUNDS, WARM_UP = 20, 3
#: Of the oldest stories, those of the author and the topic of long ago.
OLD_SHARE, OLDEST = 50, 20_000
SEARCHES = {
    "a rare word": "clerk",
    "a common word": "harbour",
    "two common words": "council bridge",
    "a phrase": '"the long bridge"',
    "a beginning": "harb",
    "nothing": "qzxwv",
    "words of long ago": "olden crane",
}
HEAD = ("door", "queries", "ms at {0:,}", "ms at {1:,}", "growth", "p95 at {1:,}")

Measures = dict[str, dict[str, Any]]


def newsroom() -> Any:
    """What the doors are asked for, made where it is not there."""
    from articles.models import Article, Author, Byline, Category, Tagging, Topic
    from bench.desk import a_reporter, person
    from tests.archive_doors import Newsroom

    visible = Article.objects.visible()
    oldest = visible.filter(picture__isnull=False).order_by("publish_at")[0]
    section, picture = oldest.section, oldest.picture
    assert section is not None and picture is not None
    old_author, is_new = Author.objects.get_or_create(name="Olden Scribe")
    old_topic, _made = Topic.objects.get_or_create(name="Bygone", defaults={"slug": "bygone"})
    if is_new:
        of_long_ago(old_author, old_topic)
    editor = person("bench-section-editor", "Editor")
    section.editors.add(editor)
    newest = visible.in_section(section)[0]
    byline = Byline.objects.filter(listed_at__isnull=False).order_by("pk")[0]
    return Newsroom(
        section=Category.objects.get(pk=section.pk),
        author=byline.author,
        topic=Tagging.objects.filter(listed_at__isnull=False).order_by("pk")[0].tag,
        newest=newest,
        picture=picture,
        old_author=old_author,
        old_topic=old_topic,
        oldest=oldest,
        manager=person("bench-editor", "Managing editor"),
        editor=editor,
        reporter=a_reporter(),
    )


def of_long_ago(author: Any, topic: Any) -> None:
    """Give them the oldest stories."""
    from django.db import connection

    from articles.models import Article, Byline, Tagging

    dated = Article.objects.filter(state="published").order_by("publish_at", "pk")
    highest = Article.objects.order_by("-pk").values_list("pk", flat=True)[0]
    number = min(max(25, highest // OLD_SHARE), OLDEST)
    rows = list(dated.values_list("pk", "publish_at")[:number])
    Byline.objects.bulk_create(
        [Byline(article_id=pk, author=author, order=9, listed_at=at) for pk, at in rows], 500
    )
    Tagging.objects.bulk_create(
        [Tagging(content_object_id=pk, tag=topic, listed_at=at) for pk, at in rows], 500
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure(door: Any) -> dict[str, Any]:
    """Queries, and milliseconds: the median, and what 95 of 100 do not reach."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench.desk import asked
    from bench.pages import page_of

    account, address, posted = door
    answer = asked(account, address, posted) if account else page_of(address)
    answer()
    with CaptureQueriesContext(connection) as queries:
        answer()
    number = len(queries)
    times = []
    for _round in range(WARM_UP + ROUNDS):
        began = time.perf_counter()
        answer()
        times.append((time.perf_counter() - began) * 1_000)
    times = sorted(times[WARM_UP:])
    return {
        "queries": number,
        "ms": statistics.median(times),
        "p95": times[int(len(times) * 0.95)],
    }


def measure_all() -> Measures:
    """Every door, and the searches as readers send them."""
    from tests.archive_doors import doors

    named = dict(doors(newsroom()))
    for name, query in SEARCHES.items():
        named[f"search, {name}"] = (None, f"/search/?{urlencode({'q': query})}", None)
    return {name: measure(door) for name, door in named.items()}


def measured(addresses: list[str]) -> list[Measures]:
    """Those of each database; by turns, of which each door keeps its best."""
    best: list[Measures] = [{} for _address in addresses]
    for _turn in range(TURNS):
        for kept, address in zip(best, addresses, strict=True):
            answer = run(["-m", "bench.archive", "--measure"], address, stdout=subprocess.PIPE)
            for name, one in json.loads(answer.stdout).items():
                if name not in kept or one["ms"] < kept[name]["ms"]:
                    kept[name] = one
    return best


def table(small: Measures, large: Measures, sizes: tuple[int, int]) -> str:
    """A line a door."""
    rows = [tuple(word.format(*sizes) for word in HEAD)]
    for name, at_large in large.items():
        at_small, queries = small[name], at_large["queries"]
        same = queries == at_small["queries"]
        rows.append(
            (
                name,
                str(queries) if same else f"{at_small['queries']} → {queries}",
                f"{at_small['ms']:.1f}",
                f"{at_large['ms']:.1f}",
                f"{at_large['ms'] / at_small['ms']:.2f} ×",
                f"{at_large['p95']:.1f}",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def main() -> None:
    """Fill what is not there, measure and print; or measure the database of the settings."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, default=MANY)
    parser.add_argument("--only", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        settings.STORAGES["staticfiles"] = {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        }
        django.setup()
        print(json.dumps(measure_all()))
        return
    sizes = (FEW, options.stories)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with databases(options.only or ["sqlite", "postgresql"], sizes) as found:
        for name, addresses in found.items():
            for address, size in zip(addresses, sizes, strict=True):
                began = time.perf_counter()
                fill(address, size)
                print(f"{name}, {size:,} stories: {time.perf_counter() - began:.0f} s", flush=True)
            small, large = measured(addresses)
            print(f"\n{name}: server time without any cache, median", flush=True)
            print(table(small, large, sizes), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsportal.settings")
    sys.exit(main())
