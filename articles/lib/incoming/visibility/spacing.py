"""How words stood apart where they were copied: by a style, an edge or a margin."""

from __future__ import annotations

import re
from typing import Final

from articles.lib.html.markup import Token
from articles.lib.incoming.source import HEADINGS, NEW_LINE, PARTING, Element, Source, text

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


#: Parts of a teaser, by their class. A kicker is no part of the headline's words.
_PART = re.compile(
    "kicker|eyebrow|overline|rubric|label|category|subtitle|subhead|headline|title|standfirst"
    "|summary|dek|text"
)
_HEADED: Final = HEADINGS | {"a"}
_NEAR: Final = 4  # elements between a part and its heading


def part(source: Source, element: Element, boxes: dict[int, str], *, spread: bool) -> None:
    """Part an element from what stands beside it, where a style did so.

    `boxes` are the ends of boxes in a line so far, and which part of a teaser each was;
    `spread` is whether all in it stand apart.
    """
    if {"mso-tab-count", "mso-spacerun"} & element.style.keys() or _TAB_CLASS.search(
        element.classes
    ):
        source.drop(element, text(" "))
        return
    if element.name in _CONTROLS:
        _put(source, element, text(" "))
        return
    if element.name == "span" and _PART.search(element.classes):
        _part_teaser(source, element, boxes)
    if not (spread or element.style or "-" in element.name) or not _is_inline(element):
        return
    display = element.style.get("display", "").removesuffix("!important").strip()
    if display in _BLOCKS:
        near = (one.name for one, _ in zip(element.around(), range(_NEAR), strict=False))
        parting = PARTING if HEADINGS.isdisjoint(near) else NEW_LINE
        _put(source, element, parting)
    elif spread or display == "table-cell":
        _put(source, element, text(" "))
    else:
        _part_words(source, element, display, boxes)


def _put(source: Source, element: Element, parting: Token) -> None:
    source.before.setdefault(element.at, []).append(parting)
    source.before.setdefault(element.end, []).append(parting)


def _part_words(source: Source, element: Element, display: str, boxes: dict[int, str]) -> None:
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
        boxes.setdefault(element.end, "")


def _part_teaser(source: Source, element: Element, boxes: dict[int, str]) -> None:
    """Put a blank between two parts of a teaser that touch, as a kicker and its headline do.

    Letters of one word have one class, or a large first one that is no part of a teaser.
    """
    kind = _PART.findall(element.classes)[-1]
    words = source.words(element)
    before = boxes.get(element.at, "")
    near = (one.name for one, _ in zip(element.around(), range(_NEAR), strict=False))
    if before and before != kind and words[:1].isalnum() and not words[0].islower():
        source.before.setdefault(element.at, []).append(text(" "))
    if len(words) > 1 and words[-1].isalnum() and not _HEADED.isdisjoint(near):
        boxes[element.end] = kind


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
