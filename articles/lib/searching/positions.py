"""Where in a text its words stand, so that what was found can be marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from articles.lib.searching import letters
from articles.lib.searching.folding import names, others, words

#: Where words stand is kept for so many chunks that have been looked at.
_KEPT, _LONGEST_KEPT = 4_000, 40
#: Signs that are one letter with the one before.
_VOICED = "\u3099\u309a\uff9e\uff9f"
_CHUNK = re.compile(r"\S+")


class Place(NamedTuple):
    """A word as search knows it, and where it is written."""

    start: int
    end: int
    word: str
    #: Where its first sign ends, of two that stand for a word.
    middle: int = 0


class Chunk(NamedTuple):
    """What stands between blanks: its words in order, and what else stands for it."""

    words: tuple[Place, ...]
    others: tuple[Place, ...]


def chunks(text: str) -> Iterator[tuple[int, str]]:
    """Each chunk of the text, and where it begins."""
    return ((found.start(), found[0]) for found in _CHUNK.finditer(text))


def places(chunk: str) -> Chunk:
    """The words of a chunk with their places in it."""
    return _kept(chunk) if len(chunk) <= _LONGEST_KEPT else _places(chunk)


def _places(chunk: str) -> Chunk:
    known = [name for piece in names(chunk) for name in piece]
    found = [place for start, end in _written(chunk) for place in _within(chunk, start, end)]
    if [place.word for place in found] != [word for name in known for word in name.words]:
        # Signs that only together mean something: all of it is marked.
        found = [Place(0, len(chunk), word) for name in known for word in name.words]
    more, at = [], 0
    for name in known:
        first, at = at, at + len(name.words)
        if name.joined:
            start, end = _with_signs(chunk, found[first].start, found[at - 1].end)
            more.append(Place(start, end, name.joined))
    return Chunk(tuple(found), (*more, *_signs(chunk, found)))


_kept = lru_cache(_KEPT)(_places)


def _written(chunk: str) -> Iterator[tuple[int, int]]:
    """What stands between gaps and signs."""
    start = 0
    for is_gap, signs in groupby(chunk, key=_is_gap):
        end = start + sum(1 for _sign in signs)
        if not is_gap:
            yield start, end
        start = end


def _is_gap(sign: str) -> bool:
    if sign.isascii():
        return not sign.isalnum()
    folded = letters.FOLDING[ord(unicodedata.normalize("NFKD", sign)[0])]
    return (
        sign == "\u200c" or folded == 0x20 or (isinstance(folded, str) and folded in letters.SIGNS)
    )


def _within(chunk: str, start: int, end: int) -> list[Place]:
    """The words between two gaps; each pair of a run where its two signs stand."""
    written = chunk[start:end]
    found = words(written)
    if written.isascii() or not any(map(letters.is_run, "".join(found))):
        return [Place(start, end, word) for word in found]
    bounds = [start + at for at in _bounds(written)]
    placed, at = list[Place](), 0
    for is_run, run in groupby(found, key=lambda word: letters.is_run(word[0])):
        for word in (many := list(run)):
            middle, last = bounds[at + 1 : at + 2], bounds[at + len(word) : at + len(word) + 1]
            if not last:
                break
            placed.append(Place(bounds[at], last[0], word, middle[0] if is_run else 0))
            at += 1 if is_run else len(word)
        at += len(many[-1]) - 1 if is_run else 0
    if at != len(bounds) - 1:  # Letters that only together are one: all of it is marked.
        return [Place(start, end, word) for word in found]
    return placed


def _bounds(written: str) -> list[int]:
    """Where each folded letter of it begins, and where the last one ends."""
    found = list[int]()
    for at, sign in enumerate(written):
        if sign not in _VOICED:
            found += [at] * len("".join(words(sign)))
    return [*found, len(written)]


def _with_signs(chunk: str, start: int, end: int) -> tuple[int, int]:
    """With the signs of C#, .NET and U.S., which belong to the name."""
    while start and chunk[start - 1] == ".":
        start -= 1
    is_dotted = "." in chunk[start:end]
    while end < len(chunk) and (chunk[end] in "+#" or (is_dotted and chunk[end] == ".")):
        end += 1
        is_dotted = False
    return start, end


def _signs(chunk: str, found: Sequence[Place]) -> Iterator[Place]:
    """The last sign of each run, and emoji."""
    if chunk.isascii():
        return
    single = set(others(chunk))
    for place in found:
        if place.middle and len(place.word) == 2 and place.word[-1] in single:
            yield Place(place.middle, place.end, place.word[-1])
    for at, sign in enumerate(chunk):
        for word in letters.emoji(sign):
            yield Place(at, at + 1, word)
