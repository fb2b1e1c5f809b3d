"""Which marks somebody has said to ignore: a mark is known again by its rule, its words, and the
words around it, of which half may have changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from articles.lib.style.units import BLANK, OTHER, UNSPACED, Units, units

#: Words on either side that a mark is known by.
AROUND = 4


class Place(NamedTuple):
    """A mark as it is known again."""

    rule: str
    words: str
    before: str
    after: str


def place_of(rule: str, text: str, start: int, end: int) -> Place:
    """The mark of a rule from `start` to `end` in its paragraph."""
    before, after = words(units(text[:start])), words(units(text[end:]))
    found = "".join(units(text[start:end]).folded)
    return Place(rule, found, " ".join(before[-AROUND:]), " ".join(after[:AROUND]))


def words(text: Units) -> list[str]:
    """The words of a text, without regard to case; each sign of a script without blanks is one."""
    found: list[str] = []
    last = BLANK
    for sign, kind in zip(text.folded, text.kinds, strict=True):
        if kind not in (OTHER, BLANK):
            if kind == UNSPACED or last != kind:
                found.append(sign)
            else:
                found[-1] += sign
        last = kind
    return found


def ignored(places: Sequence[Place], said: Sequence[Place]) -> list[int]:
    """For each of the marks, in order, the number of what was said that lets it pass, else -1. What
    was said is of one mark: of several that it could mean, the one with most words around it."""
    found = [-1] * len(places)
    for number, wanted in enumerate(said):
        before, after = Counter(wanted.before.split()), Counter(wanted.after.split())
        need = (before.total() + after.total() + 1) // 2
        best, at = -1, -1
        for place, there in enumerate(places):
            if found[place] >= 0 or (there.rule, there.words) != (wanted.rule, wanted.words):
                continue
            common = (before & Counter(there.before.split())).total()
            common += (after & Counter(there.after.split())).total()
            if common >= need and common > best:
                best, at = common, place
        if at >= 0:
            found[at] = number
    return found
