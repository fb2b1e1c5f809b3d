"""Where a pattern fits a text. Steps are counted, and a rule that takes too many in one paragraph
finds nothing more in it: the same ones here and in matching.js."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from articles.lib.style.pattern import STAR, Branch, Node
from articles.lib.style.units import BLANK, OTHER, Units, is_digit

#: Steps that a rule has for a paragraph, and for each sign of it.
STEPS, STEPS_A_SIGN = 2_000, 40
_POINTS = ".,٫٬"


class Taken(NamedTuple):
    """What stood for a sign of the pattern: from where to where, and which choice of a group."""

    kind: str
    start: int
    end: int
    choice: int = 0


class Match(NamedTuple):
    """Where a pattern fits, in signs, and what its signs stood for."""

    start: int
    end: int
    taken: tuple[Taken, ...]


@dataclass(slots=True)
class Matcher:
    """One rule in one text."""

    text: Units
    exact: bool
    of_word: bool
    left: int
    failed: set[tuple[int, int]] = field(default_factory=set)

    def at(self, start: int, branches: list[Branch]) -> Match | None:
        """The longest match of one of the branches that begins there."""
        best: Match | None = None
        for branch in branches:
            self.failed.clear()
            found = self._from(branch, 0, start, ())
            if found and (best is None or found[0] > best.end):
                best = Match(start, found[0], found[1])
        return best

    def _from(
        self, branch: Branch, at: int, place: int, taken: tuple[Taken, ...]
    ) -> tuple[int, tuple[Taken, ...]] | None:
        """Where the rest of the branch ends, from `place` on."""
        while at < len(branch):
            node = branch[at]
            self.left -= 1
            if self.left < 0:
                return None
            if node.kind in ("*", "()"):
                return self._branching(branch, at, place, taken)
            end = self._one(node, place, first=at == 0)
            if end < 0:
                return None
            if node.kind in ("?", "#"):
                taken = (*taken, Taken(node.kind, place, end))
            at, place = at + 1, end
        return (place, taken) if self.text.is_edge(place, of_word=self.of_word) else None

    def _branching(
        self, branch: Branch, at: int, place: int, taken: tuple[Taken, ...]
    ) -> tuple[int, tuple[Taken, ...]] | None:
        if (at, place) in self.failed:
            return None
        node = branch[at]
        for choice, end in self._ways(node, place):
            more = (*taken, Taken(node.kind, place, end, choice))
            if found := self._from(branch, at + 1, end, more):
                return found
        self.failed.add((at, place))
        return None

    def _ways(self, node: Node, place: int) -> list[tuple[int, int]]:
        """Where a group's choices, or the lengths of a star, end: as written, the longest first."""
        if node.kind == "()":
            ends = [(number, self._all(one, place)) for number, one in enumerate(node.choices)]
            return [(number, end) for number, end in ends if end >= 0]
        kinds, end = self.text.kinds, place
        while end < len(kinds) and end - place < STAR and kinds[end] not in (OTHER, BLANK):
            end += 1
        return [(0, one) for one in range(end, place - 1, -1)]

    def _all(self, nodes: Branch, place: int) -> int:
        for node in nodes:
            self.left -= 1
            place = self._one(node, place, first=False)
            if place < 0:
                return -1
        return place

    def _one(self, node: Node, place: int, *, first: bool) -> int:
        """Where one step ends that begins at `place`; -1 where it doesn't fit."""
        signs, kinds = self.text.folded, self.text.kinds
        if place >= len(signs):
            return -1
        if node.kind == "sign":
            fits = (
                self.text.exact[place] == node.exact if self.exact else signs[place] == node.folded
            )
            return place + 1 if fits else -1
        if node.kind == "?":
            return place + 1 if kinds[place] not in (OTHER, BLANK) else -1
        if node.kind == "#":
            return self._number(place, first)
        end = place
        while end < len(kinds) and kinds[end] == BLANK:
            end += 1
        return end if end > place else -1

    def _number(self, place: int, first: bool) -> int:
        signs = self.text.folded
        if not is_digit(signs[place]) or (first and self._within_number(place)):
            return -1
        end = place + 1
        while end < len(signs):
            if is_digit(signs[end]):
                end += 1
            elif signs[end] in _POINTS and end + 1 < len(signs) and is_digit(signs[end + 1]):
                end += 2
            else:
                break
        return end

    def _within_number(self, place: int) -> bool:
        signs = self.text.folded
        if place and is_digit(signs[place - 1]):
            return True
        return place > 1 and signs[place - 1] in _POINTS and is_digit(signs[place - 2])
