"""Suggestions in a text that is being written: what somebody would put in, and take out.

Words are within <ins> or <del>, which name their suggestion by its key. Of what holds words the tag
says so: `data-ins`, `data-del`. A picture, a list, a table come and go as a whole; of a paragraph,
a heading and an item it is the break before them that does, so that a paragraph that was parted in
two is one again when that is refused. Words in both were put in by one suggestion, and another
would have them go.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import Final

from articles.lib.html.blocks import Block, Run, is_blank

_TEXTS: Final = frozenset({"p", "h2", "h3"})
_WHOLE: Final = frozenset({"figure", "hr", "table", "ul", "ol", "blockquote", "aside"})
#: What may say of itself that it is suggested.
TOLD: Final = _TEXTS | _WHOLE | {"li"}
_KEY: Final = re.compile(r"[a-z0-9]{6,24}")


class View(Enum):
    """What is read of a text with suggestions."""

    BEFORE = "before"  # as if all were refused: what readers get
    AFTER = "after"  # as if all were taken
    WORKING = "working"  # with them


_TAG: Final = re.compile(r"<[a-z][^>]*>")
_NAMED: Final = re.compile(r' data-(?:suggestion|ins|del)="([a-z0-9]{6,24})"')
#: How each of them is written in the canonical form: words never look like that.
_WRITTEN: Final = re.compile(
    r"<(?:(?:ins|del) data-suggestion|(?:"
    + "|".join(sorted(TOLD))
    + r')\b[^>]* data-(?:ins|del))="([a-z0-9]{6,24})"'
)


def has_suggestions(html: str) -> bool:
    """Whether something is suggested in a canonical text."""
    return "data-" in html and _WRITTEN.search(html) is not None


def keys_in(html: str) -> list[str]:
    """Return the keys of the suggestions in a canonical text, in order, each once."""
    if "data-" not in html:
        return []
    found = (key for tag in _TAG.findall(html) for key in _NAMED.findall(tag))
    return list(dict.fromkeys(found))


def key_of(attributes: Mapping[str, str], name: str) -> str:
    """Return the key of a suggestion that an attribute holds; "" for none."""
    value = attributes.get(name, "")
    return value if _KEY.fullmatch(value) else ""


def both_breaks(first: tuple[str, str] | None, second: tuple[str, str]) -> tuple[str, str]:
    """Return what suggests one break that stands for two (`ins`, `gone`), between which nothing is:
    it is there as long as either is."""
    if first is None:
        return second
    return (second[0] if first[0] else "", second[1] if first[1] else "")


def settle_suggestions(root: Block, view: View) -> None:
    """Take or refuse all suggestions; where they stay, let none hang on what is left out."""
    root.children = _carried(root) if view is View.WORKING else _decided(root, view)


def _carried(block: Block) -> list[Block]:
    """An item in which nothing is goes, and the break before it is that of the next one."""
    for child in block.children:
        if child.children:
            child.children = _carried(child)
    told: tuple[str, str] | None = None
    for child in block.children:
        if child.name != "li":
            continue
        child.ins, child.gone = both_breaks(told, (child.ins, child.gone))
        told = None if not _needs_look(block) or child.written() else (child.ins, child.gone)
    return block.children


def _needs_look(block: Block) -> bool:
    return any(child.ins or child.gone for child in block.children)


def _decided(block: Block, view: View) -> list[Block]:
    kept: list[Block] = []
    for child in block.children:
        leaves = bool(child.ins if view is View.BEFORE else child.gone)
        child.ins = child.gone = ""
        if leaves and child.name in _WHOLE:
            continue
        child.run = _words(child, view)
        child.children = _decided(child, view)
        if not leaves or not _joined(kept, child):
            kept.append(child)
    return kept


def _words(block: Block, view: View) -> Run:
    return [
        (text, marks._replace(ins="", gone=""))
        for text, marks in block.run
        if not (marks.ins if view is View.BEFORE else marks.gone)
    ]


def _joined(kept: list[Block], block: Block) -> bool:
    """Let a paragraph or an item be part of the one before it; False where there is none."""
    before = kept[-1] if kept else None
    if block.name == "li":
        if before is None or before.name != "li":
            return not block.written()
        first, *rest = block.children or [Block("p")]
        last = before.children[-1] if before.children else None
        if last is not None and last.name in _TEXTS and first.name in _TEXTS:
            last.run = last.run + first.run
            before.children += rest
        else:
            before.children += block.children
        return True
    if before is None or before.name not in _TEXTS:
        return is_blank("".join(text for text, _ in block.run))
    before.run = before.run + block.run
    return True
