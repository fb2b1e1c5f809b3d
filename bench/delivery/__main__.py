"""`python -m bench.delivery`: all of it, on one database after the other. See `--help`."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any

from bench.delivery import hits, memory, misses, publishing
from bench.delivery.machine import ROOT, Missing, cores, granian, pinned, program, serving
from bench.delivery.tables import parts, show
from tests import redis_server

FOLDER = ROOT / "var" / "bench" / "delivery"
OTHER = FOLDER.with_name("another-host")
PORT = 8_480
WORKERS = 2
STORIES = 1_000
MISSES = 220
#: Banners that come and go, and the pages of the archive on which that is looked for.
BANNERS, PAGES = 10, 50


def environment(database: str) -> dict[str, str]:
    """The settings of the servers: production, with a folder of their own."""
    return {
        "DATABASE_URL": database,
        "VAR_DIR": str(FOLDER),
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "newsportal.settings",
        "PYTHONWARNINGS": "ignore",
    }


def prepared(database: str, forms: int) -> dict[str, Any]:
    """The addresses on `database`, which is filled; static files are collected first."""
    shutil.rmtree(FOLDER / "pages", ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    env = {**os.environ, **environment(database)}
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, cwd=ROOT, env=env, check=True)
    ask = [sys.executable, "-m", "bench.delivery.newsroom", f"--stories={STORIES}"]
    asked = [*ask, f"--forms={forms}"]
    done = subprocess.run(asked, cwd=ROOT, env=env, check=True, text=True, stdout=subprocess.PIPE)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def emptied() -> None:
    """No page is there any more, on the shelf neither."""
    shutil.rmtree(FOLDER / "pages", ignore_errors=True)


def hit(told: Mapping[str, Any], database: str, seconds: float) -> None:
    """The page that is there, beside its peers."""
    lacks: list[str] = []
    with hits.servers(told, environment(database), lacks) as rows:
        hits.measure(rows, seconds)
        show(
            f"A page that is there: {hits.CLIENTS} clients for the rate, one for p50 and p99",
            hits.table(rows),
        )
    for missing in lacks:
        print(f"Not measured: {missing}")


def miss(told: Mapping[str, Any], database: str) -> list[tuple[str, ...]]:
    """The page that has to be made."""
    env = environment(database)
    paths = told["articles"][:MISSES]
    command = [*pinned(cores()[0]), sys.executable, "-m", "bench.delivery.misses", *paths]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **env}, check=True, text=True, stdout=subprocess.PIPE
    )
    lines: list[tuple[str, ...]] = [
        ("the story's page, in the process", *parts(json.loads(done.stdout)))
    ]
    emptied()
    target = granian("bench.delivery.apps:ours", PORT)
    with serving("ours", target, PORT, told["section"], env) as server:
        lines.append(("… over HTTP", *parts(misses.over_http(server, paths))))
    return lines


def publish(
    told: Mapping[str, Any], database: str, rounds: int
) -> tuple[list[tuple[str, ...]], list[int]]:
    """A change that every process shows; and the queries that it took."""
    emptied()
    target = granian("bench.delivery.apps:watched", PORT + 1, workers=WORKERS, threads=4)
    with serving("watched", target, PORT + 1, told["article"], environment(database)) as server:
        seen = list(publishing.publications(server, server, told, WORKERS, rounds))
        edited = list(publishing.editions(server, told, WORKERS, rounds + 2))[2:]
        broken = list(publishing.banners(server, told, WORKERS, BANNERS + 2, PAGES))[2:]
    seen = seen[2:]
    each = f"on {PAGES} pages of every process"
    queries = [max(one.queries for one in seen), max(one.rendering for one in seen)]
    return [
        ("seen in every process", *parts([one.everywhere for one in seen])),
        ("… answered by the desk", *parts([one.answered for one in seen])),
        ("an edition of the front, seen in every process", *parts(edited)),
        (f"a banner, {each}", *parts([one.up for one in broken])),
        ("… and gone from them", *parts([one.down for one in broken])),
    ], queries


def publish_elsewhere(
    told: Mapping[str, Any], database: str, rounds: int, redis: str = ""
) -> list[tuple[str, ...]]:
    """A change at one host that all processes of another one show; each has a folder of its own."""
    emptied()
    here = environment(database) | {"REDIS_URL": redis}
    there = here | {"VAR_DIR": str(OTHER)}
    shutil.rmtree(OTHER, ignore_errors=True)
    OTHER.mkdir(parents=True)
    (OTHER / "static").symlink_to(FOLDER / "static")
    command = [
        granian("bench.delivery.apps:watched", port, workers=WORKERS, threads=4)
        for port in (PORT + 3, PORT + 4)
    ]
    with (
        serving("one host", command[0], PORT + 3, told["article"], here) as host,
        serving("another host", command[1], PORT + 4, told["article"], there) as shown,
    ):
        seen = list(publishing.publications(host, shown, told, WORKERS, rounds))[2:]
    by = "PostgreSQL and Redis" if redis else "PostgreSQL"
    return [(f"seen at another host, by {by}", *parts([one.everywhere for one in seen]))]


def elsewhere(told: Mapping[str, Any], database: str, rounds: int) -> list[tuple[str, ...]]:
    """The same by each way to another host that this machine has; SQLite has none."""
    if not database.startswith("postgres"):
        return []
    lines = publish_elsewhere(told, database, rounds)
    if redis_server.program() is None:
        print("Not measured: another host by Redis, as redis-server is not there.")
        return lines
    with redis_server.running_redis() as redis:
        return lines + publish_elsewhere(told, database, rounds, redis.url())


def full(told: Mapping[str, Any], database: str) -> None:
    """A worker with a full store."""
    emptied()
    target = granian("bench.delivery.apps:watched", PORT + 2, threads=1)
    with serving("watched", target, PORT + 2, told["article"], environment(database)) as server:
        before, after, part = memory.filled(server, told["articles"])
    print(
        f"\nA worker: {before.resident:.0f} MB at first ({before.own:.0f} its own), "
        f"{after.resident:.0f} MB ({after.own:.0f} its own) with {part:.0%} of the store in use",
        flush=True,
    )


def measure(databases: Mapping[str, str], seconds: float, rounds: int) -> None:
    """All of it: hits and memory on the first of `databases`, the rest on each."""
    try:
        program("wrk", "wrk")
        program("taskset", "util-linux")
    except Missing as missing:
        print(f"Delivery is not measured: {missing}.")
        return
    began = time.monotonic()
    first, last = cores()
    print(f"\nServers on core {first}, the load on core {last}; {os.getloadavg()[0]:.1f} waiting")
    os.sched_setaffinity(0, {last})
    for number, (name, database) in enumerate(databases.items()):
        told = prepared(database, rounds)
        if number == 0:
            if seconds:
                hit(told, database, seconds)
            full(told, database)
        lines, queries = publish(told, database, rounds)
        lines += elsewhere(told, database, rounds)
        head = (name, "p50 ms", "p99 ms")
        show("A page that is made", [head, *miss(told, database)])
        show("A change that is published", [head, *lines])
        print(f"queries: {queries[0]} at the desk, {queries[1]} for the page")
    os.sched_setaffinity(0, {first, last})
    print(f"\nMeasured in {time.monotonic() - began:.0f} s", flush=True)


def main() -> None:
    """Measure on a database that is there already."""
    parser = argparse.ArgumentParser(description="Measure delivery on filled databases.")
    parser.add_argument("database", help="DATABASE_URL of one that is filled")
    parser.add_argument("--seconds", type=float, default=6, help="of load for each row; 0 for none")
    parser.add_argument("--rounds", type=int, default=42, help="publications")
    options = parser.parse_args()
    measure({"database": options.database}, options.seconds, options.rounds)


if __name__ == "__main__":
    main()
