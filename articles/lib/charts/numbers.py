"""Numbers as people write them in tables: 1,234.5 · 1.234,5 % · 12,34,567 · −3 · (3) · € 7 Mio."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

_MINUS: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-"))
_BLANKS: Final = re.compile(r"(?<=\d)[\s\u00a0\u2009\u202f'\u2019\u066c](?=\d{3}(?!\d))")
#: Anything, one number, anything without another: but "CO2" and "m2" are units.
_NUMBER: Final = re.compile(
    r"(?P<before>[^\d.,]*)(?P<number>(?:\d[\d.,]*\d|[.,]?\d))(?P<after>\D*(?:[a-zA-Z]\d)?\D*)"
)
_SIGNS: Final = re.compile(r"[-+()\s\u00a0\u202f\u200e\u200f\u061c]+")


class Number(NamedTuple):
    """A value, and the unit that was written around it, such as ("€", "Mio.")."""

    value: float
    unit: tuple[str, str]


class _Parts(NamedTuple):
    before: str
    digits: str
    after: str


def decimal_sign(cells: Iterable[str], usual: str) -> str:
    """Return which of . and , begins the decimals in `cells`; `usual` where they don't say."""
    said: Counter[str] = Counter()
    for cell in cells:
        if found := _parts(cell):
            said[_said_by(found.digits)] += 1
    for sign in sorted(".,", key=lambda one: -said[one]):
        if said[sign]:
            return sign
    return usual if usual in {".", ","} else "."


def read(cell: str, decimal: str) -> Number | None:
    """Return the number in a cell; None where there is none, or more than one."""
    if not (found := _parts(cell)):
        return None
    digits = found.digits.replace("," if decimal == "." else ".", "").replace(decimal, ".")
    if digits.count(".") > 1:
        return None
    around = found.before + found.after
    minus = "-" in found.before or ("(" in found.before and ")" in found.after)
    value = float(digits)
    unit = (_SIGNS.sub(" ", found.before).strip(), _SIGNS.sub(" ", found.after).strip())
    return Number(-value if minus else value, unit) if len(around) <= 40 else None


def _parts(cell: str) -> _Parts | None:
    text = "".join(map(_latin, cell.strip())).translate(_MINUS)
    found = _NUMBER.fullmatch(_BLANKS.sub("", text))
    return _Parts(found["before"], found["number"], found["after"]) if found else None


def _latin(character: str) -> str:
    if character == "\u066b":  # Arabic's own decimal sign
        return "."
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def _said_by(digits: str) -> str:
    """Return the decimal sign that a number's own form tells of; "" where it may be either."""
    signs = [one for one in digits if one in ".,"]
    if not signs:
        return ""
    last, other = signs[-1], "," if signs[-1] == "." else "."
    if len(set(signs)) == 2:
        return last
    if len(signs) > 1:
        return other
    before, _, after = digits.partition(last)
    return last if len(after) != 3 or len(before) > 3 or before in {"", "0"} else ""
