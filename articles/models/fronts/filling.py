"""Filling a layout: pins first, then each block's rule, then the newest. Pure.

No story stands twice on a page, and no place is empty while there is a story for it: a block with
too few stories is smaller, one with none is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from articles.lib.weighing import Candidate, chosen
from articles.models.fronts.layout import Block, Layout, Place, Rule

NEWEST = Rule()


@dataclass(frozen=True, slots=True)
class FilledPlace:
    """A story in its place, by its number; with what was pinned there, where it is that story."""

    story: int
    place: Place | None = None
    #: What is pinned here, and waits to be seen by readers.
    waiting: Place | None = None


@dataclass(slots=True)
class FilledBlock:
    """A block, and what stands in it."""

    block: Block
    places: list[FilledPlace] = field(default_factory=list)


@dataclass(slots=True)
class _Page:
    """What is taken already."""

    stories: Mapping[int, Candidate]
    pools: Mapping[Rule, Sequence[int]]
    now: datetime
    taken: set[int]

    def pinned(self, block: Block) -> Iterator[Place]:
        """What is pinned in `block` and readers can see there, once a page."""
        for place in block.places:
            story = self.stories.get(place.story)
            if story is None or place.is_over(self.now) or not story.is_visible:
                continue
            fits = story.has_picture or place.picture or not block.kind.needs_picture
            if fits and story.pk not in self.taken:
                self.taken.add(story.pk)
                yield place

    def free(self, rule: Rule, block: Block) -> list[Candidate]:
        """What the rule has for `block` that is not on the page yet."""
        there = (self.stories.get(pk) for pk in self.pools.get(rule, ()) if pk not in self.taken)
        return [
            story
            for story in there
            if story and story.is_visible and (story.has_picture or not block.kind.needs_picture)
        ]

    def filling(self, block: Block, pins: Collection[Place]) -> list[Candidate]:
        """What fills the places of `block` beside its pins."""
        wanted = block.count - len(pins)
        rules = [block.rule] if block.kind.keeps else [block.rule, NEWEST]
        found: list[Candidate] = []
        for rule in dict.fromkeys(rules):
            above = [self.stories[place.story] for place in pins] + found
            free = self.free(rule, block)
            more = wanted - len(found)
            if block.kind.weighs:
                leads = not found and all(place.at for place in pins)
                picked = chosen(free, more, above, leads=leads)
            else:
                picked = free[:more]
            self.taken.update(story.pk for story in picked)
            found += picked
        return found


def fill(
    layout: Layout,
    stories: Mapping[int, Candidate],
    pools: Mapping[Rule, Sequence[int]],
    now: datetime,
) -> list[FilledBlock]:
    """The blocks of `layout` with what stands in them. `stories` are all that may, by number;
    `pools` the numbers that each rule has, the newest first, `Rule("newest")` among them."""
    page = _Page(stories, pools, now, set())
    pins = {block.id: list(page.pinned(block)) for block in layout.blocks}
    fillings: dict[str, list[Candidate]] = {}
    for block in sorted(layout.blocks, key=lambda block: block.kind.turn):
        fillings[block.id] = page.filling(block, pins[block.id])
    filled = (
        FilledBlock(block, list(_seated(block, pins[block.id], fillings[block.id], stories, now)))
        for block in layout.blocks
    )
    return [one for one in filled if len(one.places) >= one.block.kind.fewest]


def _seated(
    block: Block,
    pins: Sequence[Place],
    filling: Sequence[Candidate],
    stories: Mapping[int, Candidate],
    now: datetime,
) -> Iterator[FilledPlace]:
    """Pins at their indexes, the rest between them; where there are too few, pins move up."""
    pinned = {place.at: place for place in pins}
    waiting = {
        place.at: place
        for place in block.places
        if place.at not in pinned
        and not place.is_over(now)
        and (story := stories.get(place.story)) is not None
        and not story.is_visible
    }
    rest = iter(filling)
    for at in range(block.count):
        if place := pinned.get(at):
            yield FilledPlace(place.story, place)
        elif story := next(rest, None):
            yield FilledPlace(story.pk, waiting=waiting.get(at))
