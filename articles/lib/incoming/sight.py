"""What could be seen of a text where it was copied, and how its words stood apart there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from articles.lib.incoming.report import Report
from articles.lib.incoming.source import BREAK, PARTING, Element, Source, text
from articles.lib.incoming.symbols import FONTS, as_letters
from articles.lib.markup import Token

_UNSEEN_CLASS = re.compile(
    r"(?:^|\s)(?:\w-)?(?:sr-only|visually-?hidden|screen-?reader(?:-text|-only)?|a11y-hidden|eop)(?=\s|$)"
)
_NUMBER = re.compile(r"(-?[0-9]{0,6}\.?[0-9]{1,6})")
_CLIPPED = re.compile(r"rect\((?:[01]?(?:px)?[\s,]*){4}\)|inset\((?:50|100)%|circle\(0")
_NOTHING = re.compile(r"0*\.?0+(?:px|pt|em|rem|%|ex|in|cm|mm)?(?:\s*!important)?")
_SIZED = re.compile(r"[0-9.]+(?:px|pt|rem|in|cm|mm)|(?:xx?-)?(?:small|large)|medium|initial")
_BLOCKS: Final = frozenset({
    "block", "flex", "grid", "list-item", "table", "table-row", "table-caption", "flow-root",
})  # fmt: skip
_INLINE: Final = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "label",
    "mark", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var",
})  # fmt: skip
_CONTROLS: Final = frozenset({"button", "label", "textarea", "output", "meter"})
_TAB_CLASS = re.compile(r"(?:^|\s)apple-(?:tab-span|converted-space)(?=\s|$)")
_LINES = re.compile(r"\r\n?|[\n\x0b\u2028\u2029]")
_TIGHT_LINES = re.compile(r"[\x0b\u2028\u2029]")
_INDENT = re.compile(r"^ +|  +")
_TAB: Final = "    "


def is_hidden(element: Element) -> bool:
    """Whether an element was not to be seen, with all that stood in it."""
    attributes, style = element.attributes, element.style
    if not attributes:
        return element.name in {"datalist", "dialog"}
    if "hidden" in attributes or _UNSEEN_CLASS.search(element.classes):
        return True
    if element.name == "datalist" or (element.name == "dialog" and "open" not in attributes):
        return True
    if not style:
        return False
    if style.get("display", "").startswith("none") or style.get("mso-hide", "").startswith("all"):
        return True
    return bool(_NOTHING.fullmatch(style.get("opacity", "1"))) or _is_off_screen(style)


def _is_off_screen(style: dict[str, str]) -> bool:
    if _pixels(style, "text-indent", 0) <= -999:
        return True
    closed = "hidden" in style.get("overflow", "") or "hidden" in style.get("overflow-y", "")
    if closed and any(_NOTHING.fullmatch(style.get(k, "1")) for k in ("height", "max-height")):
        return True
    if not style.get("position", "").startswith(("absolute", "fixed")):
        return False
    if _CLIPPED.search(style.get("clip", "") + style.get("clip-path", "")):
        return True
    if any(_pixels(style, side, 0) <= -999 for side in ("left", "right", "top", "bottom")):
        return True
    return closed and _pixels(style, "width", 9) <= 1 and _pixels(style, "height", 9) <= 1


def _pixels(style: dict[str, str], name: str, otherwise: float) -> float:
    found = _NUMBER.match(style.get(name, ""))
    return float(found[1]) if found else otherwise


class _Flow(NamedTuple):
    """How words stand within an element; what it does not say itself it has from around it."""

    end: int
    unseen: bool = False
    tiny: bool = False
    lines: int = 0  # 0: white space is a blank; 1: lines are kept; 2: indents too
    font: str = ""
    spread: bool = False  # whether its children stand apart


def look(source: Source, report: Report) -> None:
    """Leave out what could not be seen, and keep apart what stood apart."""
    elements = iter(source.elements)
    flows = [_Flow(len(source.tokens))]
    fresh = True
    for index, token in enumerate(source.tokens):
        while flows[-1].end <= index and len(flows) > 1:
            flows.pop()
        if token.start:
            element = next(elements)
            _apart(source, element, flows[-1])
            fresh = fresh or element.name not in _INLINE
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
    if name in {"pre", "listing"}:
        lines = 2
    if not style and name != "font":
        return around._replace(end=element.end, lines=lines, spread=False)
    unseen, tiny = around.unseen, around.tiny
    if see := style.get("visibility", ""):
        unseen = see.startswith(("hidden", "collapse"))
    if size := style.get("font-size", ""):
        tiny = bool(_NOTHING.fullmatch(size)) or (tiny and not _SIZED.match(size))
    if kept := style.get("white-space", style.get("white-space-collapse", "")):
        indents = kept in {"pre", "break-spaces", "preserve"}
        lines = 2 if indents else int(kept.startswith(("pre", "break")))
    family = element.attributes.get("face", "").lower() or style.get("font-family", "")
    if family:
        font = next((one for one in FONTS if family.strip("\"' ").startswith(one)), "")
    spread = style.get("display", "") in {"flex", "grid", "inline-flex", "inline-grid"}
    return _Flow(element.end, unseen, tiny, lines, font, spread)


def _apart(source: Source, element: Element, around: _Flow) -> None:
    """Part an element from what stands beside it, where a style did so."""
    if {"mso-tab-count", "mso-spacerun"} & element.style.keys() or _TAB_CLASS.search(
        element.classes
    ):
        source.drop(element, text(" "))
        return
    if element.name in _CONTROLS:
        source.before.setdefault(element.at, []).append(text(" "))
        source.before.setdefault(element.end, []).append(text(" "))
        return
    if not (around.spread or element.style) or not _is_inline(element):
        return
    display = element.style.get("display", "").removesuffix("!important").strip()
    if display in _BLOCKS:
        parting = PARTING
    elif around.spread or display == "table-cell":
        parting = text(" ")
    else:
        return
    source.before.setdefault(element.at, []).append(parting)
    source.before.setdefault(element.end, []).append(parting)


def _is_inline(element: Element) -> bool:
    return element.name in _INLINE or "-" in element.name


def _words(source: Source, index: int, flow: _Flow, report: Report, *, fresh: bool) -> None:
    words = source.tokens[index].text
    if flow.unseen or flow.tiny:
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
        if at or fresh:
            lines[at] = _INDENT.sub(lambda blanks: "\xa0" * len(blanks[0]), line.rstrip(" "))
        else:
            lines[at] = re.sub("  +", lambda blanks: "\xa0" * len(blanks[0]), line)
    return "\n".join(lines)
