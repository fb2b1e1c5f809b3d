"""Which blocks of two versions belong together where something in a text is suggested.

A paragraph that a suggestion parts is two blocks, and one again once it is refused; one that is
turned into a list stands there twice. Whoever settles one half has to settle the other, or words
are there twice, or nowhere. So blocks are one group as far as words went from one to another, and
as far as a suggestion reaches that only one of the versions has.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, product
from typing import Final, NamedTuple

from articles.lib.html.reading import pieces
from articles.lib.html.suggestions import keys_in
from articles.lib.merging.sequences import Pairs, matches
from articles.lib.merging.wording import split_words

#: Tags in the midst of a word.
_INLINE: Final = frozenset({"ins", "del", "a", "strong", "em", "s", "sub", "sup"})
#: A block that says of the break before it that it is suggested.
_PUT_IN: Final = re.compile(r'<(?:p|h2|h3)\b[^>]* data-ins="([a-z0-9]+)"')
_PARTED: Final = re.compile(r'<(?:p|h2|h3)\b[^>]* data-(?:ins|del)="')
_INSERTED: Final = re.compile(r"<ins [^>]*>.*?</ins>", re.DOTALL)
#: As many letters are a part of a word; fewer are chance.
_LEAST_LETTERS: Final = 3
#: Where more are to be compared, each with each, all are taken for parts.
_MOST_LETTERS: Final = 40_000


def follows_on(block: str) -> bool:
    """Whether the break before a block is suggested, which may join it to another."""
    return bool(_PARTED.match(block))


def put_in_by(block: str) -> str:
    """The suggestion that puts in the break before a block; "" where none does."""
    put_in = _PUT_IN.match(block)
    return put_in[1] if put_in else ""


class Group(NamedTuple):
    """old[old:old_end] and new[new:new_end] are made of each other."""

    old: int
    old_end: int
    new: int
    new_end: int


def groups(old: Sequence[str], new: Sequence[str]) -> list[Group]:
    """Return, in order, what belongs together of two runs of blocks; what is in no group came or
    went as a whole."""
    before, after = _Version(old), _Version(new)
    told = set(keys_in("".join(old))) ^ set(keys_in("".join(new)))
    came, went = after.breaks - before.breaks, before.breaks - after.breaks
    parted = {*came, *went}
    ours, others = before.units(told, parted), after.units(told, parted)
    links = {(ours[i], others[j]) for i, j in _links(before, after)}
    return [
        Group(
            *(bisect_left(ours, at) for at in (box.old, box.old_end)),
            *(bisect_left(others, at) for at in (box.new, box.new_end)),
        )
        for box in _boxes(sorted(links))
    ]


class _Version:
    """Some blocks, with the words and marks in them."""

    def __init__(self, blocks: Sequence[str]) -> None:
        self.blocks = blocks
        self.words: list[str] = []
        self.places: list[int] = []  # the block of each
        for at, block in enumerate(blocks):
            words = [word for word in split_words(_text(block)) if not word.isspace()]
            self.words += words
            self.places += [at] * len(words)
        #: How many breaks before a block each suggestion puts in.
        self.breaks = Counter(put[1] for put in map(_PUT_IN.match, blocks) if put)
        #: Blocks that hold more than marks.
        self._worded = {at for word, at in zip(self.words, self.places, strict=True) if _says(word)}

    def says(self, word: int) -> bool:
        """Whether a word says something, where it stands: commas and dashes are everywhere."""
        return _says(self.words[word]) or self.places[word] not in self._worded

    def begins(self, word: int) -> bool:
        """Whether a block begins before a word, or the text ended."""
        return not 0 < word < len(self.words) or self.places[word - 1] != self.places[word]

    def is_edge(self, word: int) -> bool:
        """Whether a word is the first or the last of its block."""
        return self.begins(word) or self.begins(word + 1)

    def letters(self, start: int, end: int) -> list[int]:
        """Return the block of each letter of some words."""
        words = range(start, end)
        return [self.places[word] for word in words for _ in self.words[word]]

    def units(self, told: Collection[str], parted: Collection[str]) -> list[int]:
        """Return the number of the unit that each block is in.

        Blocks are one unit from the first to the last that one of `told` is in, and where one of
        `parted` parts what had been there.
        """
        tied: set[int] = set()
        last: dict[str, int] = {}
        for at, block in enumerate(self.blocks):
            for key in set(keys_in(block)).intersection(told):
                tied.update(range(last.get(key, at) + 1, at + 1))
                last[key] = at
            put_in = _PUT_IN.match(block)
            if put_in and put_in[1] in parted and _text(_INSERTED.sub("", block)).strip():
                tied.add(at)
        return [*accumulate(int(at > 0 and at not in tied) for at in range(len(self.blocks)))]


def _links(before: _Version, after: _Version) -> Iterator[tuple[int, int]]:
    """Yield the blocks of both that have a word in common, or a part of one."""
    start = first = 0
    for old, new, size in [
        *matches(before.words, after.words),
        (len(before.words), len(after.words), 0),
    ]:
        if start < old and first < new:
            yield from _parts(before, (start, old), after, (first, new))
        for i, j in zip(range(old, old + size), range(new, new + size), strict=True):
            if before.says(i) or after.says(j):
                yield before.places[i], after.places[j]
        start, first = old + size, new + size


def _parts(
    before: _Version, old: tuple[int, int], after: _Version, new: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """Yield the blocks that have letters in common, of words that are not the same."""
    ours, others = before.letters(*old), after.letters(*new)
    if len(ours) * len(others) > _MOST_LETTERS:
        yield from product((ours[0], ours[-1]), (others[0], others[-1]))
        return
    yield from _halves(before, range(*old), after, range(*new))
    yield from ((i, j) for j, i in _halves(after, range(*new), before, range(*old)))
    one, other = ("".join(side.words[slice(*at)]) for side, at in ((before, old), (after, new)))
    for i, j, size in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        if size >= min(_LEAST_LETTERS, len(one), len(other)):
            yield from zip(ours[i : i + size], others[j : j + size], strict=True)


def _halves(
    before: _Version, old: Iterable[int], after: _Version, new: Iterable[int]
) -> Iterator[tuple[int, int]]:
    """Yield the blocks of a word, and of what is the one or the other half of it beside a break.

    The letters as a whole may not tell: what was put in before the break can begin like the half
    after it.
    """
    ends = [at for at in new if after.is_edge(at) and len(after.words[at]) >= _LEAST_LETTERS]
    for whole, half in product(old, ends):
        word, part = before.words[whole], after.words[half]
        if (word.endswith(part) and after.begins(half)) or (
            word.startswith(part) and after.begins(half + 1)
        ):
            yield before.places[whole], after.places[half]


def _text(block: str) -> str:
    return "".join(piece.data or ("" if piece.tag in _INLINE else " ") for piece in pieces(block))


def _says(word: str) -> bool:
    """Whether it is more than a mark."""
    return not all(unicodedata.category(sign).startswith("P") for sign in word)


def _boxes(links: Pairs) -> list[Group]:
    """Return the smallest groups, none beside another's, that hold all links."""
    found: list[Group] = []
    for i, j in links:
        box = Group(i, i + 1, j, j + 1)
        while found and (box.old < found[-1].old_end or box.new < found[-1].new_end):
            last = found.pop()
            box = Group(
                min(last.old, box.old),
                max(last.old_end, box.old_end),
                min(last.new, box.new),
                max(last.new_end, box.new_end),
            )
        found.append(box)
    return found
