"""Formulas as text: what is raised, lowered, or under a stroke or a root stays so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from articles.lib.html.markup import Token
from articles.lib.incoming.report import Report
from articles.lib.incoming.source import Element, Source, tag, text

_ROOTS: Final = frozenset({"math", "m:omath"})
#: What is in them is said in another way, or not to be seen.
_UNSAID: Final = frozenset({"annotation", "annotation-xml", "mphantom", "m:ctrlpr", "m:rpr"})
_SHIFTED: Final = {
    ("msup", 2): "sup", ("msub", 2): "sub", ("msubsup", 2): "sub", ("msubsup", 3): "sup",
    ("munder", 2): "sub", ("munderover", 2): "sub", ("munderover", 3): "sup",
}  # fmt: skip
_OFFICE: Final = {"m:sup": "sup", "m:sub": "sub"}
#: What is written before them, and behind.
_SIGNS: Final = {
    "msqrt": ("√(", ")"), "m:rad": ("√(", ")"), "m:den": ("/", ""), "m:d": ("(", ")"),
    "mfenced": ("(", ")"), "mtd": ("", " "), "mtr": ("", " "), "m:mr": ("", " "),
}  # fmt: skip
#: What holds a formula and its picture made of letters.
_FRAME = re.compile(r"(?:^|\s)(?:katex|mathjax|mwe-math-element)")
_NEAR: Final = 6
_STYLED = re.compile(r"\{\\(?:displaystyle|textstyle) (.*)\}", re.DOTALL)


def read_out(source: Source, report: Report) -> None:
    """Put a line of text for each formula, and for all that draws it once more."""
    for element in source.seen() if source.has(_ROOTS) else ():
        if element.name in _ROOTS:
            words = list(_line(source, element))
            if not any(token.text.strip() for token in words):
                words = [text(plain(element.attributes.get("alttext", "")))]
            source.drop(_frame(element), *words)
            report.tell("formulas", "".join(token.text for token in words))


def plain(written: str) -> str:
    """Return a formula in TeX without what only says how large it is."""
    found = _STYLED.fullmatch(written.strip())
    return found[1].strip() if found else written.strip()


def _frame(formula: Element) -> Element:
    near = [one for one, _ in zip(formula.around(), range(_NEAR), strict=False)]
    framed = [one for one in near if one.name == "mjx-container" or _FRAME.search(one.classes)]
    return framed[-1] if framed else formula


def _line(source: Source, formula: Element) -> Iterator[Token]:
    closing: dict[int, list[Token]] = {}
    passed: Counter[int] = Counter()
    until = 0
    for index in formula.inner:
        yield from closing.pop(index, ())
        token, element = source.tokens[index], source.at(index)
        if index < until:
            continue
        if token.text.strip():
            yield token
        if element is None or element.parent is None:
            continue
        around = element.parent
        passed[around.at] += 1
        if element.name in _UNSAID:
            until = element.end
            continue
        before, behind = _written(element, passed[around.at])
        yield from before
        last = element.end - element.closed
        closing[last] = [*behind, *closing.get(last, ())]


def _written(element: Element, place: int) -> tuple[list[Token], list[Token]]:
    """Return what stands before an element, and behind it; it is the `place`-th in its own."""
    around = element.parent.name if element.parent else ""
    shift = _SHIFTED.get((around, place), "") or _OFFICE.get(element.name, "")
    if shift:
        return [tag(shift)], [Token(end=shift)]
    first, last = _SIGNS.get(element.name, ("", ""))
    if around == "mfrac":
        first, last = ("(", ")") if element.name == "mrow" else (first, last)
        first = f"/{first}" if place == 2 else first
    if element.name == "m:chr":
        first = element.attributes.get("m:val", "")
    return [text(first)] * bool(first), [text(last)] * bool(last)
