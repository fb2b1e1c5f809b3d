"""A line of text as runs that one font draws in one direction, in the order in which they stand.

Within a run the shaping library does what its script asks for, joined letters and all. The order
of runs follows the Unicode Bidirectional Algorithm (UAX 9) as far as two levels go, which is what
headlines have: words that run the other way in a line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from articles.lib.cards.fonts import Face
from articles.lib.text.graphemes import may_cut

Direction = Literal["ltr", "rtl"]
_STRONG: Final[dict[str, Direction]] = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_NUMBERS: Final = frozenset({"EN", "AN"})
#: Marks and embeddings that steer what is done here by itself.
_STEERING: Final = frozenset(
    map(chr, (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
#: What a reader would miss: letters with their marks, and numbers.
_WORDS: Final = ("L", "M", "N")


@dataclass(frozen=True, slots=True)
class Run:
    """Text for one font, in one direction."""

    text: str
    face: Face
    direction: Direction


def graphemes(text: str) -> Iterator[str]:
    """What readers see as one character, one after the other."""
    start = 0
    for index in range(1, len(text) + 1):
        if may_cut(text, index):
            yield text[start:index]
            start = index


def drawable(text: str, faces: Sequence[Face]) -> str:
    """`text` as far as there are fonts for it: without signs that no font has; "" where a letter
    or a number would be missing."""
    kept: list[str] = []
    clean = "".join(one for one in unicodedata.normalize("NFC", text) if one not in _STEERING)
    for one in graphemes(" ".join(clean.split())):
        if _face(one, faces) is not None:
            kept.append(one)
        elif unicodedata.category(one[0])[0] in _WORDS:
            return ""
    return " ".join("".join(kept).split())


def runs(text: str, faces: Sequence[Face], direction: Direction) -> list[Run]:
    """The runs of a line whose text is `drawable`, from left to right."""
    parts = list(graphemes(text))
    ways = _directions(parts, direction)
    chosen: list[tuple[str, Face, Direction]] = []
    for part, way in zip(parts, ways, strict=True):
        before = chosen[-1][1] if chosen else None
        face = before if before and _goes_on(part, before) else _face(part, faces)
        if face is not None:
            chosen.append((part, face, way))
    logical = [
        Run("".join(part for part, _face, _way in group), face, way)
        for (face, way), group in groupby(chosen, key=lambda one: one[1:])
    ]
    groups = [
        (list(group) if way == "ltr" else list(group)[::-1])
        for way, group in groupby(logical, key=lambda run: run.direction)
    ]
    return [run for group in (groups if direction == "ltr" else groups[::-1]) for run in group]


def _goes_on(part: str, face: Face) -> bool:
    """Whether a run of that face goes on with `part`, though another one may come first."""
    return not face.is_pictorial and _covers(face, part)


def _face(part: str, faces: Sequence[Face]) -> Face | None:
    return next((face for face in faces if _covers(face, part)), None)


def _covers(face: Face, part: str) -> bool:
    return all(face.has(one) for one in part if not _is_ignorable(one))


def _is_ignorable(character: str) -> bool:
    """Whether it shapes its neighbours and is not drawn: joiners, variants, tags."""
    is_variant = "\ufe00" <= character <= "\ufe0f"
    return is_variant or unicodedata.category(character) == "Cf"


def _directions(parts: Sequence[str], direction: Direction) -> list[Direction]:
    """Which way each part runs: numbers as what stands before them, what has no direction as what
    stands around it, else as the line."""
    found: list[Direction | None] = []
    last = direction
    for part in parts:
        kind = unicodedata.bidirectional(part[0])
        strong = _STRONG.get(kind)
        last = strong or last
        found.append(last if kind in _NUMBERS else strong)
    settled: list[Direction] = []
    for at, way in enumerate(found):
        if way is None:
            before = settled[-1] if settled else direction
            after = next((one for one in found[at:] if one), direction)
            way = before if before == after else direction  # noqa: PLW2901 - settled here
        settled.append(way)
    return settled
