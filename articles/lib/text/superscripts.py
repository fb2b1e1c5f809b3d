"""Superscripts and subscripts in plain text, where 10⁶ must not become 106."""

from __future__ import annotations

import re
from typing import Final

_SHIFTED: Final = re.compile(r"<(su[bp])>([^<]*)</su[bp]>")
_RAISED: Final = str.maketrans("0123456789+-−=()nix", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱˣ")
_LOWERED: Final = str.maketrans("0123456789+-−=()aeoxij", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₒₓᵢⱼ")


def in_line(html: str) -> str:
    """Return canonical HTML with characters of Unicode in place of `sup` and `sub`.

    Where there are none, a ^ or _ stands before them. Words stay as they are: 1st, XXe.
    """
    return _SHIFTED.sub(_shifted, html) if "<su" in html else html


def _shifted(found: re.Match[str]) -> str:
    name, words = found[1], found[2]
    before = found.string[found.start() - 1 : found.start()]
    table = _RAISED if name == "sup" else _LOWERED
    made = words.translate(table)
    ordinal = words.isalpha() and (before.isdigit() or len(words) > 1 or name == "sub")
    if ordinal and words not in {"n", "x"}:
        return words
    if all(ord(letter) in table for letter in words):
        return made
    if words.isalpha():
        return words
    return f"{'^' if name == 'sup' else '_'}{words}"
