"""The house stands as it was drawn: imports go down, rooms keep to themselves, files are short."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.long import LONG, LONG_ON_POSTGRESQL, WINDOWS

pytestmark = pytest.mark.xdist_group("house")

ROOT = Path(__file__).resolve().parent.parent
LINES = 350
#: Lines of a function, which fits a screen.
SCREEN = 40
#: Names that a stranger is shown in a folder.
MODULES = 12
#: Floors from the ground up; the rooms of one floor stand beside each other.
FLOORS = [
    ["articles.lib", "articles.signals"],
    ["articles.models"],
    [
        "articles.search",
        "articles.syndication",
        "articles.pictures",
        "articles.demo",
        "articles.helping",
        "articles.delivery",
        "articles.doors",
        "articles.backup",
        "articles.mailing",
        "articles.notifying",
        "articles.personal",
        "articles.proofing",
    ],
    [
        "articles.web",
        "articles.admin",
        "articles.api",
        "articles.management",
        "articles.tasks",
        "articles.templatetags",
        "articles.migrations",
    ],
    ["articles.urls", "articles.wiring"],
    ["articles.apps"],
    ["newsportal"],
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
#: `manage.py up` parses for the host, which starts the whole house.
DOORS = {("articles.management.commands.up", "newsportal")}
#: Text that belongs to the machine of whoever wrote it. Split, so as not to find itself.
PRIVATE = re.compile(
    "|".join(
        [
            "pypi" + r"\.org",
            "python" + r"hosted\.",
            "registry" + r"\.npmjs",
            r"/ro" + r"ot/",
            r"/ho" + r"me/\w",
            r"/Us" + r"ers/\w",
            r"/wo" + r"rk/(?:main|shared)",
        ]
    )
)


def modules() -> Iterator[tuple[str, Path]]:
    """Every module of the house, with its file."""
    for package in ("articles", "newsportal"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


#: What the tests look at.
LOOKED_AT = (
    ast.Import, ast.ImportFrom, ast.Call, ast.Constant, ast.FunctionDef, ast.AsyncFunctionDef,
)  # fmt: skip


@cache
def nodes(path: Path) -> list[ast.AST]:
    """The parts of a file that are looked at, read once for all tests."""
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, LOOKED_AT)]


def room(module: str) -> str | None:
    """The room that a module is in; None for what stands in none of them."""
    return next((one for one in FLOOR if f"{module}.".startswith(f"{one}.")), None)


def imports(path: Path) -> Iterator[str]:
    """All that a file imports, inside functions and for types too."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by a relative name"
            # `from articles import tasks` imports a module, `from articles.models import X` may.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def looked_up(path: Path) -> Iterator[str]:
    """Every model that a file has looked up by its name, which is an import by another way."""
    for node in nodes(path):
        called = getattr(node, "func", None)
        if "get_model" in {getattr(called, "attr", ""), getattr(called, "id", "")}:
            assert isinstance(node, ast.Call)
            named = [one.value for one in node.args if isinstance(one, ast.Constant)]
            yield str(named[-1]).rpartition(".")[2] if named else ""


def graph() -> dict[str, set[str]]:
    """Which module of the house knows which others, however that is written."""
    files = dict(modules())
    classes = {
        node.name: module
        for module, path in files.items()
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef) and module.startswith("articles.models")
    }
    known: dict[str, set[str]] = {}
    for module, path in files.items():
        named = [name if name in files else name.rpartition(".")[0] for name in imports(path)]
        named += [classes.get(name, "") for name in looked_up(path)]
        known[module] = {name for name in named if name in files and name != module}
    return known


def circles(known: dict[str, set[str]]) -> list[list[str]]:
    """The sets of modules of which each, on some way, knows itself."""
    reached: dict[str, set[str]] = {}
    for module in known:
        seen, ahead = set[str](), [module]
        while ahead:
            ahead += (more := known[ahead.pop()] - seen)
            seen |= more
        reached[module] = seen
    found = {
        tuple(sorted(one for one in seen if module in reached[one]))
        for module, seen in reached.items()
        if module in seen
    }
    return sorted(map(list, found))


#: Early 3.11 gets these wrong, without a word: `a*+`, `a++`, `a?+`, `a{2}+`, `(?>a)`.
GREEDY = re.compile(r"(?<!\\)(?:[*+?}]\+|\(\?>)")
#: Texts that are no patterns.
NO_PATTERNS = {"+++\n", "!$'()*+,;=:@/?~-._"}


def patterns() -> Iterator[tuple[str, str]]:
    """Every text of every module that knows regular expressions, parts of longer ones too."""
    for module, path in modules():
        if "re" in imports(path) and ".migrations" not in module:
            for node in nodes(path):
                if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
                    text = node.value
                    yield module, text if isinstance(text, str) else text.decode("latin-1")


