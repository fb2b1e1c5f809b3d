"""How words stood apart where they were copied: by a style, an edge or a margin."""

from __future__ import annotations

import re
from typing import Final

from articles.lib.incoming.source import HEADINGS, NEW_LINE, PARTING, Element, Source, text
from articles.lib.markup import Token

_WIDTH = re.compile(r"([0-9]{0,4}\.?[0-9]{1,4})(px|pt|em|rem)(?:\s*!important)?")
_BLOCKS: Final = frozenset({
    "block", "flex", "grid", "list-item", "table", "table-row", "table-caption", "flow-root",
})  # fmt: skip
INLINE: Final = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "label",
    "mark", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var",
})  # fmt: skip
_CONTROLS: Final = frozenset({"button", "label", "textarea", "output", "meter"})
_TAB_CLASS = re.compile(r"(?:^|\s)apple-(?:tab-span|converted-space)(?=\s|$)")


def part(source: Source, element: Element, boxes: set[int], *, spread: bool) -> None:
    """Part an element from what stands beside it, where a style did so.

    `boxes` are the ends of boxes in a line so far; `spread` is whether all in it stand apart.
    """
    if {"mso-tab-count", "mso-spacerun"} & element.style.keys() or _TAB_CLASS.search(
        element.classes
    ):
        source.drop(element, text(" "))
        return
    if element.name in _CONTROLS:
        _put(source, element, text(" "))
        return
    if not (spread or element.style or "-" in element.name) or not _is_inline(element):
        return
    display = element.style.get("display", "").removesuffix("!important").strip()
    if display in _BLOCKS:
        near = (one.name for one, _ in zip(element.around(), range(4), strict=False))
        parting = PARTING if HEADINGS.isdisjoint(near) else NEW_LINE
        _put(source, element, parting)
    elif spread or display == "table-cell":
        _put(source, element, text(" "))
    else:
        _part_words(source, element, display, boxes)


def _put(source: Source, element: Element, parting: Token) -> None:
    source.before.setdefault(element.at, []).append(parting)
    source.before.setdefault(element.end, []).append(parting)


def _part_words(source: Source, element: Element, display: str, boxes: set[int]) -> None:
    """Put a blank where a margin or the edge of a box parted; letters may be one word."""
    style = element.style
    is_word = len(source.words(element, 8)) > 1
    is_out = is_word and _is_out_of_line(style)
    is_box = is_word and (display.startswith("inline-") or "-" in element.name)
    if is_out or _is_away(style, "left") or (is_box and element.at in boxes):
        source.before.setdefault(element.at, []).append(text(" "))
    if is_out or _is_away(style, "right"):
        source.before.setdefault(element.end, []).append(text(" "))
    if is_box:
        boxes.add(element.end)


def _is_out_of_line(style: dict[str, str]) -> bool:
    return style.get("position", "").startswith(("absolute", "fixed")) or style.get(
        "float", "none"
    ) in {"left", "right"}


def _is_away(style: dict[str, str], side: str) -> bool:
    """Whether a margin is as wide as a blank."""
    sides = style.get("margin", "").split()
    at = {1: 0, 2: 1, 3: 1, 4: 3 if side == "left" else 1}.get(len(sides))
    width = style.get(f"margin-{side}", "" if at is None else sides[at])
    if not width and not any(name.startswith(("background", "border")) for name in style):
        width = style.get(f"padding-{side}", "")
    found = _WIDTH.fullmatch(width)
    return found is not None and float(found[1]) >= {"px": 4, "pt": 3}.get(found[2], 0.25)


def _is_inline(element: Element) -> bool:
    return element.name in INLINE or "-" in element.name
