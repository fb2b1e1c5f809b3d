"""The marks that are open at a point of the text, as tags and styles have them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from articles.lib.blocks import Marks
from articles.lib.markup import weight_and_slant

_STRUCK = re.compile(r"text-decoration(?:-line)?:[^;]*line-through|mso-(?:strike|dstrike):yes")
_PLAIN_LINE = re.compile(r"text-decoration(?:-line)?:\s*none")
_SHIFT = re.compile(r"vertical-align:\s*(sub|super)\b")
_MOVED = re.compile(
    r"(?:vertical-align|mso-text-raise):\s*(-?)[0-9.]{0,4}[1-9][0-9]*(?:pt|px|em|%)"
)
_LEVEL = re.compile(r"vertical-align:\s*(?:baseline|0)")


class _Span(NamedTuple):
    strong: bool
    em: bool
    struck: bool
    shift: str


@dataclass(slots=True)
class Marked:
    """What is open, with what stands around it where a footnote begins anew."""

    href: str = ""
    note: int = 0
    begins_note: bool = False
    around: Marked | None = None
    smalls: int = 0
    spans: dict[str, list[_Span]] = field(default_factory=dict)
    strong: int = 0
    em: int = 0
    struck: int = 0
    shifts: list[str] = field(default_factory=list)

    def marks(self) -> Marks:
        """Return what text carries that comes now."""
        shift = self.shifts[-1] if self.shifts else ""
        return Marks(self.href, self.strong > 0, self.em > 0, self.struck > 0, shift, self.note)

    def open(self, name: str, style: str) -> None:
        """Open a tag that may mark its text."""
        span = _Span(*weight_and_slant(name, style), _is_struck(name, style), _shift(name, style))
        self.spans.setdefault(name, []).append(span)
        self.strong += span.strong
        self.em += span.em
        self.struck += span.struck
        if span.shift:
            self.shifts.append(span.shift)

    def close(self, name: str) -> None:
        """Close the last open tag of that name, if there is one."""
        if not self.spans.get(name):
            return
        span = self.spans[name].pop()
        self.strong -= span.strong
        self.em -= span.em
        self.struck -= span.struck
        if span.shift:
            self.shifts.pop()


def _is_struck(name: str, style: str) -> bool:
    style = style.lower()
    if name in {"s", "strike", "del"} and not _PLAIN_LINE.search(style):
        return True
    return bool(style and _STRUCK.search(style))


def _shift(name: str, style: str) -> str:
    style = style.lower()
    if name in {"sub", "sup"}:
        return "" if style and _LEVEL.search(style) else name
    if not style:
        return ""
    if found := _SHIFT.search(style):
        return {"sub": "sub", "super": "sup"}[found[1]]
    moved = _MOVED.search(style)
    return ("sub" if moved[1] else "sup") if moved else ""
