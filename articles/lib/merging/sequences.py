"""What two sequences have in common, in order, with a bound on the work.

Patience first: items that stand once on each side are the surest landmarks. Between them Myers'
shortest edit script, stopped when the effort is spent: what is left then counts as different.
"""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, repeat
from typing import Final, NamedTuple

_EFFORT: Final = 60_000
_RARE: Final = 8  # a word in more places than this says little about which two belong together
_NOMINEES: Final = 3
_ALIKE: Final = 0.4

Pairs = list[tuple[int, int]]


class Match(NamedTuple):
    """A stretch that is the same on both sides."""

    old: int
    new: int
    size: int


def matches(
    old: Sequence[Hashable], new: Sequence[Hashable], *, effort: int = _EFFORT
) -> list[Match]:
    """Return the stretches that `old` and `new` share, in order, none touching the next.

    Takes time in proportion to the two lengths plus `effort`, counted in items looked at; a
    million of them take about a quarter of a second. Equal starts and ends are always found.
    """
    numbers: dict[Hashable, int] = {}
    left = [numbers.setdefault(item, len(numbers)) for item in old]
    right = [numbers.setdefault(item, len(numbers)) for item in new]
    found: list[Match] = []
    gaps = [(0, len(left), 0, len(right))]
    while gaps:
        start, end, first, last = gaps.pop()
        same = _shared_start(left, start, end, right, first, last)
        found.append(Match(start, first, same))
        start, first = start + same, first + same
        same = _shared_end(left, start, end, right, first, last)
        end, last = end - same, last - same
        found.append(Match(end, last, same))
        effort -= (end - start) + (last - first)
        if start == end or first == last or effort < 0:
            continue
        marks = _landmarks(left, start, end, right, first, last)
        if marks:
            starts = [(start, first), *marks]
            ends = [*marks, (end, last)]
            gaps += [(a, b, c, d) for (a, c), (b, d) in zip(starts, ends, strict=True)]
        else:
            pairs, spent = _shortest(left, start, end, right, first, last, effort)
            effort -= spent
            found += [Match(i, j, 1) for i, j in pairs]
    return _joined(found)


def _shared_start(
    left: list[int], start: int, end: int, right: list[int], first: int, last: int
) -> int:
    size, most = 0, min(end - start, last - first)
    while size < most and left[start + size] == right[first + size]:
        size += 1
    return size


def _shared_end(
    left: list[int], start: int, end: int, right: list[int], first: int, last: int
) -> int:
    size, most = 0, min(end - start, last - first)
    while size < most and left[end - 1 - size] == right[last - 1 - size]:
        size += 1
    return size


def _joined(found: list[Match]) -> list[Match]:
    joined: list[Match] = []
    for match in sorted(match for match in found if match.size):
        before = joined[-1] if joined else Match(-1, -1, 0)
        if before.old + before.size == match.old and before.new + before.size == match.new:
            joined[-1] = before._replace(size=before.size + match.size)
        else:
            joined.append(match)
    return joined


