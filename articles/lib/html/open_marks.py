"""Track which marks (bold, italic, links …) are open while HTML is read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from articles.lib.html.blocks import Marks
from articles.lib.html.markup import weight_and_slant

_STRUCK = re.compile(r"text-decoration(?:-line)?:[^;]*line-through|mso-(?:strike|dstrike):yes")
_PLAIN_LINE = re.compile(r"text-decoration(?:-line)?:\s*none")
_SHIFT = re.compile(r"(?:vertical-align|font-variant-position):(sub|super)\b")
_MOVED = re.compile(
    r"(vertical-align|mso-text-raise|(?<=relative;)top(?!.*mso-text-raise)):"
    r"(-?)([0-9]{0,3}\.?[0-9]{1,3})(pt|px|em|%)"
)
#: Less than this only puts a box or a drawing into line.
_LEAST = {"pt": 2, "px": 3, "em": 0.2, "%": 15}
_EDGE = re.compile(r"vertical-align:(?:text-)?(top|bottom)\b")
_SMALLER = re.compile(
    r"font-size:\s*(?:[1-8][0-9]?(?:\.[0-9]+)?%|0?\.[0-9]+r?em|smaller|x*-?small)"
)
_LEVEL = re.compile(r"vertical-align:(?:baseline|0)")


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
    suggested: dict[str, list[str]] = field(default_factory=lambda: {"ins": [], "del": []})

    def marks(self) -> Marks:
        """Return what text carries that comes now."""
        shift = self.shifts[-1] if self.shifts else ""
        ins, gone = (next(filter(None, self.suggested[name]), "") for name in ("ins", "del"))
        return Marks(
            self.href, self.strong > 0, self.em > 0, self.struck > 0, shift, self.note, ins, gone
        )

    @property
    def is_suggested(self) -> bool:
        """Whether a suggestion puts what comes now in, or takes it out."""
        return any(map(any, self.suggested.values()))

    def open(self, name: str, style: str, key: str = "") -> None:
        """Open a tag that may mark its text; of <ins> and <del> `key` says which suggestion they
        are of."""
        if name in self.suggested:
            self.suggested[name].append(key)
        if key or name == "ins":
            return
        span = _Span(*weight_and_slant(name, style), _is_struck(name, style), _shift(name, style))
        self.spans.setdefault(name, []).append(span)
        self.strong += span.strong
        self.em += span.em
        self.struck += span.struck
        if span.shift:
            self.shifts.append(span.shift)

    def close(self, name: str) -> None:
        """Close the last open tag of that name, if there is one."""
        if self.suggested.get(name) and self.suggested[name].pop():
            return
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
    style = style.lower().replace(" ", "")
    if name in {"sub", "sup"}:
        return "" if style and _LEVEL.search(style) else name
    if not style:
        return ""
    if found := _SHIFT.search(style):
        return {"sub": "sub", "super": "sup"}[found[1]]
    small = _SMALLER.search(style)
    if small and (edge := _EDGE.search(style)):
        return "sup" if edge[1] == "top" else "sub"
    moved = _MOVED.search(style)
    return _moved(*moved.groups(), small=bool(small)) if moved else ""


def _moved(how: str, minus: str, far: str, unit: str, *, small: bool) -> str:
    """Return what a distance from the line makes of words: raised, lowered, or nothing."""
    least = 0.1 if how == "mso-text-raise" else _LEAST[unit]
    if float(far) < least or (how == "top" and not small):
        return ""
    return "sup" if bool(minus) == (how == "top") else "sub"
