"""What an edition changes: what comes, what goes, what moves. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from articles.models.fronts.layout import Layout, read
from articles.models.fronts.page import PageBlock

Spot = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """A story that stands elsewhere than before: its number, and where, as (block, position from
    1); None for not at all."""

    story: int
    was: Spot | None = None
    now: Spot | None = None


@dataclass(slots=True)
class Comparison:
    """All differences, in the order of the page."""

    comes: list[Difference] = field(default_factory=list)
    goes: list[Difference] = field(default_factory=list)
    moves: list[Difference] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.comes or self.goes or self.moves)


def compare(old: Any, new: Any) -> Comparison:
    """What is pinned in the layout `new`, against `old`."""
    return _compared(_pinned(read(old)), _pinned(read(new)))


def compare_pages(old: Iterable[PageBlock], new: Iterable[PageBlock]) -> Comparison:
    """The same of all that readers see, with what fills the page."""
    return _compared(_standing(old), _standing(new))


def _pinned(layout: Layout) -> dict[int, Spot]:
    found: dict[int, Spot] = {}
    for block, place in layout.places():
        found.setdefault(place.story, (block.id, place.at + 1))
    return found


def _standing(blocks: Iterable[PageBlock]) -> dict[int, Spot]:
    return {
        place.story.pk: (block.block.id, number)
        for block in blocks
        for number, place in enumerate(block.places, start=1)
    }


def _compared(was: dict[int, Spot], now: dict[int, Spot]) -> Comparison:
    found = Comparison()
    for story, spot in now.items():
        if story not in was:
            found.comes.append(Difference(story, now=spot))
        elif was[story] != spot:
            found.moves.append(Difference(story, was[story], spot))
    found.goes = [Difference(story, was=spot) for story, spot in was.items() if story not in now]
    return found
