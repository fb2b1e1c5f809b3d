"""Verbs, done by a process that is killed in the middle: at a statement, or at the commit.

    with killer(database_url()) as kill:
        kill("publish", story.pk, 3)         # before its third write; says how many it had done
        kill("publish", story.pk, COMMIT)    # right before it is committed
        kill("publish", story.pk, AFTER)     # as soon as it is committed, before anybody is told

Run as a program it is who does them: loaded once, it forks a child for each.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
#: Not at a write, but right before the commit, and right after it.
COMMIT, AFTER = 0, -1

Kill = Callable[[str, int, int], int]


@contextmanager
def killer(url: str, **environment: str) -> Iterator[Kill]:
    """Who has verbs done and killed, on the database at `url`."""
    command = [sys.executable, "-m", "tests.models.killed_verbs"]
    process = subprocess.Popen(
        command,
        env=os.environ | {"DATABASE_URL": url} | environment,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin and process.stdout
    asks, answers = process.stdin, process.stdout

    def kill(verb: str, story: int, at: int) -> int:
        print(verb, story, at, file=asks, flush=True)
        done, code = map(int, answers.readline().split())
        assert code == -signal.SIGKILL, f"{verb} was not killed at {at}"
        return done

    try:
        yield kill
    finally:
        asks.close()
        process.wait()
        answers.close()


# --- The program ----------------------------------------------------------------------------


def _verbs(number: int) -> dict[str, Callable[[Any, Any], object]]:
    from django.utils import timezone

    from articles.models import BulkJob
    from articles.models.pictures import renditions

    def tomorrow() -> Any:
        return timezone.now() + timedelta(days=1)

    return {
        "submit": lambda story, by: story.submit(by, "Please read."),
        "return": lambda story, by: story.return_to_draft(by, "Who says so?"),
        "approve": lambda story, by: story.approve(by),
        "publish": lambda story, by: story.publish(by, reason="Checked by hand."),
        "withdraw": lambda story, by: story.withdraw(by, "The figures were wrong."),
        "restore": lambda story, by: story.restore(by, reason="Put right."),
        "unschedule": lambda story, by: story.unschedule(by),
        "submit changes": lambda story, by: story.submit_changes(by, "Please read."),
        "take back changes": lambda story, by: story.take_back_changes(by),
        "return changes": lambda story, by: story.return_changes(by, "Who says so?"),
        "publish changes": lambda story, by: story.publish(by, reason="Checked by hand."),
        "correct": lambda story, by: story.publish(
            by, change="correction", note="The crane stays.", reason="Checked by hand."
        ),
        "schedule": lambda story, by: story.publish(by, at=tomorrow(), reason="Checked by hand."),
        "plan changes": lambda story, by: story.publish(by, at=tomorrow(), reason="Checked."),
        "write": lambda story, by: story.write(
            {**story.content(), "headline": "Another headline", "topics": ["Cranes"]}, by
        ),
        "assign": lambda story, by: story.assign(by, by),
        "remove": lambda story, by: story.remove(by),
        # What a worker has in hand.
        "renditions": lambda _story, _by: renditions.make(number),
        "bulk": lambda _story, _by: BulkJob.objects.get(pk=number).go_on(),
    }


def _do(verb: str, story: int, at: int, told: int) -> None:
    """Do it, and be killed; `told` is a pipe that hears after how many writes."""
    from django.db import connection

    from articles.models import Article
    from tests import cast

    ours: Any = connection
    commit, writes = ours._commit, 0

    def die() -> None:
        os.write(told, str(writes).encode())
        os.kill(os.getpid(), signal.SIGKILL)

    def committed() -> None:
        if at == COMMIT:
            die()
        commit()
        if at == AFTER:
            die()

    def executed(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal writes
        # Before one that reads all is as it was after the last one that wrote.
        if not sql.startswith("SELECT"):
            if writes + 1 == at:
                die()
            writes += 1
        return execute(sql, params, many, context)

    by, there = cast.managing_editor(), Article.objects.filter(pk=story).first()
    ours.ensure_connection()
    ours._commit = committed
    with ours.execute_wrapper(executed):
        _verbs(story)[verb](there, by)


def main() -> None:
    """Do what is asked for, line by line, each in a child of its own; say where it was killed."""
    import django

    django.setup()
    # Loaded once, and not by each child.
    importlib.import_module("tests.cast")
    gc.freeze()
    for line in sys.stdin:
        verb, story, at = line.rsplit(maxsplit=2)
        hears, told = os.pipe()
        if not (child := os.fork()):
            try:
                _do(verb, int(story), int(at), told)
            finally:
                os._exit(1)
        os.close(told)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        writes = os.read(hears, 100).decode() or "0"
        os.close(hears)
        sys.stdout.write(f"{writes} {code}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
