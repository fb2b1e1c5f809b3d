"""Everything that proves the portal works, as one command: `python -m tests`.

The tests on SQLite, then those of the database again on a real PostgreSQL, both measured; then
the checks. The last lines name what ran, and what could not and why. With CI=true whatever
could not run counts as failed. `--checks` runs the checks alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests.postgres import NoPostgres, running_postgres

PYTHON = [sys.executable, "-m"]
CHECKS = {
    "lint": ["ruff", "check", "--quiet"],
    "format": ["ruff", "format", "--check", "--quiet"],
    "types": ["mypy", "--no-error-summary"],
    "templates": ["djlint", "templates", "--lint", "--quiet"],
    "migrations": ["django", "makemigrations", "--check", "--dry-run", "--verbosity=1"],
}


@dataclass
class Part:
    """What one part of the run has come to."""

    name: str
    seconds: float
    passed: int = 0
    failed: int = 0
    missing: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        word = "passed" if not self.failed else f"passed, {self.failed} FAILED"
        return f"  {self.name:<18} {self.passed} {word} ({self.seconds:.0f} s)"


def main() -> int:
    """Run all of it; returns the exit code."""
    began = time.monotonic()
    parts: list[Part] = []
    with tempfile.TemporaryDirectory(prefix="newsportal-run-") as folder:
        # Nothing here may touch the newsroom of whoever runs it.
        os.environ |= {"VAR_DIR": folder, "SECRET_KEY": "only for the tests", "DATABASE_URL": ""}
        os.environ["DJANGO_SETTINGS_MODULE"] = "newsportal.settings"
        if "--checks" not in sys.argv:
            parts += tests(Path(folder), [one for one in sys.argv[1:] if one != "--checks"])
        parts += [check(name, command) for name, command in CHECKS.items()]
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        for part in parts:
            part.failed += part.missing.total()
    print(summary(parts, time.monotonic() - began))
    return 1 if any(part.failed for part in parts) else 0


def tests(folder: Path, arguments: list[str]) -> list[Part]:
    """All tests on SQLite, those of the database on PostgreSQL, and how much they have covered."""
    parts = [pytest("SQLite", folder, arguments)]
    try:
        with running_postgres() as server:
            os.environ["TEST_DATABASE_URL"] = server.url()
            again = ["--only-database", "--cov-append", *arguments]
            parts.append(pytest("PostgreSQL", folder, again))
    except NoPostgres as reason:
        parts.append(Part("PostgreSQL", 0, missing=Counter([f"PostgreSQL: {reason}"])))
    finally:
        os.environ.pop("TEST_DATABASE_URL", None)
    if not arguments:
        parts.append(coverage())
    return parts


def pytest(name: str, folder: Path, arguments: list[str]) -> Part:
    """Run the tests once, on every core."""
    began = time.monotonic()
    print(f"\n== The tests on {name}", flush=True)
    report = folder / f"{name}.xml"
    spread = ["-n", str(max(2, os.cpu_count() or 2)), "--dist=loadgroup"]
    command = ["pytest", "-q", *spread, f"--junit-xml={report}", "--cov", "--cov-report="]
    code = run([*command, *arguments])
    part = Part(name, time.monotonic() - began)
    if report.exists():
        for case in ElementTree.parse(report).iter("testcase"):
            skipped = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                part.failed += 1
            elif skipped is not None:
                test = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
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


def check(name: str, command: list[str]) -> Part:
    """Run one check; it speaks only where it finds something."""
    began = time.monotonic()
    print(f"\n== Check: {name}", flush=True)
    good = run(command) == 0
    return Part(name, time.monotonic() - began, passed=int(good), failed=int(not good))


def run(command: list[str]) -> int:
    """Run a module; returns its exit code."""
    return subprocess.run([*PYTHON, *command], check=False).returncode


def summary(parts: list[Part], seconds: float) -> str:
    """The last lines."""
    missing = sum((part.missing for part in parts), Counter[str]())
    lines = ["", "== What ran", *map(str, parts)]
    if missing:
        lines += ["== What could not run, and why", *(f"  {reason}" for reason in missing)]
    passed, failed = sum(part.passed for part in parts), sum(part.failed for part in parts)
    absent = f", {missing.total()} could not run" if missing else ""
    lines.append(f"== {passed} passed, {failed} failed{absent} in {seconds:.0f} s ==")
    return "\n".join(lines)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
