"""A headline in lines: as large as it fits, broken between words, lines of about one length."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from articles.lib.cards.runs import graphemes
from articles.lib.text.graphemes import is_unspaced

#: The size, in pixels, at which words are measured once for all sizes.
MEASURED_AT: Final = 100
#: What a line may be longer by than its words, shaped one by one, are together.
_SLACK: Final = 0.985
#: Scripts without spaces whose words nobody can tell apart without a dictionary: they are broken
#: where there is a space as long as that goes.
_SOUTH_EAST: Final = ("THAI", "LAO", "MYANMAR", "KHMER")
#: What no line begins with, beside closing marks: Chinese and Japanese typesetting.
_NOT_FIRST: Final = frozenset(
    "、。，．：；！？!?,.:;%ー々〻ゝゞヽヾ・…‥〜～ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
_ENDS_WORDS: Final = " \t,.;:–—-،؛、。·"

Measure = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines, and the size of their letters in pixels."""

    lines: tuple[str, ...]
    size: int


def fitted(
    text: str, measure: Measure, *, width: int, height: int, sizes: Sequence[int], leading: float
) -> Lines:
    """`text` in a box of that many pixels, at the largest of `sizes` that fits. `measure` says how
    long a text is at `MEASURED_AT`; lines are `leading` times as high as their letters. What does
    not fit at the smallest ends on a whole word, with an ellipsis."""
    measure = cache(measure)
    larger = sizes[: max(1, len(sizes) * 2 // 3)]
    # Words stay whole where that leaves them large enough; a single one is broken as a last resort.
    ways = ((False, larger, False), (True, sizes, False), (True, sizes, True))
    for loose, tried, in_words in ways:
        pieces = _pieces(text, loose=loose)
        for size in tried:
            room = width * MEASURED_AT / size * _SLACK
            parts = list(_in_letters(pieces, measure, room)) if in_words else pieces
            found = _broken(parts, measure, room)
            if found is not None and len(found) * size * leading <= height:
                return Lines(tuple(_balanced(parts, measure, room, len(found))), size)
    size = sizes[-1]
    most = max(1, int(height // (size * leading)))
    return Lines(tuple(_cut(text, measure, width * MEASURED_AT / size * _SLACK, most)), size)


def _cut(text: str, measure: Measure, room: float, most: int) -> list[str]:
    """The first `most` lines, the last ending on a word and an ellipsis."""
    parts = list(_in_letters(_pieces(text, loose=True), measure, room))
    while len(parts) > 1:
        parts.pop()
        ended = [*parts[:-1], f"{parts[-1].rstrip(_ENDS_WORDS)}…"]
        found = _broken(ended, measure, room)
        if found is not None and len(found) <= most:
            return found
    return [f"{parts[0].rstrip(_ENDS_WORDS)}…"] if parts else []


def _in_letters(parts: Iterable[str], measure: Measure, room: float) -> Iterable[str]:
    """What is longer than a line, in pieces that are not."""
    for part in parts:
        if measure(part.rstrip()) <= room:
            yield part
            continue
        kept = ""
        for one in graphemes(part):
            if kept and measure((kept + one).rstrip()) > room:
                yield kept
                kept = ""
            kept += one
        yield kept


def _broken(parts: Sequence[str], measure: Measure, room: float) -> list[str] | None:
    """The lines that fill as they come; None where a part is longer than a line."""
    lines: list[str] = []
    line, length = "", 0.0
    for part in parts:
        bare = measure(part.rstrip())
        if bare > room:
            return None
        if line and length + bare > room:
            lines.append(line.rstrip())
            line, length = "", 0.0
        line += part
        length += bare + (measure("n n") - measure("nn") if part.endswith(" ") else 0)
    return [*lines, line.rstrip()] if line else lines


def _balanced(parts: Sequence[str], measure: Measure, room: float, count: int) -> list[str]:
    """As many lines as those are, of about one length: the narrowest room that has them."""
    narrow, wide = room / 3, room
    while wide - narrow > room / 100:
        middle = (narrow + wide) / 2
        found = _broken(parts, measure, middle)
        if found is not None and len(found) <= count:
            wide = middle
        else:
            narrow = middle
    return _broken(parts, measure, wide) or []


def _pieces(text: str, *, loose: bool) -> list[str]:
    """What may stand at the end of a line, each with the blank behind it."""
    pieces: list[str] = []
    parts = list(graphemes(text))
    kept = ""
    for at, part in enumerate(parts):
        kept += part
        after = parts[at + 1] if at + 1 < len(parts) else ""
        if after and _may_break(part, after, loose=loose):
            pieces.append(kept)
            kept = ""
    return [*pieces, kept] if kept else pieces


def _may_break(before: str, after: str, *, loose: bool) -> bool:
    if before.isspace():
        return before != "\xa0"
    if after.isspace():
        return False
    if before in {"-", "–", "—", "/"}:
        return after.isalpha()
    if not (is_unspaced(before[0]) or is_unspaced(after[0])):
        return False
    if not loose and (_is_south_east(before) or _is_south_east(after)):
        return False
    return not (_opens(before) or _closes(after))


def _is_south_east(part: str) -> bool:
    return unicodedata.name(part[0], "").startswith(_SOUTH_EAST)


def _opens(part: str) -> bool:
    return unicodedata.category(part[0]) in {"Ps", "Pi"}


def _closes(part: str) -> bool:
    return part[0] in _NOT_FIRST or unicodedata.category(part[0]) in {"Pe", "Pf"}
