"""Everything that proves the portal works, as one command: `python -m tests`.

The tests on SQLite, while what may come out differently runs again on a real PostgreSQL. The last
lines name what ran, and what could not and why. With CI=true whatever could not run counts as
failed. `--checks` reads the code instead: lint, types, templates. `--long` runs what the tests
leave out for the time it takes (tests/long.py), and what matters most on the oldest and on the
newest Python; `--pythons` those Pythons, `--coverage` measures what is reached; `--everything` does
all of it, and all tests of a database on PostgreSQL, also those whose statements others send too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from tests import pythons
from tests.postgres import NoPostgres, running_postgres

CORES = max(2, os.cpu_count() or 2)
#: Where files are in memory, and how many bytes a run wants there. Nothing of it outlives the run,
#: so nothing has to wait for a disk.
MEMORY, ROOM = Path("/dev/shm"), 4 * 1024**3
PYTHON = [sys.executable, "-m"]
#: How many of the slowest tests are told at the end, and how many files.
SLOWEST = 30
NO_OPENSEARCH = "a real OpenSearch, which TEST_OPENSEARCH_URL would name: only our peer was asked"
MEASURED = ["--cov", "--cov-report="]
SETTINGS = "--settings=newsportal.settings"
CHECKS = {
    "lint": ["ruff", "check", "--quiet"],
    "format": ["ruff", "format", "--check", "--quiet"],
    "types": ["mypy", "--no-error-summary"],
    "templates": ["djlint", "templates", "--lint", "--quiet"],
    "licences": ["deploy.packages", "licences"],
    "migrations": ["django", "makemigrations", "--check", "--dry-run", "--verbosity=1", SETTINGS],
}


@dataclass
class Part:
    """What one part of the run has come to."""

    name: str
    seconds: float
    passed: int = 0
    failed: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    #: The seconds that each test took.
    took: dict[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        word = "passed" if not self.failed else f"passed, {self.failed} FAILED"
        return f"  {self.name:<18} {self.passed} {word} ({self.seconds:.0f} s)"


def main() -> int:
    """Run all of it; returns the exit code."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="newsportal-run-", dir=quick_folder()) as folder:
        Path(folder).chmod(0o711)  # The account that PostgreSQL runs as goes through it.
        # Nothing here may touch the newsroom of whoever runs it.
        os.environ |= {"VAR_DIR": folder, "SECRET_KEY": "only for the tests", "DATABASE_URL": ""}
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        # Each process of the tests has settings of its own, read when they are ready.
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)
        # A portal is started a hundred times: in half the time where its code is compiled once. It
        # is kept for the next run, too: compiling all takes ten seconds of each part of a run.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        # The database is migrated once for all that run on SQLite.
        os.environ["TEST_RUN"] = folder
        parts = chosen(Path(folder), sys.argv[1:])
    if is_strict():
        for part in parts:
            part.failed += part.missing.total()
    print(summary(parts, time.monotonic() - began))
    return 1 if any(part.failed for part in parts) else 0


