"""Merging bodies block by block: what each side did to the blocks that both began with."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final, NamedTuple

from articles.lib.html.reading import end_of, opens, pieces
from articles.lib.html.suggestions import has_suggestions, keys_in
from articles.lib.merging.belonging import Group, follows_on, groups
from articles.lib.merging.hunks import Hunk, applied, held_together, meets, touches, with_the_parted
from articles.lib.merging.moves import followed
from articles.lib.merging.sequences import alike, matches
from articles.lib.merging.wording import vocabulary

_BLOCKS: Final = frozenset({
    "p", "h2", "h3", "ul", "ol", "blockquote", "table", "figure", "aside", "hr",
})  # fmt: skip
# What was rewritten on both sides beyond these is taken as a whole.
_LONGEST: Final = 200  # blocks of a passage, before and after
_EFFORT: Final = 120_000  # characters in all passages, with _EACH more for each block
_EACH: Final = 60


_Pairing = Callable[[Sequence[str], Sequence[str]], list[Group]]


class Passage(NamedTuple):
    """A run of blocks that both changed, each in another way."""

    base: list[str]
    mine: list[str]
    theirs: list[str]


def blocks(body: str) -> list[str]:
    """Return the top-level blocks of a canonical body.

    Joined, they are the body, whatever it is: text between blocks is a block of its own, and
    one that nothing closes reaches to the end.
    """
    found: list[str] = []
    start = depth = 0
    for edge in pieces(body):
        if edge.tag not in _BLOCKS:
            continue
        if not depth and opens(edge) and edge.col > start:
            found.append(body[start : edge.col])
            start = edge.col
        if edge.tag != "hr":
            depth = max(0, depth + (1 if opens(edge) else -1))
        if not depth:
            found.append(body[start : end_of(edge)])
            start = end_of(edge)
    return [*found, body[start:]] if start < len(body) else found


def is_block(html: str) -> bool:
    """Return whether a part that `blocks` made is a block, and not a text between two."""
    return any(opens(piece, *_BLOCKS) for piece in islice(pieces(html), 1))


def merged_passages(base: str, mine: str, theirs: str) -> list[str | Passage]:
    """Return the merged body in parts: settled HTML, and the passages where both must be seen.

    Changes to different blocks are both taken, also to neighbours; the same change is taken
    once; what one side left alone and the other removed is gone. Which of two insertions at
    one place comes first nobody can know: they are a passage, unless one has all of the other.
    Blocks that belong together by a suggestion are changed as one, see `belonging`; so are those
    that words went between where the other side is in the way, see `hunks`.
    """
    before = blocks(base)
    ours, others = followed(before, blocks(mine), blocks(theirs))
    mine, theirs = "".join(ours), "".join(others)
    hunks = [*_hunks(before, ours, mine=True), *_hunks(before, others, mine=False)]
    pairing: _Pairing = _by_likeness
    if any(map(has_suggestions, (base, mine, theirs))):
        pairing = groups
        hunks = [
            *_undivided(before, [hunk for hunk in hunks if hunk.mine], base, mine),
            *_undivided(before, [hunk for hunk in hunks if not hunk.mine], base, theirs),
        ]
    parts: list[str | Passage] = []  # from the last to the first: each may ask what comes after it
    position = len(before)
    smaller = held_together(before, with_the_parted(before, [*_told_apart(before, hunks, pairing)]))
    for start, end, group in reversed([*_grouped(smaller, meets)]):
        parts += before[end:position][::-1]
        if any(hunk.blocks for hunk in group):  # else both only removed blocks
            made = _outcome(
                before[start:end],
                applied(before, start, end, [hunk for hunk in group if hunk.mine]),
                applied(before, start, end, [hunk for hunk in group if not hunk.mine]),
                reversed(parts),
            )
            parts += made[::-1]
        position = start
    return before[:position] + parts[::-1]


def _hunks(before: list[str], after: list[str], *, mine: bool) -> Iterator[Hunk]:
    start = first = 0
    for old, new, size in [*matches(before, after), (len(before), len(after), 0)]:
        if start < old or first < new:
            yield Hunk(start, old, mine, after[first:new])
        start, first = old + size, new + size


def _undivided(before: list[str], hunks: list[Hunk], base: str, side: str) -> list[Hunk]:
    """Let what one side did be one hunk as far as a suggestion reaches that it alone made, or
    settled."""
    told = set(keys_in(base)) ^ set(keys_in(side))
    made: list[Hunk] = []
    seen: dict[str, int] = {}  # where in `made` each suggestion is
    for hunk in hunks:
        touched = "".join([*before[hunk.start : hunk.end], *hunk.blocks])
        keys = told.intersection(keys_in(touched))
        at = min((seen[key] for key in keys if key in seen), default=len(made))
        start, whole = made[at].start if at < len(made) else hunk.start, [*made[at:], hunk]
        after = applied(before, start, hunk.end, whole)
        made[at:] = [Hunk(start, hunk.end, hunk.mine, after)]
        seen = {key: min(place, at) for key, place in seen.items()} | dict.fromkeys(keys, at)
    return made


def _told_apart(before: list[str], hunks: list[Hunk], pairing: _Pairing) -> Iterator[Hunk]:
    """Yield the hunks, where both sides' touch in smaller pieces."""
    effort = _EFFORT
    for start, end, group in _grouped(hunks, touches):
        both = any(hunk.mine for hunk in group) and not all(hunk.mine for hunk in group)
        if both and effort > 0:
            touched = chain(before[start:end], *(hunk.blocks for hunk in group))
            effort -= sum(_EACH + len(block) for block in touched)
            for hunk in group:
                yield from _refined(before, hunk, pairing)
        else:
            yield from group


