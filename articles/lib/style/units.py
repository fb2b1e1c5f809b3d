"""A text as house style compares it: sign by sign, each with where it stands in the text.

Quotes, hyphens and blanks of all kinds are one each; what nobody sees (soft hyphens, marks of
direction, joiners) and what Arabic may leave out (short vowels, the stretching tatweel) is passed
over; a letter and its marks are composed. units.js does the same; tests/lib/style_cases.json holds
the two together.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from articles.lib.text.graphemes import is_unspaced

#: What a sign is: anything else, part of a word, of a word in a script without blanks, a blank.
OTHER, WORD, UNSPACED, BLANK = range(4)

_PASSED: Final = re.compile(
    "[\u00ad\u061c\u0640\u064b-\u0652\u0656-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u2069\ufe0e\ufe0f\ufeff]"
)
#: Parts of Hangul that a syllable is composed of.
_JAMO: Final = re.compile("[\u1100-\u11ff]")
_ALIKE: Final = (
    dict.fromkeys("‘’‚‛ʼ′＇", "'")
    | dict.fromkeys("“”„‟«»″＂", '"')
    | dict.fromkeys("‐‑", "-")
    | {"ς": "σ"}
)


@dataclass(frozen=True, slots=True)
class Units:
    """The signs of a text: without regard to case (`folded`), and with it (`exact`)."""

    text: str
    folded: list[str]
    exact: list[str]
    kinds: list[int]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.folded)

    def is_edge(self, at: int, *, of_word: bool) -> bool:
        """Whether a match may begin or end before the sign `at`: never within a letter and its
        marks; `of_word` nor within a word."""
        if at <= 0 or at >= len(self.kinds):
            return True
        if is_mark(self.folded[at]):
            return False
        before, after = self.kinds[at - 1], self.kinds[at]
        return not (of_word and before == WORD and after == WORD)


def units(text: str) -> Units:
    """The signs of `text`."""
    found = Units(text, [], [], [], [], [])
    at = 0
    while at < len(text):
        sign = text[at]
        if sign < "\u0080":
            _add(found, sign, at, at + 1)
            at += 1
            continue
        end = _cluster_end(text, at)
        if not _PASSED.match(sign):
            _add_cluster(found, text, at, end)
        at = end
    return found


def _cluster_end(text: str, at: int) -> int:
    end = at + 1
    joins = is_mark if not _JAMO.match(text[at]) else _JAMO.match
    while end < len(text) and text[end] >= "\u0300" and joins(text[end]):
        end += 1
    return end


def _add_cluster(found: Units, text: str, at: int, end: int) -> None:
    kept = "".join(sign for sign in text[at:end] if not _PASSED.match(sign))
    composed = unicodedata.normalize("NFC", kept)
    if composed == text[at:end]:
        for place, sign in enumerate(composed, at):
            _add(found, sign, place, place + 1)
    else:
        for sign in composed:
            _add(found, sign, at, end)


def _add(found: Units, sign: str, start: int, end: int) -> None:
    exact, folded, kind = _known(sign)
    if kind != BLANK and start and exact >= "\u0300" and is_mark(exact) and found.kinds:
        # A mark that an ASCII letter stands before is composed with it.
        composed = unicodedata.normalize("NFC", found.exact[-1] + exact)
        if len(composed) == 1:
            found.exact[-1], found.folded[-1], found.kinds[-1] = _known(composed)
            found.ends[-1] = end
            return
    found.exact.append(exact)
    found.folded.append(folded)
    found.kinds.append(kind)
    found.starts.append(start)
    found.ends.append(end)


@lru_cache(8192)
def _known(sign: str) -> tuple[str, str, int]:
    """The sign with and without regard to case, and its kind."""
    if sign.isspace():
        return " ", " ", BLANK
    exact = _ALIKE.get(sign, sign)
    small = exact.lower()
    folded = _ALIKE.get(small, small) if len(small) == 1 else exact
    if unicodedata.category(exact)[0] in "LMN" or exact == "_":
        return exact, folded, UNSPACED if is_unspaced(exact) else WORD
    return exact, folded, OTHER


def is_mark(sign: str) -> bool:
    """Whether it belongs to the letter before it."""
    return sign >= "\u0300" and unicodedata.category(sign)[0] == "M"


def is_digit(sign: str) -> bool:
    """Whether it is a digit, in any script."""
    return sign.isdecimal()
