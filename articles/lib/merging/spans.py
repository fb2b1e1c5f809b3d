"""What was kept and what was replaced between two runs of words, as a reader would mark it."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple, TypeVar

from articles.lib.merging.sequences import matches
from articles.lib.merging.wording import is_word

Word = TypeVar("Word", bound=Hashable)

_LEAST_EFFORT: Final = 200
_EFFORT: Final = 12  # for each word
_MOST_EFFORT: Final = 200_000
# A longer stretch of tokens, or one with more words, is never part of the changes around it.
_LONGEST_ISLAND: Final = 7
_MOST_WORDS: Final = 3
_SHORT_WORD: Final = 3


class Span(NamedTuple):
    """old[old:old_end] became new[new:new_end]; where they are the `same`, it was kept."""

    same: bool
    old: int
    old_end: int
    new: int
    new_end: int


def compared(old: Sequence[Word], new: Sequence[Word], text: Callable[[Word], str]) -> list[Span]:
    """Return how `old` became `new`: spans that were kept and spans that were changed, in turn.

    Both are the pieces that `split_words` makes, with whatever goes with them; `text` returns
    the piece itself. White space is kept where what stands around it is. A few kept words
    between two changes belong to them. The work is in proportion to the pieces, and at most
    12 steps for each more, 200,000 in all; what they don't reach counts as changed.
    """
    before, after = [text(word) for word in old], [text(word) for word in new]
    spans: list[Span] = []
    letters = _letters(before), _letters(after)
    for span in _merged(_kept(old, new, before, after)):
        spans.append(span)
        while len(spans) > 2 and not span.same and _is_island(spans[-3:], before, *letters):
            first, _, last = spans[-3:]
            spans[-3:] = [Span(False, first.old, last.old_end, first.new, last.new_end)]
    return spans


def _kept(
    old: Sequence[Word], new: Sequence[Word], before: list[str], after: list[str]
) -> Iterator[Span]:
    """Yield what is the same; blanks don't count when the two are laid side by side."""
    rows = [i for i, piece in enumerate(before) if not piece.isspace() or "\n" in piece]
    columns = [j for j, piece in enumerate(after) if not piece.isspace() or "\n" in piece]
    effort = min(_LEAST_EFFORT + _EFFORT * (len(rows) + len(columns)), _MOST_EFFORT)
    start = first = 0
    for match in matches([old[i] for i in rows], [new[j] for j in columns], effort=effort):
        i, end = rows[match.old], rows[match.old + match.size - 1] + 1
        j, last = columns[match.new], columns[match.new + match.size - 1] + 1
        yield from _edges(old, start, i, new, first, j)
        if old[i:end] == new[j:last]:
            yield Span(True, i, end, j, last)
        else:
            steps = zip(
                rows[match.old : match.old + match.size],
                columns[match.new : match.new + match.size],
                strict=True,
            )
            for row, column in steps:
                yield from _edges(old, i, row, new, j, column)
                i, j = row + 1, column + 1
                yield Span(True, row, i, column, j)
        start, first = end, last
    yield from _edges(old, start, len(old), new, first, len(new))
    yield Span(True, len(old), len(old), len(new), len(new))


def _edges(
    old: Sequence[Word], start: int, end: int, new: Sequence[Word], first: int, last: int
) -> Iterator[Span]:
    """Yield how two stretches between kept words begin and end alike."""
    most = min(end - start, last - first)
    head = 0
    while head < most and old[start + head] == new[first + head]:
        head += 1
    tail = 0
    while tail < most - head and old[end - 1 - tail] == new[last - 1 - tail]:
        tail += 1
    if head:
        yield Span(True, start, start + head, first, first + head)
    if tail:
        yield Span(True, end - tail, end, last - tail, last)


def _merged(kept: Iterator[Span]) -> Iterator[Span]:
    """Yield what was kept in as few spans as can be, and what was changed between them."""
    whole = Span(True, 0, 0, 0, 0)
    for span in kept:
        if (span.old, span.new) == (whole.old_end, whole.new_end):
            whole = whole._replace(old_end=span.old_end, new_end=span.new_end)
        else:
            if whole.old < whole.old_end:
                yield whole
            yield Span(False, whole.old_end, span.old, whole.new_end, span.new)
            whole = span
    if whole.old < whole.old_end:
        yield whole


def _letters(pieces: list[str]) -> list[int]:
    """Return how many letters of words stand before each piece."""
    return list(accumulate((len(p) if is_word(p) else 0 for p in pieces), initial=0))


def _is_island(
    spans: Sequence[Span], before: list[str], old_letters: list[int], new_letters: list[int]
) -> bool:
    """Return whether so little was kept between two changes that a reader would not see it.

    That is: marks and white space, one short word, or a few words with at most half the letters
    that either change has. Lines stay apart.
    """
    _, kept, _ = spans
    pieces = before[kept.old : kept.old_end]
    if len(pieces) > _LONGEST_ISLAND or any("\n" in piece for piece in pieces):
        return False
    count = sum(map(is_word, pieces))
    left, _, right = (
        max(
            old_letters[span.old_end] - old_letters[span.old],
            new_letters[span.new_end] - new_letters[span.new],
        )
        for span in spans
    )
    letters = old_letters[kept.old_end] - old_letters[kept.old]
    if count <= 1 and letters <= _SHORT_WORD:
        return True
    return count <= _MOST_WORDS and 2 * letters <= min(left, right)