def _refined(before: list[str], hunk: Hunk, pairing: _Pairing) -> Iterator[Hunk]:
    """Tell edited blocks from the ones added and removed between them, by their words."""
    start, end, mine, after = hunk
    pairs: list[Group] = []
    if after and start < end and 2 < end - start + len(after) <= _LONGEST:
        pairs = pairing(before[start:end], after)
    first = 0
    for old, old_end, new, new_end in pairs:
        if start < hunk.start + old or first < new:
            yield Hunk(start, hunk.start + old, mine, after[first:new])
        yield Hunk(hunk.start + old, hunk.start + old_end, mine, after[new:new_end])
        start, first = hunk.start + old_end, new_end
    if start < end or first < len(after):
        yield Hunk(start, end, mine, after[first:])


def _by_likeness(old: Sequence[str], new: Sequence[str]) -> list[Group]:
    pairs = alike([vocabulary(block) for block in old], [vocabulary(block) for block in new])
    return [Group(i, i + 1, j, j + 1) for i, j in pairs]


def _grouped(
    hunks: Iterable[Hunk], belongs: Callable[[Hunk, int, int], bool]
) -> Iterator[tuple[int, int, list[Hunk]]]:
    """Yield the stretches of the base that were changed, with the hunks that belong to each."""
    group: list[Hunk] = []
    start = end = 0
    for hunk in sorted(hunks):
        if group and not belongs(hunk, start, end):
            yield start, end, group
            group = []
        if not group:
            start, end = hunk.start, hunk.end
        end = max(end, hunk.end)
        group.append(hunk)
    if group:
        yield start, end, group


def _outcome(
    base: list[str], mine: list[str], theirs: list[str], after: Iterator[str | Passage]
) -> list[str | Passage]:
    if theirs == base:
        return [*mine]
    if mine == base:
        return [*theirs]
    if not base and (_holds(mine, theirs) or _holds(theirs, mine)):
        return [*max(mine, theirs, key=len)]
    head = _shared(mine, theirs)
    tail = _shared(mine[head:][::-1], theirs[head:][::-1])
    passage = Passage(base, mine[head : len(mine) - tail], theirs[head : len(theirs) - tail])
    end = len(mine) - tail
    return [*mine[:head], *_narrowed(passage, chain(mine[end:], after)), *mine[end:]]


def _narrowed(passage: Passage, after: Iterator[str | Passage]) -> list[Passage]:
    """Leave out, where one side removed everything, what the other had left alone; but nothing
    that a block was parted from, which would be joined to what is kept before that."""
    base, mine, theirs = passage
    if mine and theirs:
        return [passage]
    kept = mine or theirs
    head = _shared(base, kept)
    while head and any(follows_on(block) for side in (base, kept) for block in side[head:][:1]):
        head -= 1
    tail = _shared(base[head:][::-1], kept[head:][::-1])
    if head + tail == len(kept):
        return []
    if tail and _goes_on(after):
        tail = 0
    base, kept = base[head : len(base) - tail], kept[head : len(kept) - tail]
    return [Passage(base, kept if mine else [], kept if theirs else [])]


def _goes_on(parts: Iterator[str | Passage]) -> bool:
    """Whether the first block, whatever is answered, may be joined to what is before it."""
    for part in parts:
        if not isinstance(part, Passage):
            return follows_on(part)
        if any(follows_on(block) for side in (part.mine, part.theirs) for block in side[:1]):
            return True
        if part.mine and part.theirs:
            return False
    return False


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many blocks two runs begin with in common."""
    size = 0
    while size < min(len(one), len(other)) and one[size] == other[size]:
        size += 1
    return size


def _holds(long: list[str], short: list[str]) -> bool:
    """Return whether all blocks of `short` are in `long`, in the same order."""
    rest = iter(long)
    return all(block in rest for block in short)
