"""Every file and class that the docs name is there, so that a rename does not leave them behind."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
#: One process reads all of the code for them.
pytestmark = pytest.mark.xdist_group("docs")
#: Files and folders as the docs write them: in backticks or as a link, ours by what they end in.
NAMED = re.compile(r"`([\w./-]+)`|\]\(([\w./-]+)(?:#[\w-]+)?\)")
FILE = re.compile(r"[\w-][\w./-]*(?:\.(?:py|html|js|css|md|toml|vcl|conf|service)|/)$")
CLASS = re.compile(r"`([A-Z][a-z]\w*[a-z])(?:\.\w+)?(?:\(\))?`")
#: Made when the portal runs, or by those who run it.
NOT_OURS = re.compile(r"(?:var|theme|originals|media|public)/")
#: Words of HTTP, systemd and others, which are written as classes are.
OF_OTHERS = {"CacheTagConfig", "Newsportal", "RateLimit", "RestartSteps"}


@pytest.fixture(scope="module")
def files() -> set[str]:
    """What is kept of the project, by its path."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True)
    return {name for name in done.stdout.split() if (ROOT / name).exists()}


def named(path: Path) -> Iterator[tuple[int, str]]:
    """The files and folders that a page names, with the line."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        for found in NAMED.finditer(line):
            name = found[1] or found[2]
            if FILE.match(name) and not NOT_OURS.match(name):
                yield number, name.removeprefix("./").removeprefix("../")


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_files_that_are_named_are_there(doc: Path, files: set[str]) -> None:
    folders = {f"{parent}/" for name in files for parent in Path(name).parents}
    ends = [f"/{name}" for name in files | folders]
    missing = [
        f"{number}: {name}"
        for number, name in named(doc)
        if not any(end.endswith(f"/{name}") for end in ends)
    ]
    assert missing == []


@pytest.fixture(scope="module")
def names(files: set[str]) -> set[str]:
    """The names in the product's code; words of its comments and texts are none."""
    found: set[str] = set()
    for file in files:
        if file.endswith(".py") and not file.startswith("tests/"):
            for node in ast.walk(ast.parse((ROOT / file).read_text("utf-8"))):
                for field in ("id", "attr", "name"):
                    found.add(str(getattr(node, field, "")))
    return found


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_classes_that_are_named_are_there(doc: Path, names: set[str]) -> None:
    assert sorted(set(CLASS.findall(doc.read_text("utf-8"))) - names - OF_OTHERS) == []
