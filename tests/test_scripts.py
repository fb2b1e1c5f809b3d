"""Scripts and templates keep to the measure of the house: short files, functions and lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "static" / "js"
TEMPLATES = (ROOT / "templates", ROOT / "bench" / "templates")
#: Lines of a script, lines of a function, characters of a template's line, names in a folder.
FILE, FUNCTION, LINE, NAMES = 350, 40, 160, 12

#: What holds no code of its own: comments, strings, and patterns where a value may stand.
SILENT = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'
    | (?: (?<=[=(,:\[!&|?;{}]) | (?<=return) | (?<=\n) ) (?P<gap>\s*)
      /(?![*/]) (?: \\. | \[(?:\\.|[^\]\\\n])*\] | [^/\\\n\[] )+ /[a-z]*""",
    re.VERBOSE | re.DOTALL,
)
#: The rest of a text in backticks, up to its end or to a value in it.
TEXT = re.compile(r"(?:\\.|(?!\$\{)[^`\\])*(\$\{|`)", re.DOTALL)
#: Words before (…) { that are no function's name.
STATEMENTS = {"if", "for", "while", "switch", "catch", "with"}


def code_of(script: str) -> str:
    """The script without what is only said in it; each line stays where it is."""
    code, at, depth = list(script), 0, 0
    values: list[int] = []  # how deep the code is around each value that stands in a text
    while at < len(script):
        ends_value = script[at] == "}" and values[-1:] == [depth]
        if script[at] == "`" or ends_value:
            found = TEXT.match(script, at + 1)
            assert found, "a text that does not end"
            values = values[:-1] if ends_value else values
            if found[1] == "${":
                values.append(depth)
        else:
            found = SILENT.match(script, at)
        if found:
            code[at : found.end()] = re.sub(r"[^\n]", " ", script[at : found.end()])
            at = found.end()
        else:
            depth += {"{": 1, "}": -1}.get(script[at], 0)
            at += 1
    return "".join(code)


def closing(code: str, at: int) -> int:
    """Where the bracket that opens at `at` is closed."""
    depth = 0
    for place in range(at, len(code)):
        depth += (code[place] in "([{") - (code[place] in ")]}")
        if not depth:
            return place
    raise AssertionError("a bracket that is not closed")


def end_of_value(code: str, at: int) -> int:
    """Where what an arrow gives without braces ends."""
    while at < len(code) and code[at] not in ")]},;":
        at = closing(code, at) + 1 if code[at] in "([{" else at + 1
    return at


def functions(script: str) -> Iterator[tuple[int, int]]:
    """The line at which each function begins, and how many it has."""
    code = code_of(script)
    line = [0]
    for sign in code:
        line.append(line[-1] + (sign == "\n"))
    for arrow in re.finditer(r"=>\s*", code):
        is_block = code[arrow.end() : arrow.end() + 1] == "{"
        end = closing(code, arrow.end()) if is_block else end_of_value(code, arrow.end())
        yield line[arrow.start()] + 1, line[end] - line[arrow.start()] + 1
    for name in re.finditer(r"(?<![.\w#])(?:#?(\w+)\s*|function\s*\*?\s*)\(", code):
        after = closing(code, name.end() - 1) + 1
        body = re.compile(r"\s*\{").match(code, after)
        if body and name[1] not in STATEMENTS:
            end = closing(code, body.end() - 1)
            yield line[name.start()] + 1, line[end] - line[name.start()] + 1


def named(path: Path, line: int = 0) -> str:
    """The file, and perhaps a line of it, as a person would look it up."""
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))


def test_scripts_are_short() -> None:
    long = [named(path) for path in SCRIPTS.rglob("*.js") if len(lines_of(path)) > FILE]
    assert long == []


def test_functions_of_scripts_fit_a_screen() -> None:
    long = [
        (named(path, line), length)
        for path in SCRIPTS.rglob("*.js")
        for line, length in functions(path.read_text(encoding="utf-8"))
        if length > FUNCTION
    ]
    assert long == []


def test_a_folder_shows_a_dozen_scripts_at_most() -> None:
    folders = [SCRIPTS, *(path for path in SCRIPTS.rglob("*") if path.is_dir())]
    assert [named(path) for path in folders if len(list(path.iterdir())) > NAMES] == []


def test_lines_of_templates_are_short() -> None:
    long = [
        named(path, number)
        for folder in TEMPLATES
        for path in folder.rglob("*.html")
        for number, line in enumerate(lines_of(path), 1)
        if len(line) > LINE
    ]
    assert long == []


@pytest.mark.parametrize(
    "script",
    [
        "function one() {%s}",
        "async function* one(a, { b = {} } = {}) {%s}",
        "const one = async (a) => {%s};",
        "const one = (a) => [%s];",
        "const one = { two(a) {%s} };",
        "class One {\n  #two() {%s}\n}",
        "class One {\n  get two() {%s}\n}",
        "if (a) [b].map((c) => {%s});",
        'say("}", /[/}]{2}/, `} ${a.map((b) => `${b} }`)} }`, () => {%s}); // }',
    ],
)
def test_a_long_function_would_be_seen(script: str) -> None:
    body = "\n  // {\n" + '  said["{"] = `${ {} }`,\n' * 50
    lengths = sorted(length for _line, length in functions(script % body))
    assert lengths[-1] == 53


def test_a_long_list_of_statements_is_no_function() -> None:
    body = "{" + "\n" * 50 + "}"
    assert list(functions(f"if (a) {body}\nfor (const b of c) {body}")) == []


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_no_scripts_import_each_other_in_a_circle() -> None:
    """A script's name holds the hash of what it imports: in a circle, no name can be found."""
    imported = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+)["']""")
    known = {
        path: {(path.parent / name).resolve() for name in imported.findall(path.read_text())}
        for path in SCRIPTS.rglob("*.js")
    }
    left = dict(known)
    while ready := [path for path, names in left.items() if not names & left.keys()]:
        for path in ready:
            del left[path]
    assert sorted(str(path.relative_to(ROOT)) for path in left) == []
