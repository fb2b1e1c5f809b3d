"""Backups and restores, made by a process that is killed in the middle, or whose disk is full.

    with commands(DATABASE_URL=…, VAR_DIR=…) as run:
        run("backup", kill="articles.backup.manifest:Manifest.write")     # → (-9, "")
        run("backup", kill="os:fchmod", at=3)                             # in the third file
        run("backup")                                                     # → (0, "Backed up as …")

Run as a program it is who does them: loaded once, it forks a child for each.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
Run = Callable[..., tuple[int, str]]


@contextmanager
def commands(**environment: str) -> Iterator[Run]:
    """Who runs commands, each in a process of its own: the exit code and what was said."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.backup.killed"],
        env=os.environ | environment,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin and process.stdout
    asks, answers = process.stdin, process.stdout

    def run(*command: str, kill: str = "", at: int = 1) -> tuple[int, str]:
        asks.write(json.dumps([command, kill, at]) + "\n")
        asks.flush()
        code, said = json.loads(answers.readline())
        return code, said

    try:
        yield run
    finally:
        asks.close()
        process.wait()
        answers.close()


# --- The program ----------------------------------------------------------------------------


def _kill_at(place: str, at: int) -> None:
    """Have this process killed as it comes to `place`, a module and what is in it, that often."""
    module, _, name = place.partition(":")
    owner: Any = importlib.import_module(module)
    *path, last = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    before, times = getattr(owner, last), count(1)

    def killed(*args: Any, **kwargs: Any) -> Any:
        if next(times) == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return before(*args, **kwargs)

    setattr(owner, last, killed)


def _run(command: list[str], kill: str, at: int, into: int) -> None:
    from django.core.management import execute_from_command_line

    os.dup2(into, 1)
    os.dup2(into, 2)
    if kill:
        _kill_at(kill, at)
    try:
        execute_from_command_line(["manage.py", *command])
    except SystemExit as end:
        code = end.code
    else:
        code = 0
    sys.stdout.flush()
    os._exit(code if isinstance(code, int) else 1)


def main() -> None:
    """Run what is asked for, line by line."""
    import django

    django.setup()
    importlib.import_module("articles.management.commands.restore")
    tempfile.gettempdir()  # while there is room to try it
    gc.freeze()
    for line in sys.stdin:
        reads, writes = os.pipe()
        if not (child := os.fork()):
            try:
                command, kill, at = json.loads(line)
                _run(command, kill, at, writes)
            finally:
                os._exit(99)
        os.close(writes)
        with os.fdopen(reads) as said:
            told = said.read()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(json.dumps([code, told]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