def _landmarks(
    left: list[int], start: int, end: int, right: list[int], first: int, last: int
) -> Pairs:
    """Return the longest chain of items that stand once in each stretch, and in one order."""
    ours, theirs = Counter(left[start:end]), Counter(right[first:last])
    places = {
        right[j]: j for j in range(first, last) if theirs[right[j]] == 1 == ours.get(right[j])
    }
    pairs = [(i, places[left[i]]) for i in range(start, end) if left[i] in places]
    ends: list[int] = []  # the lowest end of a chain of each length
    owners: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(owners[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        owners[length : length + 1] = [index]
    longest: Pairs = []
    index = owners[-1] if owners else -1
    while index >= 0:
        longest.append(pairs[index])
        index = before[index]
    return longest[::-1]


def _shortest(
    left: list[int], start: int, end: int, right: list[int], first: int, last: int, effort: int
) -> tuple[Pairs, int]:
    """Return what a shortest edit script keeps, or its beginning, and the effort spent.

    Items that the other side has nowhere can't be kept, and are left out beforehand.
    """
    known = set(left[start:end]) & set(right[first:last])
    rows = [i for i in range(start, end) if left[i] in known]
    columns = [j for j in range(first, last) if right[j] in known]
    pairs, spent = _myers([left[i] for i in rows], [right[j] for j in columns], effort)
    return [(rows[x], columns[y]) for x, y in pairs], spent


def _myers(left: list[int], right: list[int], effort: int) -> tuple[Pairs, int]:
    """Eugene W. Myers, An O(ND) Difference Algorithm and Its Variations (1986), cut short."""
    height, width = len(left), len(right)
    reached = {1: 0}  # for each diagonal x - y the largest x
    rounds: list[dict[int, int]] = []
    spent = 0
    edits = -1
    while True:  # height + width edits are always enough
        edits += 1
        rounds.append(reached.copy())
        spent += len(reached)
        for diagonal in range(-edits, edits + 1, 2):
            x = begun = _step(reached, diagonal, edits)[1]
            y = x - diagonal
            while x < height and y < width and left[x] == right[y]:
                x, y = x + 1, y + 1
            reached[diagonal] = x
            if x >= height and y >= width:
                return _path(rounds, edits, diagonal, x), spent
            spent += x - begun + 1
            if spent > effort:
                return _best_path(rounds, edits - 1, height, width), spent


def _step(reached: dict[int, int], diagonal: int, edits: int) -> tuple[int, int]:
    """Return the diagonal that the next edit comes from, and the x it arrives at."""
    down = diagonal == -edits or (
        diagonal != edits and reached[diagonal - 1] < reached[diagonal + 1]
    )
    return (
        (diagonal + 1, reached[diagonal + 1]) if down else (diagonal - 1, reached[diagonal - 1] + 1)
    )


def _best_path(rounds: list[dict[int, int]], edits: int, height: int, width: int) -> Pairs:
    """Return the path that got furthest in the last round that was finished."""
    ends = [
        (2 * x - diagonal, diagonal, x)
        for diagonal, x in rounds[edits + 1].items()
        if -edits <= diagonal <= edits and (diagonal + edits) % 2 == 0
        if x <= height and x - diagonal <= width
    ]
    _, diagonal, x = max(ends, default=(0, 0, 0))
    return _path(rounds, edits, diagonal, x)


def _path(rounds: list[dict[int, int]], edits: int, diagonal: int, x: int) -> Pairs:
    pairs: Pairs = []
    for done in range(edits, -1, -1):
        origin, begun = _step(rounds[done], diagonal, done) if done else (0, 0)
        pairs += [(row, row - diagonal) for row in range(x - 1, begun - 1, -1)]
        if done:
            x, diagonal = rounds[done][origin], origin
    return pairs[::-1]


def alike(old: Sequence[AbstractSet[str]], new: Sequence[AbstractSet[str]]) -> Pairs:
    """Return which of two lists of texts belong together, as pairs of indexes, in order.

    Each text is the set of its words; two belong together when they share at least two fifths
    of them. Only some candidates are compared for each text: those that share rare words with
    it and those in the same place, so that the work is in proportion to the number of words.
    """
    scored: list[tuple[float, int, int]] = []
    for index, nominees in enumerate(_nominees(old, new)):
        for place in nominees:
            likeness = _likeness(old[place], new[index])
            if likeness >= _ALIKE:
                scored.append((-likeness, place, index))
    return _in_order(sorted(scored))


def _nominees(
    old: Sequence[AbstractSet[str]], new: Sequence[AbstractSet[str]]
) -> Iterator[Collection[int]]:
    """Yield, for each of the new texts, the old ones that are worth a comparison."""
    if len(old) <= _NOMINEES:
        yield from repeat(range(len(old)), len(new))
        return
    places: dict[str, list[int]] = {}
    for index, words in enumerate(old):
        for word in words:
            places.setdefault(word, []).append(index)
    for index, words in enumerate(new):
        found = (places.get(word, ()) for word in words)
        votes = Counter(chain.from_iterable(hits for hits in found if len(hits) <= _RARE))
        nominees = {place for place, _ in votes.most_common(_NOMINEES)}
        beside = (index, index + len(old) - len(new))
        yield nominees.union(place for place in beside if 0 <= place < len(old))


def _likeness(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other) or 1)


def _in_order(scored: list[tuple[float, int, int]]) -> Pairs:
    """Return the best pairs of which none crosses a better one."""
    chosen: Pairs = []
    for _, i, j in scored:
        index = bisect_left(chosen, (i, j))
        before = chosen[index - 1] if index else (-1, -1)
        after = chosen[index] if index < len(chosen) else (i + 1, j + 1)
        if before[0] < i < after[0] and before[1] < j < after[1]:
            insort(chosen, (i, j))
    return chosen
