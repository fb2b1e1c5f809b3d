"""Following a block that one side moved while the other edited it, cut it, or moved it too.

Blocks are merged where they stand. There, a block that one side moved and the other edited would
be there twice: edited where it was, and unedited where it is. So what the other did to it is done
at its new place before anything is merged.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import Final, NamedTuple

from articles.lib.html.suggestions import keys_in
from articles.lib.merging.belonging import follows_on
from articles.lib.merging.hunks import went, words_of
from articles.lib.merging.sequences import Pairs, alike, matches
from articles.lib.merging.wording import vocabulary

#: A side that changed more blocks than these is not asked what it moved.
_MOST: Final = 400


class _Stretch(NamedTuple):
    """Where one side changed something: after[first:last] instead of before[start:end]."""

    start: int
    end: int
    first: int
    last: int


class _Move(NamedTuple):
    """Where a block stands now, and before which of the base."""

    new: int
    place: int


class _Side:
    """What one side made of the base, and what it carried elsewhere as it was."""

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        self.before, self.after = before, after
        self.now: list[list[str]] = [[block] for block in after]
        self.back: dict[int, list[str]] = defaultdict(list)  # what came back, before which block
        self.stretches: list[_Stretch] = []
        start = first = 0
        for old, new, size in [*matches(before, after), (len(before), len(after), 0)]:
            if start < old or first < new:
                self.stretches.append(_Stretch(start, old, first, new))
            start, first = old + size, new + size
        self.moves = self._moves() if len(self.stretches) > 1 else {}

    def _moves(self) -> dict[int, _Move]:
        gone = [at for one in self.stretches for at in range(one.start, one.end)]
        come = {
            self.after[at]: _Move(at, one.start)
            for one in self.stretches
            for at in range(one.first, one.last)
        }
        if max(len(gone), len(come)) > _MOST:
            return {}
        stood, stands = Counter(self.before), Counter(self.after)
        return {
            at: come[block]
            for at in gone
            if (block := self.before[at]) in come and stood[block] == stands[block] == 1
        }

    def edited(self, old: int) -> int | None:
        """Return where a block is that was changed in its place; None where there is none, or
        words went between it and others."""
        one = self._stretch(old)
        at = next((j for i, j in self._alike(one) if i == old), None) if one else None
        return at if at is not None and not self._shares(old, at) else None

    def cut(self, old: int) -> bool:
        """Whether a block is gone with its words."""
        return self._stretch(old) is not None and not self._shares(old)

    def keep(self, old: int) -> None:
        """Put a block back that went."""
        one = self._stretch(old)
        if one:
            at = min((j for i, j in self._alike(one) if i > old), default=one.last)
            self.back[at].append(self.before[old])

    def blocks(self) -> list[str]:
        """Return what the side is now."""
        end = len(self.after)
        return [
            *chain.from_iterable(self.back[at] + self.now[at] for at in range(end)),
            *self.back[end],
        ]

    def _stretch(self, old: int) -> _Stretch | None:
        return next((one for one in self.stretches if one.start <= old < one.end), None)

    def _alike(self, one: _Stretch) -> Pairs:
        start, end, first, last = one
        old, new = (
            [*map(vocabulary, side)] for side in (self.before[start:end], self.after[first:last])
        )
        return [(start + i, first + j) for i, j in alike(old, new)]

    def _shares(self, old: int, new: int | None = None) -> bool:
        """Whether words went between a block and others than the one that it is now."""
        others = [block for at, block in enumerate(self.after) if at != new]
        was, now = (
            words_of([self.before[old]]),
            words_of(self.after[new : new + 1] if new is not None else []),
        )
        gone, come = words_of([*self.before[:old], *self.before[old + 1 :]]), words_of(others)
        return went(was - now, come - gone) or went(gone - come, now - was)


def followed(
    before: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Return both sides, with what one did to a block that the other moved at its new place.

    One that both moved stands at the place further up, whoever saved first; one that the other cut
    stays, as it was worked with.
    """
    ours, others = _Side(before, mine), _Side(before, theirs)
    for old in sorted(ours.moves.keys() | others.moves.keys()):
        one, other = ours.moves.get(old), others.moves.get(old)
        if one and other:
            if one.place != other.place:
                side, move = (others, other) if one.place < other.place else (ours, one)
                side.now[move.new] = []
                side.keep(old)
        elif one:
            _lead(old, ours, one, others)
        elif other:
            _lead(old, others, other, ours)
    return ours.blocks(), others.blocks()


def _lead(old: int, mover: _Side, move: _Move, other: _Side) -> None:
    at = other.edited(old)
    if at is None:
        if other.cut(old):
            other.keep(old)
    elif not _is_tied(other.after, at) and not _is_tied(mover.after, move.new):
        mover.now[move.new] = [other.after[at]]
        other.now[at] = [other.before[old]]


def _is_tied(blocks: Sequence[str], at: int) -> bool:
    """Whether a suggestion joins a block to one beside it, or reaches beyond it."""
    if any(map(follows_on, blocks[at : at + 2])):
        return True
    keys = set(keys_in(blocks[at]))
    others = (block for place, block in enumerate(blocks) if place != at)
    return bool(keys) and any(keys.intersection(keys_in(block)) for block in others)
