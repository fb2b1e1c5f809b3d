"""What could be seen of a text where it was copied, and how its words stood apart there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from articles.lib.html.markup import Token
from articles.lib.incoming.report import Report
from articles.lib.incoming.source import BREAK, HEADINGS, SPANS, Element, Source, tag, text
from articles.lib.incoming.structure import named
from articles.lib.incoming.visibility.hidden import NOTHING, colours
from articles.lib.incoming.visibility.spacing import INLINE, part
from articles.lib.incoming.visibility.symbols import FONTS, as_letters

_TINY = re.compile(rf"{NOTHING.pattern}|(?:0*\.[0-9]+|1(?:\.0+)?)(?:px|pt)")
_SIZED = re.compile(r"[0-9.]+(?:px|pt|rem|in|cm|mm)|(?:xx?-)?(?:small|large)|medium|initial")
_BOLD: Final = "font-weight:bold"
_SLANTED: Final = "font-style:italic"
_STRUCK: Final = "text-decoration:line-through"
_UNMARKED: Final = Token(end="span")
_HEAVY: Final = frozenset({"bold", "bolder", "600", "700", "800", "900"})
_LIGHT: Final = frozenset({"normal", "lighter", "100", "200", "300", "400", "500"})
_HEADS: Final = HEADINGS | {"th"}
_LOOKED_AT: Final = _HEADS | {"font"}
_LINES = re.compile(r"\r\n?|[\n\x0b\u2028\u2029]")
_TIGHT_LINES = re.compile(r"[\x0b\u2028\u2029]")
_INDENT = re.compile(r"^ +|  +")
_COLUMNS = re.compile("  +")
_TAB: Final = "    "


class _Flow(NamedTuple):
    """How words stand within an element; what it does not say itself it has from around it."""

    end: int
    unseen: bool = False
    tiny: bool = False
    colour: str = ""
    ground: str = ""
    lines: int = 0  # 0: white space is a blank; 1: lines are kept; 2: indents too
    font: str = ""
    marks: frozenset[str] = frozenset()  # what a block's style makes of its words
    spread: bool = False  # whether its children stand apart


def look(source: Source, report: Report) -> None:
    """Leave out what could not be seen, and keep apart what stood apart."""
    elements = iter(source.elements)
    flows = [_Flow(len(source.tokens))]
    fresh = True
    boxes: dict[int, str] = {}  # where boxes in a line end
    for index, token in enumerate(source.tokens):
        while flows[-1].end <= index and len(flows) > 1:
            flows.pop()
        if token.start:
            element = next(elements)
            part(source, element, boxes, spread=flows[-1].spread)
            fresh = fresh or element.name not in INLINE
            if element.end > index + 1:
                flows.append(_flow(element, flows[-1]))
        elif token.text:
            _words(source, index, flows[-1], report, fresh=fresh)
            fresh = False
        elif token.end == "br":
            fresh = True


def _flow(element: Element, around: _Flow) -> _Flow:
    style, name = element.style, element.name
    lines, font = around.lines, around.font
    if name in {"pre", "listing", "textarea"}:
        lines = 2
    if not style and name not in _LOOKED_AT and "bgcolor" not in element.attributes:
        return around._replace(end=element.end, lines=lines, spread=False)
    unseen, tiny = around.unseen, around.tiny
    if see := style.get("visibility", ""):
        unseen = see.startswith(("hidden", "collapse"))
    if size := style.get("font-size", ""):
        tiny = bool(_TINY.fullmatch(size)) or (tiny and not _SIZED.match(size))
    if kept := style.get("white-space", style.get("white-space-collapse", "")):
        indents = kept in {"pre", "break-spaces", "preserve"}
        lines = 2 if indents else int(kept.startswith(("pre", "break")))
    family = element.attributes.get("face", "").lower() or style.get("font-family", "")
    if family:
        font = next((one for one in FONTS if family.strip("\"' ").startswith(one)), "")
    spread = style.get("display", "") in {"flex", "grid", "inline-flex", "inline-grid"}
    colour, ground = colours(element)
    return _Flow(
        element.end, unseen, tiny, colour or around.colour, ground or around.ground, lines, font,
        _marks(element, around.marks), spread,
    )  # fmt: skip


def _marks(element: Element, around: frozenset[str]) -> frozenset[str]:
    """Return how words are marked because they stand in a block: bold, slanted, struck.

    What a span says of its own words is read where all marks are; here it takes away.
    """
    style, marks = element.style, set(around)
    weight, slant = style.get("font-weight", ""), style.get("font-style", "")
    lines = style.get("text-decoration-line", style.get("text-decoration", ""))
    if element.name in _HEADS or weight in _LIGHT:
        marks.discard(_BOLD)
    if element.name in _HEADS or slant == "normal":
        marks.discard(_SLANTED)
    if element.name in SPANS:
        return frozenset(marks)
    if "line-through" in lines:
        marks.add(_STRUCK)
    if element.name not in _HEADS and not named(element):
        marks |= {_BOLD} if weight in _HEAVY else set()
        marks |= {_SLANTED} if slant in {"italic", "oblique"} else set()
    return frozenset(marks)


def _words(source: Source, index: int, flow: _Flow, report: Report, *, fresh: bool) -> None:
    words = source.tokens[index].text
    if flow.unseen or flow.tiny or (flow.colour and flow.colour in ("transparent", flow.ground)):
        source.instead[index] = []
        if words.strip():
            report.tell("hidden", words)
        return
    made = as_letters(words, flow.font)
    lines = _LINES if flow.lines and made.strip() else _TIGHT_LINES
    if flow.lines == 2:
        made = _indented(made, fresh=fresh)
        lines = _LINES
    if made is not words or lines.search(made):
        source.instead[index] = list(_broken(lines.split(made)))
    if flow.marks and made.strip():
        marked = source.instead.get(index, [source.tokens[index]])
        source.instead[index] = [tag("span", style=";".join(flow.marks)), *marked, _UNMARKED]


def _broken(lines: list[str]) -> Iterator[Token]:
    for at, line in enumerate(lines):
        if at:
            yield BREAK
        if line:
            yield text(line)


def _indented(words: str, *, fresh: bool) -> str:
    """Return words with blanks that do not shrink, where lines are indented and columns kept."""
    lines = _LINES.split(words.replace("\t", _TAB))
    for at, line in enumerate(lines):
        goes_on = at + 1 == len(lines)  # in the next tag, perhaps
        indent = _INDENT if at or fresh else _COLUMNS
        kept = line if goes_on else line.rstrip(" ")
        lines[at] = indent.sub(lambda blanks: "\xa0" * len(blanks[0]), kept)
    return "\n".join(lines)
