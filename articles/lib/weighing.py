"""What comes first where nobody has decided: freshness, importance, pictures, and variety.

Each is a number of hours that a story seems younger or older than it is. So the order of two
stories does not change by time passing, and a page is true until something on it changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

HOUR = 3_600.0
#: What an editor said of it, in hours; 3 is what all have of whom nobody has said anything.
IMPORTANCE = {1: -24.0, 2: -6.0, 3: 0.0, 4: 6.0, 5: 24.0}
PICTURE = 3.0
#: For each story above it of the same section, and of the same kind where that isn't news.
SAME_SECTION, SAME_KIND = 1.5, 3.0
#: A lead has a picture, where one of so many that come first has one.
LEAD_AMONG = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a front asks of a story to place it."""

    pk: int
    section: int | None
    kind: str
    at: datetime | None
    has_picture: bool
    importance: int | None = None
    #: Whether readers see it now.
    is_visible: bool = True

    @property
    def hours(self) -> float:
        """How young it seems by itself; the larger, the further up."""
        since = self.at.timestamp() / HOUR if self.at else 0.0
        weight = IMPORTANCE.get(self.importance or 3, 0.0)
        return since + weight + (PICTURE if self.has_picture else 0.0)


@dataclass(slots=True)
class Above:
    """How often each section and kind stands above."""

    sections: Counter[int | None] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    def add(self, story: Candidate) -> None:
        """One more of these."""
        self.sections[story.section] += 1
        if story.kind != "news":
            self.kinds[story.kind] += 1

    def hours(self, story: Candidate) -> float:
        """How much older `story` seems by what is above it."""
        return self.sections[story.section] * SAME_SECTION + self.kinds[story.kind] * SAME_KIND


def chosen(
    stories: Iterable[Candidate], number: int, above: Sequence[Candidate], *, leads: bool
) -> list[Candidate]:
    """The `number` of `stories` that come first, one below the other, below what is `above`; the
    first has a picture, where it `leads` and there is one with."""
    left = sorted(stories, key=lambda story: (-story.hours, -story.pk))
    seen = Above()
    for story in above:
        seen.add(story)
    found: list[Candidate] = []
    while left and len(found) < number:
        ahead = left
        if leads and not found:
            ahead = [story for story in left[:LEAD_AMONG] if story.has_picture] or left
        best = max(ahead, key=lambda story: (story.hours - seen.hours(story), story.pk))
        left.remove(best)
        seen.add(best)
        found.append(best)
    return found
