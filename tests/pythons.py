"""The oldest Python that README promises and the newest there is, each with all that tests need.

A Python may read one pattern in another way than the next: only running on it tells.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "dev.txt"
#: What a Python must not get wrong: posting and reading, sanitising and merging, saving. What a
#: browser does is no matter of the Python.
WHAT_MATTERS = [
    *(f"tests/lib/test_{name}.py" for name in ("markup", "html", "builder", "merge", "text")),
    "tests/models/test_working_copy.py",
    "tests/admin/test_story_form.py",
    "tests/web/test_story_page.py",
]
QUESTION = """
import sys, sysconfig
plain = sys.implementation.name == "cpython" and not sysconfig.get_config_var("Py_GIL_DISABLED")
if plain and sys.version_info.releaselevel == "final":
    print(*sys.version_info[:3], sys.executable)
"""


class Other(NamedTuple):
    """A Python of this machine that is not the one that runs us."""

    version: tuple[int, ...]
    program: str

    def __str__(self) -> str:
        return ".".join(map(str, self.version))


def promised() -> tuple[int, ...]:
    """The oldest that pyproject.toml, and so README, promises."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return tuple(map(int, project["requires-python"].removeprefix(">=").split(".")))


def here() -> list[Other]:
    """Every Python of this machine that the portal is for, from the oldest on."""
    found: dict[tuple[int, ...], Other] = {}
    for program in programs():
        done = subprocess.run(
            [program, "-c", QUESTION], capture_output=True, text=True, check=False
        )
        if done.returncode == 0 and done.stdout:
            *numbers, executable = done.stdout.rstrip("\n").split(" ", 3)
            version = tuple(map(int, numbers))
            if version[:2] >= promised():
                found.setdefault(version, Other(version, executable))
    return sorted(found.values())


def programs() -> Iterator[Path]:
    """Where Pythons lie: on the path, at the system's place, with pyenv and with uv."""
    for folder in {"/usr/bin", *os.environ["PATH"].split(os.pathsep)}:
        for program in sorted(Path(folder).glob("python3*")):
            if re.fullmatch(r"python3(?:\.[0-9]+)?", program.name):
                yield program
    yield from sorted(Path.home().glob(".pyenv/versions/*/bin/python"))
    yield from sorted(Path.home().glob(".local/share/uv/python/*/bin/python3"))


def ends(pythons: list[Other]) -> list[Other]:
    """The oldest and the newest of them, but for the one that runs us."""
    both = {pythons[0], pythons[-1]} if pythons else set()
    return sorted(one for one in both if one.version != sys.version_info[:3])


def absent(pythons: list[Other]) -> str:
    """Why the oldest that is promised can't be tried; "" where it can."""
    if any(one.version[:2] == promised() for one in pythons):
        return ""
    return f"no Python {'.'.join(map(str, promised()))} on this machine, which README promises"


def equipped(other: Other) -> str:
    """Its program in an environment with all that the tests need, which is kept for the next run.

    Raises CalledProcessError where it can't be made.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "newsportal-tests" / f"python-{other}"
    program, stamp = str(folder / "bin" / "python"), folder / "installed"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        uv = [sys.executable, "-m", "uv"]
        make = [*uv, "venv", "--quiet", "--clear", "--python", other.program, str(folder)]
        install = [*uv, "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCK)]
        subprocess.run(make, check=True)
        subprocess.run([*install, "--python", program], check=True)
        stamp.write_text(wanted)
    return program