def climbs() -> Iterator[str]:
    """Each import that goes up, or across to another room."""
    for module, path in modules():
        own = room(module)
        for name in imports(path):
            other = room(name)
            if own is None or other is None or own == other or (module, other) in DOORS:
                continue
            if FLOOR[other] >= FLOOR[own]:
                yield f"{module} imports {name}"


def test_imports_only_go_down() -> None:
    assert list(climbs()) == []


def test_a_climb_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("def late():\n    from articles.web import front\n    import articles.tasks\n")
    monkeypatch.setattr("tests.test_house.modules", lambda: [("articles.tasks", wrong)])
    assert list(climbs()) == ["articles.tasks imports articles.web.front"]
    monkeypatch.setattr("tests.test_house.modules", lambda: [("articles.lib.text.plain", wrong)])
    assert len(list(climbs())) == 2


def test_no_modules_know_each_other_in_a_circle() -> None:
    assert circles(graph()) == []


def test_no_model_is_looked_up_by_its_name() -> None:
    found = [module for module, path in modules() for _name in looked_up(path)]
    assert [module for module in found if ".migrations" not in module] == []


def test_a_circle_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = {
        "a": "class Noun: ...\ndef late():\n    from articles.models import b\n",
        "b": "if TYPE_CHECKING:\n    from articles.models.c import Verb\n",
        "c": "noun = apps.get_model('articles', 'Noun')\n",
        "d": "import articles.models.a\n",
    }
    for name, text in written.items():
        (tmp_path / name).write_text(text)
    there = [(f"articles.models.{name}", tmp_path / name) for name in written]
    monkeypatch.setattr("tests.test_house.modules", lambda: there)
    assert circles(graph()) == [["articles.models.a", "articles.models.b", "articles.models.c"]]


def test_patterns_mean_the_same_on_every_python() -> None:
    found = [one for one in patterns() if one[1] not in NO_PATTERNS and GREEDY.search(one[1])]
    assert found == []
    assert all(map(GREEDY.search, ("[^<>]*+>", "a++", "(?:a|b)?+", "a{2}+", "(?>a)")))


def test_every_module_has_its_room() -> None:
    assert [name for name, _ in modules() if room(name) is None] == ["articles"]


def test_files_are_short() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for name, path in modules()
        if ".migrations" not in name
    }
    assert {path: lines for path, lines in lengths.items() if lines > LINES} == {}


def test_functions_fit_a_screen() -> None:
    long = [
        f"{module}.{node.name}: {lines}"
        for module, path in modules()
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > SCREEN
    ]
    assert [one for one in long if ".migrations" not in one] == []


def test_a_folder_shows_a_dozen_modules_at_most() -> None:
    rooms: dict[Path, int] = {}
    for name, path in modules():
        if ".migrations" not in name and path.name != "__init__.py":
            rooms[path.parent] = rooms.get(path.parent, 0) + 1
    # Django looks for commands in one folder, and shows their names by itself.
    rooms.pop(ROOT / "articles" / "management" / "commands")
    assert {room: number for room, number in rooms.items() if number > MODULES} == {}


def files() -> list[Path]:
    """What the repository holds; without git, what lies in its folders."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        hidden = {".git", ".venv", "var", "__pycache__"}
        found = [path for path in ROOT.rglob("*") if not hidden & set(path.parts)]
    return [path for path in found if path.is_file()]


def test_no_tag_of_a_template_goes_over_two_lines() -> None:
    """Readers would be shown it as it is written."""
    broken = re.compile(r"\{\{[^}]*\n[^}]*\}\}|\{%[^%\n]*\n[^%]*%\}")
    assert [
        f"{path.relative_to(ROOT)}: {found[0][:60]}"
        for path in sorted((ROOT / "templates").rglob("*.*"))
        for found in [broken.search(path.read_text("utf-8"))]
        if found
    ] == []


def test_no_file_tells_of_the_machine_it_was_written_on() -> None:
    telling = []
    for path in files():
        try:
            found = PRIVATE.search(path.read_text())
        except UnicodeDecodeError:
            continue
        if found:
            telling.append(f"{path.relative_to(ROOT)}: {found[0]}")
    assert telling == []


def test_what_is_left_to_the_long_run_is_there() -> None:
    """A test that was renamed would otherwise be back in the short run without a word."""
    gone = []
    for line in (*LONG, *WINDOWS, *LONG_ON_POSTGRESQL):
        name, _colons, test = line.partition("::")
        path, what = ROOT / name, re.split(r"::|\[", test)[0]
        if not path.exists() or (what and f" {what}" not in path.read_text()):
            gone.append(line)
    assert gone == []
