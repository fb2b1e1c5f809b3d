"""What somebody who publishes waits for, while something else goes on.

Each publication is taken apart: how long it took, and what of that was a turn of the processor
(Linux counts it for each thread; on PostgreSQL the server's part too), a lock, and the commit,
which has the disk in it. What is left is its own work. So one run tells a busy machine from a
backup that stands in the way.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from typing import Any, Self

#: Seconds between two publications: a busy newsroom's.
PAUSE = 0.02
#: Stories that are published in turn.
STORIES = 50
#: Seconds at rest, before and after.
REST = 8.0
#: What PostgreSQL says of a lock that was waited for, in milliseconds.
_LOCK = re.compile(r"acquired \w+ on .* after ([\d.]+) ms")
_TOLD = ("SET client_min_messages = log", "SET log_lock_waits = on", "SET deadlock_timeout = '1ms'")


@dataclass(frozen=True, slots=True)
class Publication:
    """When it began, and the milliseconds that it took, in all and waiting."""

    at: float
    took: float
    processor: float
    lock: float
    commit: float

    @property
    def served(self) -> float:
        """What it took but for turns of the processor: the same on a busy machine."""
        return self.took - self.processor


class Publisher:
    """A process that publishes changes, one after the other, until the block ends."""

    def __init__(self, root: Path, env: Mapping[str, str]) -> None:
        self._root, self._env = root, env
        self.done = list[Publication]()

    def __enter__(self) -> Self:
        """Begin, and wait for the first."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.waits"], cwd=self._root, env=self._env,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout
        self._process.stdout.readline()
        time.sleep(REST)
        return self

    def __exit__(self, *_error: object) -> None:
        """Rest once more, so that a machine that got busier is not taken for a backup."""
        time.sleep(REST)
        told, _ = self._process.communicate()
        self.done = [Publication(**one) for one in json.loads(told)]

    def while_(self, began: float, ended: float) -> list[Publication]:
        """Those that began within."""
        return [one for one in self.done if began <= one.at <= ended]

    def otherwise(self, began: float, ended: float) -> list[Publication]:
        """Those at rest."""
        return [one for one in self.done if not began <= one.at <= ended]


def said(some: Sequence[Publication]) -> str:
    """Three figures of all, and the longest waits."""
    took = [one.took for one in some]
    longest = (max(getattr(one, kind) for one in some) for kind in ("processor", "lock", "commit"))
    return "  ".join(
        [f"{len(took):>6,}", *(f"{at(took, part):7.1f}" for part in (0.5, 0.99, 1))]
        + [f"{one:9.1f}" for one in longest]
    )


SAID = "  ".join(
    [f"{'times':>6}", *(f"{one:>7}" for one in ("p50", "p99", "most"))]
    + [f"{one:>9}" for one in ("processor", "lock", "commit")]
)


def added(meanwhile: Sequence[Publication], rest: Sequence[Publication]) -> str:
    """What was added, at the middle and at the end, in all and but for the processor."""
    return "; ".join(
        f"{what} "
        + " ".join(
            f"{name} {_at(meanwhile, kind, part) - _at(rest, kind, part):+.1f} ms"
            for name, part in (("p50", 0.5), ("p99", 0.99), ("the longest", 1))
        )
        for what, kind in (("in all", "took"), ("but for the processor", "served"))
    )


def _at(some: Sequence[Publication], kind: str, part: float) -> float:
    return at([getattr(one, kind) for one in some], part)


def at(values: Sequence[float], part: float) -> float:
    """The value that so large a part of all does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


# --- In the process that publishes ---------------------------------------------------------


class Meter:
    """Sums of what was waited for, in milliseconds."""

    def __init__(self) -> None:
        from django.db import connection

        connection.ensure_connection()
        self._connection: Any = connection
        self._tasks = [Path("/proc/thread-self/schedstat")]
        self.lock = self.commit = 0.0
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for sentence in _TOLD:
                    cursor.execute(sentence)
            server = connection.connection.info.backend_pid
            self._tasks.append(Path(f"/proc/{server}/schedstat"))

    def processor(self) -> float:
        """Since these threads began."""
        found = 0.0
        for task in self._tasks:
            with suppress(OSError):
                found += int(task.read_text().split()[1]) / 1e6
        return found

    def told(self) -> float:
        """What PostgreSQL has said of locks since it was last asked."""
        notices: Any = getattr(self._connection.connection, "notices", [])
        found = sum(float(one[1]) for line in notices if (one := _LOCK.search(line)))
        del notices[:]
        return found

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Time each BEGIN, which on SQLite is the wait for the one writer, and each COMMIT."""
        commit = self._connection._commit

        def timed(*_args: Any) -> None:
            began = time.perf_counter()
            commit()
            self.commit += (time.perf_counter() - began) * 1_000

        def begin(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            began = time.perf_counter()
            answer = execute(sql, *rest)
            if sql.startswith("BEGIN"):
                self.lock += (time.perf_counter() - began) * 1_000
            return answer

        self._connection._commit = timed
        with self._connection.execute_wrapper(begin):
            yield


def publish() -> list[Publication]:
    """Publish changes of stories in turn until standard input ends."""
    from threading import Event, Thread

    from articles.models import Article

    ended, meter, done = Event(), Meter(), list[Publication]()
    stories = [story.pk for story in Article.objects.visible().newest_first()[:STORIES]]

    def watch() -> None:
        sys.stdin.read()
        ended.set()

    Thread(target=watch, daemon=True).start()
    with meter.at_work():
        for pk in stories:  # the first are slower
            _timed(meter, pk)
        print("ready", flush=True)
        for pk in cycle(stories):
            if ended.is_set():
                break
            done.append(_timed(meter, pk))
            time.sleep(PAUSE)
    return done


def _timed(meter: Meter, pk: int) -> Publication:
    meter.lock = meter.commit = 0.0
    waited, began = meter.processor(), time.monotonic()
    _publish_once(pk, f"Crane goes, {began}")
    took = (time.monotonic() - began) * 1_000
    lock = meter.lock + meter.told()
    return Publication(began, took, meter.processor() - waited, lock, meter.commit)


def _publish_once(pk: int, headline: str) -> None:
    from articles.models import Article

    story = Article.objects.get(pk=pk)
    story.write({**story.content(), "headline": headline}, None)
    story.publish(None)


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps([asdict(one) for one in publish()]), flush=True)
