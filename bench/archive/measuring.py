"""What an act costs: queries, time, and the processor's time of us and of the database's process.

Beside other work a machine's time says little; the processor's is much the same.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

WARM_UP = 2
#: Seconds after which an act is not done once more.
LONGEST = 20.0
Measure = dict[str, Any]


def measure(act: Callable[[], object], rounds: int, before: Callable[[], object] | None) -> Measure:
    """Do it over and over; `before` each is done what is not measured."""
    database = _process_of_the_database()
    times: list[tuple[float, float]] = []
    until = time.monotonic() + LONGEST
    queries, shown = 0, 0
    for number in range(WARM_UP + rounds):
        if before is not None:
            before()
        if number == 0:
            with CaptureQueriesContext(connection) as captured:
                answer = act()
            queries = len(captured)
            shown = len(answer) if isinstance(answer, bytes) else 0
            continue
        began, worked = time.perf_counter(), time.process_time() + _worked(database)
        act()
        ended = time.process_time() + _worked(database)
        if number >= WARM_UP:
            times.append((time.perf_counter() - began, ended - worked))
        if time.monotonic() > until and times:
            break
    wall, processor = (sorted(1_000 * one for one in part) for part in zip(*times, strict=True))
    return {
        "queries": queries,
        "bytes": shown,
        "ms": statistics.median(wall),
        "p95": wall[int(len(wall) * 0.95)],
        "processor": statistics.median(processor),
        "processor_p95": processor[int(len(processor) * 0.95)],
    }


def _process_of_the_database() -> Path | None:
    """Where the machine says how long the connection's process has worked; None on SQLite, which
    works within ours."""
    if connection.vendor != "postgresql":
        return None
    connection.ensure_connection()
    return Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")


def _worked(process: Path | None) -> float:
    return int(process.read_text().split()[0]) / 1e9 if process and process.exists() else 0.0


def facts() -> dict[str, float]:
    """Sizes in MB: of the texts, of their documents and of the index; and our memory."""
    with connection.cursor() as cursor:
        return {
            **{name: round(size / 1e6, 1) for name, size in _sizes(cursor).items()},
            "memory of this process": _memory(),
        }


def _memory() -> float:
    """What is ours alone: pages of a database's file are the machine's, which takes them back."""
    status = Path("/proc/self/status")
    for line in status.read_text().splitlines() if status.exists() else ():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _sizes(cursor: Any) -> dict[str, float]:
    cursor.execute("SELECT count(*) FROM articles_article")
    (stories,) = cursor.fetchone()
    cursor.execute(
        "SELECT avg(length(search_text)) FROM (SELECT search_text FROM articles_article"
        " ORDER BY id LIMIT 2000) AS sample"
    )
    sizes = {"stories (millions)": stories, "text": stories * float(cursor.fetchone()[0])}
    if connection.vendor == "postgresql":
        for name, table in (("documents", "document"), ("index", "index")):
            cursor.execute(f"SELECT pg_relation_size('articles_search{table}')")
            sizes[name] = cursor.fetchone()[0]
        cursor.execute("SELECT pg_total_relation_size('articles_searchdocument')")
        sizes["documents and all their indexes"] = cursor.fetchone()[0]
        return sizes
    cursor.execute("SELECT sum(length(block)) FROM articles_searchindex_data")
    sizes["index"] = cursor.fetchone()[0]
    cursor.execute(
        "SELECT avg(length(text) + length(title) + length(lead) + length(names)) FROM"
        " (SELECT * FROM articles_searchdocument ORDER BY place LIMIT 2000) AS sample"
    )
    sizes["documents"] = stories * float(cursor.fetchone()[0])
    return sizes