def is_strict() -> bool:
    """Whether nothing may be left out."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def chosen(folder: Path, arguments: list[str]) -> list[Part]:
    """Run what the command line asks for."""
    match arguments:
        case ["--checks"]:
            return checks()
        case ["--pythons"]:
            return other_pythons(folder)
        case ["--coverage"]:
            return [pytest("SQLite", folder, ["-n", str(CORES), *MEASURED]), coverage()]
        case ["--everything"]:
            return [*checks(), *databases(folder, [], whole=True, others=True), coverage()]
        case ["--long"]:
            return databases(folder, ["--long=only"], others=True)
    return databases(folder, arguments or ["--long=without"])


def quick_folder() -> Path | None:
    """The folder in memory, if there is one with room that programs may be started from."""
    if os.environ.get("TMPDIR") or not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM:
        return None
    return None if os.statvfs(MEMORY).f_flag & os.ST_NOEXEC else MEMORY


def databases(
    folder: Path,
    arguments: list[str],
    *,
    whole: bool = False,
    others: bool = False,
) -> list[Part]:
    """The tests on SQLite and, beside them, one after the other, whatever else there is to run.

    One worker more than there are cores: many tests wait for a server, or for a page.

    Args:
        folder: Where the run keeps its files.
        arguments: What pytest is given, on each database.
        whole: Measure what is reached, and ask PostgreSQL whatever SQLite is asked.
        others: Run what matters most on other Pythons, too.
    """
    with (folder / "beside.log").open("w+") as said, ThreadPoolExecutor(1) as aside:

        def beside() -> list[Part]:
            which = "--whole-database" if whole else "--only-database"
            part = on_postgresql(folder, [which, *arguments], said)
            return [part, *(other_pythons(folder, said) if others else [])]

        rest = aside.submit(beside)
        sqlite = ["-n", str(CORES + 1), *(MEASURED if whole else []), *arguments]
        parts = [pytest("SQLite", folder, sqlite), *rest.result()]
        said.seek(0)
        print(said.read(), flush=True)
    return parts


def on_postgresql(folder: Path, arguments: list[str], out: IO[str]) -> Part:
    """The tests on a server of their own."""
    try:
        with running_postgres() as server:
            given = ["-n", str(CORES // 2), *arguments]
            return pytest("PostgreSQL", folder, given, out, server.url())
    except NoPostgres as reason:
        return Part("PostgreSQL", 0, missing=Counter([f"PostgreSQL: {reason}"]))


def other_pythons(folder: Path, out: IO[str] | None = None) -> list[Part]:
    """What matters most, on the oldest and on the newest Python of this machine."""
    found = pythons.here()
    parts: list[Part] = []
    for other in pythons.ends(found):
        try:
            program = [pythons.equipped(other), "-m"]
        except (OSError, subprocess.CalledProcessError) as error:
            parts.append(Part(f"Python {other}", 0, missing=Counter([f"Python {other}: {error}"])))
            continue
        what = ["-n", str(CORES // 2), *pythons.WHAT_MATTERS]
        parts.append(pytest(f"Python {other}", folder, what, out, python=program))
    if reason := pythons.absent(found):
        parts.append(Part("Python", 0, missing=Counter([reason])))
    return parts


def pytest(
    name: str,
    folder: Path,
    arguments: list[str],
    out: IO[str] | None = None,
    database: str = "",
    python: Sequence[str] = PYTHON,
) -> Part:
    """Run the tests once, on `database` or SQLite; what they say goes to `out` or is shown."""
    began = time.monotonic()
    print(f"\n== The tests on {name}", flush=True, file=out)
    report = folder / f"{name}.xml"
    command = ["pytest", "-q", "--dist=loadgroup", f"--junit-xml={report}", *arguments]
    code = run(command, out, {"TEST_DATABASE_URL": database}, python)
    part = Part(name, time.monotonic() - began)
    if report.exists():
        for case in ElementTree.parse(report).iter("testcase"):
            skipped = case.find("skipped")
            test = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
            part.took[f"{test} on {name}"] = float(case.get("time") or 0)
            if case.find("failure") is not None or case.find("error") is not None:
                part.failed += 1
            elif skipped is not None:
                part.missing[f"{test} on {name}: {skipped.get('message')}"] += 1
            else:
                part.passed += 1
    if code and not part.failed:
        part.failed = 1
    return part


def coverage() -> Part:
    """Whether the tests have reached what pyproject.toml asks for."""
    began = time.monotonic()
    print("\n== Coverage", flush=True)
    good = run(["coverage", "report"]) == 0
    total = subprocess.run(
        [*PYTHON, "coverage", "report", "--format=total", "--fail-under=0"],
        capture_output=True,
        text=True,
        check=False,
    )
    return Part(
        f"coverage {total.stdout.strip()} %",
        time.monotonic() - began,
        passed=int(good),
        failed=int(not good),
    )


def checks() -> list[Part]:
    """Run each check; it speaks only where it finds something."""
    return [check(name, command) for name, command in CHECKS.items()]


def check(name: str, command: list[str]) -> Part:
    """Run one of them."""
    began = time.monotonic()
    print(f"\n== Check: {name}", flush=True)
    good = run(command) == 0
    return Part(name, time.monotonic() - began, passed=int(good), failed=int(not good))


def run(
    command: list[str],
    out: IO[str] | None = None,
    environment: dict[str, str] | None = None,
    python: Sequence[str] = PYTHON,
) -> int:
    """Run a module; returns its exit code."""
    env = os.environ | (environment or {})
    done = subprocess.run([*python, *command], check=False, stdout=out, stderr=out, env=env)
    return done.returncode


def longest(parts: list[Part]) -> list[str]:
    """The slowest tests, and the files whose tests take longest together."""
    took: dict[str, float] = {}
    files: dict[str, float] = {}
    for part in parts:
        for test, seconds in part.took.items():
            file = f"{test.partition('::')[0]} on {part.name}"
            files[file] = files.get(file, 0) + seconds
        took |= part.took
    return [
        f"  {seconds:6.1f} s  {what}"
        for told in (took, files)
        for what, seconds in sorted(told.items(), key=lambda one: -one[1])[:SLOWEST]
    ]


def summary(parts: list[Part], seconds: float) -> str:
    """The last lines."""
    missing = sum((part.missing for part in parts), Counter[str]())
    lines = (
        ["", "== What took longest", *longest(parts)] if any(part.took for part in parts) else []
    )
    lines += ["", "== What ran", *map(str, parts)]
    if missing:
        lines += ["== What could not run, and why", *(f"  {reason}" for reason in missing)]
    if not os.environ.get("TEST_OPENSEARCH_URL"):
        lines += [f"== What nobody asked for\n  {NO_OPENSEARCH}"]
    passed, failed = sum(part.passed for part in parts), sum(part.failed for part in parts)
    absent = f", {missing.total()} could not run" if missing else ""
    lines.append(f"== {passed} passed, {failed} failed{absent} in {seconds:.0f} s ==")
    return "\n".join(lines)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
