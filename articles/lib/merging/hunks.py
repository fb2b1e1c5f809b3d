"""What one side did to some blocks, and which of it belongs together.

Who joins two blocks, parts one, or carries words from one to another, changed both as one: where
the other side is in the way of either, both are seen in both versions, or words are there twice,
or nowhere.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from articles.lib.html.reading import texts
from articles.lib.merging.belonging import put_in_by
from articles.lib.merging.wording import is_word, split_words

#: A word that went or came in more places says little about where it went to.
_RARE: Final = 3
#: The least part, as its reciprocal, of what one place lost or another got.
_PART: Final = 5


class Hunk(NamedTuple):
    """What one side did: `blocks` instead of base[start:end]; with start == end it inserted."""

    start: int
    end: int
    mine: bool
    blocks: list[str]


def meets(hunk: Hunk, start: int, end: int) -> bool:
    """Return whether a hunk changes some of base[start:end], or inserts at the same place.

    Neighbours don't meet: who changes a paragraph isn't in the way of who adds the next.
    """
    return (hunk.start, hunk.end) == (start, end) or (hunk.start < end and start < hunk.end)


def touches(hunk: Hunk, start: int, end: int) -> bool:
    """Return whether a hunk meets base[start:end], or what is beside it."""
    return hunk.start <= end and start <= hunk.end


def applied(before: Sequence[str], start: int, end: int, hunks: Sequence[Hunk]) -> list[str]:
    """Return what one side made of before[start:end]."""
    made: list[str] = []
    for hunk in hunks:
        made += [*before[start : hunk.start], *hunk.blocks]
        start = hunk.end
    return [*made, *before[start:end]]


def with_the_parted(before: Sequence[str], hunks: Sequence[Hunk]) -> list[Hunk]:
    """Return both sides' hunks, where one that suggests the break before an old block also has the
    block before that, if a side cuts it: once the break is refused, what stands there is joined to
    the second, and must be what it was parted from."""
    cut = {hunk.end for hunk in hunks if not hunk.blocks}
    made: list[Hunk] = []
    for hunk in sorted(hunks, key=lambda hunk: (hunk.mine, hunk)):
        start, end, mine, after = hunk
        last = made[-1] if made and made[-1].mine == mine and made[-1].end == start else None
        if start not in cut or start == end or not _parts_anew(before[start], after):
            made.append(hunk)
        elif last is None:
            made.append(Hunk(start - 1, end, mine, [before[start - 1], *after]))
        elif last.start < start:
            made[-1] = Hunk(last.start, end, mine, [*last.blocks, *after])
        else:  # It is parted from what was put in between.
            made.append(hunk)
    return made


def _parts_anew(block: str, after: Sequence[str]) -> bool:
    return bool(after) and put_in_by(after[0]) not in {"", put_in_by(block)}


def held_together(before: Sequence[str], hunks: Sequence[Hunk]) -> list[Hunk]:
    """Return both sides' hunks, with those of a side as one between which words went, where the
    other side is in the way of them."""
    ours, others = (
        _Side(before, sorted(hunk for hunk in hunks if hunk.mine == mine)) for mine in (True, False)
    )
    tied = True
    while tied:
        mine, theirs = ours.hunks, others.hunks
        tied = any([ours.tie(theirs), others.tie(mine)])
    return [*ours.hunks, *others.hunks]


class _Side:
    """The hunks of one side, of which some become one."""

    def __init__(self, before: Sequence[str], hunks: list[Hunk]) -> None:
        self.before = before
        self.hunks = hunks
        self.single = hunks
        #: Where in `hunks` each of the single ones is now.
        self.places = list(range(len(hunks)))

    @cached_property
    def links(self) -> list[tuple[int, int]]:
        """Between which of the single hunks words went: from one, to another."""
        return sorted(_links(self.before, self.single))

    def tie(self, in_the_way: list[Hunk]) -> bool:
        """Make one of what words went between where the other side is in the way of it; return
        whether there was any."""
        if not any(any(_met(hunk, in_the_way)) for hunk in self.hunks):
            return False
        tied = False
        for gone, come in self.links:
            source, goal = self.places[gone], self.places[come]
            if source != goal and self._must(source, goal, in_the_way):
                self._unite(*sorted((source, goal)))
                tied = True
        return tied

    def _must(self, source: int, goal: int, in_the_way: list[Hunk]) -> bool:
        """Whether words would be lost, as the other may win at their goal; or doubled, as it may
        at their source."""
        met = [*_met(self.hunks[goal], in_the_way)]
        alike = any(_is_same(self.hunks[goal], other) for other in met)
        if met and not alike:
            return True
        sources = [*_met(self.hunks[source], in_the_way)]
        if alike and all(_is_same(self.hunks[source], other) for other in sources):
            return False
        return bool(sources)

    def _unite(self, first: int, last: int) -> None:
        run = self.hunks[first : last + 1]
        start, end = run[0].start, run[-1].end
        whole = Hunk(start, end, run[0].mine, applied(self.before, start, end, run))
        self.hunks = [*self.hunks[:first], whole, *self.hunks[last + 1 :]]
        self.places = [at if at <= first else max(first, at - (last - first)) for at in self.places]


def _met(hunk: Hunk, others: list[Hunk]) -> Iterator[Hunk]:
    """Yield those of the other side's hunks that a hunk meets."""
    for other in others[max(0, bisect_left(others, (hunk.start,)) - 1) :]:
        if other.start > hunk.end:
            return
        if meets(other, hunk.start, hunk.end):
            yield other


def _is_same(hunk: Hunk, other: Hunk) -> bool:
    return hunk._replace(mine=other.mine) == other


def _links(before: Sequence[str], hunks: list[Hunk]) -> Iterator[tuple[int, int]]:
    gone, come = [], []
    for hunk in hunks:
        old, new = words_of(before[hunk.start : hunk.end]), words_of(hunk.blocks)
        gone.append(old - new)
        come.append(new - old)
    places: dict[str, list[int]] = defaultdict(list)
    for at, words in enumerate(come):
        for word in words:
            places[word].append(at)
    for at, words in enumerate(gone):
        found = {to for word in words if len(places[word]) <= _RARE for to in places[word]}
        for to in found - {at}:
            if went(words, come[to]):
                yield at, to


def words_of(blocks: Sequence[str]) -> Counter[str]:
    """Count the words of some blocks; what has none, as a line or a picture, stands for itself."""
    found: Counter[str] = Counter()
    for block in blocks:
        words = [word for word in split_words(" ".join(texts(block))) if is_word(word)]
        found.update(words or [block])
    return found


def went(gone: Counter[str], come: Counter[str]) -> bool:
    """Whether so much of what went from one place came to another that it is no chance."""
    shared = _letters(gone & come)
    return bool(shared) and _PART * shared >= min(_letters(gone), _letters(come))


def _letters(words: Counter[str]) -> int:
    return sum(len(word) * count for word, count in words.items())
