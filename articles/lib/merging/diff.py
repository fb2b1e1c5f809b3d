"""What changed between two texts, or two bodies, as people would tell it.

    for piece in words("Rain in Delhi", "Snow in Delhi"):
        ...  # removed "Rain", added "Snow", same " in Delhi"

Both functions take time in proportion to the length of what they compare; see `compared` for
the bound. Where two texts are too different for it, longer stretches are shown as replaced.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final, Literal

from articles.lib.html.reading import end_of, opens, pieces
from articles.lib.html.sanitiser import working
from articles.lib.merging.inline import (
    MARKS,
    Kind,
    Stretch,
    shown,
    split_inline,
    stretches,
    written,
)
from articles.lib.merging.passages import blocks, is_block
from articles.lib.merging.sequences import alike, matches
from articles.lib.merging.spans import compared
from articles.lib.merging.wording import split_words, vocabulary

_TEXTS: Final = frozenset({"p", "h2", "h3"})
_FLOWS: Final = frozenset({"blockquote", "ul", "ol", "li", "aside"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of plain text that was kept, added or removed."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A block of a body: `old` and `new` are its canonical HTML, "" where it isn't there.

    `html` shows what happened, in the mark-up of a sanitised body with <ins> and <del>: they
    stand around whole blocks that are "added" or "removed", and within those that "changed".
    """

    kind: Kind | Literal["changed"]
    old: str
    new: str
    html: str


def words(old: str, new: str) -> list[Piece]:
    """Return how `old` became `new`, word by word; what was removed stands before what came.

    The pieces that are not "added", joined, are `old`; those that are not "removed" are `new`.
    Neighbours are never of one kind.
    """
    before, after = split_words(old), split_words(new)
    pieces: list[Piece] = []
    for span in compared(before, after, str):
        gone, come = before[span.old : span.old_end], after[span.new : span.new_end]
        if span.same:
            pieces.append(Piece("same", "".join(gone)))
            continue
        if gone:
            pieces.append(Piece("removed", "".join(gone)))
        if come:
            pieces.append(Piece("added", "".join(come)))
    return pieces


def bodies(old: str, new: str) -> list[Change]:
    """Return how a body became another one, block by block; what was removed stands first.

    Both are sanitised, so that each `Change.html` is safe to show. Blocks of text that share
    enough words are shown as one that changed; pictures, players and tables never are. What is
    suggested in either is within <mark>: see `inline.shown`.
    """
    return list(_changes(blocks(shown(working(old))), blocks(shown(working(new)))))


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    start = first = 0
    for match in [*matches(old, new), (len(old), len(new), 0)]:
        end, last, size = match
        yield from _replaced(old[start:end], new[first:last])
        start, first = end + size, last + size
        for block in old[end:start]:
            yield Change("same", block, block, block)


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Yield the changes between two runs that have no block in common."""
    pairs = alike([vocabulary(b) for b in old], [vocabulary(b) for b in new]) if old and new else []
    start = first = 0
    for i, j in [*pairs, (len(old), len(new))]:
        for block in old[start:i]:
            yield Change("removed", block, "", _marked(block, "removed"))
        for block in new[first:j]:
            yield Change("added", "", block, _marked(block, "added"))
        start, first = i + 1, j + 1
        if i < len(old) and j < len(new):
            yield from _changed(old[i], new[j])


def _changed(old: str, new: str) -> Iterator[Change]:
    tag = new[: new.find(">") + 1]
    if old.startswith(tag) and _name(tag) in _TEXTS | _FLOWS:
        woven = _woven_text(old, new, tag) if _name(tag) in _TEXTS else _woven_flow(old, new, tag)
        yield Change("changed", old, new, woven)
    else:
        yield Change("removed", old, "", _marked(old, "removed"))
        yield Change("added", "", new, _marked(new, "added"))


def _marked(block: str, kind: Kind) -> str:
    """Return a whole block within <ins> or <del>, which can't be a list's own child."""
    tag = block[: block.find(">") + 1]
    if _name(tag) == "li":
        return f"{tag}{MARKS[kind].format(_inner(block, tag))}</li>"
    return MARKS[kind].format(block)


def _name(tag: str) -> str:
    return tag[1:].partition(" ")[0].rstrip(">")


def _inner(block: str, tag: str) -> str:
    return block.removeprefix(tag).removesuffix(_closing(tag))


def _closing(tag: str) -> str:
    return f"</{_name(tag)}>"


def _woven_text(old: str, new: str, tag: str) -> str:
    return f"{tag}{_woven_inline(_inner(old, tag), _inner(new, tag))}{_closing(tag)}"


def _woven_flow(old: str, new: str, tag: str) -> str:
    """Compare what two lists, items or quotes hold: an item has text first, then blocks."""
    before, after = _inner(old, tag), _inner(new, tag)
    if _name(tag) == "li":
        (head, *before_blocks), (lead, *after_blocks) = _lead(before), _lead(after)
        woven = _woven_inline(head, lead)
        changes = _changes(before_blocks, after_blocks)
    else:
        parts = _items if _name(tag) in {"ul", "ol"} else blocks
        woven = ""
        changes = _changes(parts(before), parts(after))
    return f"{tag}{woven}{''.join(change.html for change in changes)}{_closing(tag)}"


def _lead(item: str) -> list[str]:
    """Return an item's own text, which may be "", and the blocks that follow it."""
    parts = blocks(item)
    return parts if parts and not is_block(parts[0]) else ["", *parts]


def _items(html: str) -> list[str]:
    """Return the items of a list, each with the lists in it."""
    found: list[str] = []
    start = depth = 0
    for piece in pieces(html):
        if piece.tag == "li":
            depth += 1 if opens(piece) else -1
            if not depth:
                found.append(html[start : end_of(piece)])
                start = end_of(piece)
    return found


def _woven_inline(old: str, new: str) -> str:
    before, after = split_inline(old), split_inline(new)
    run: list[Stretch] = []
    for span in compared(before, after, itemgetter(0)):
        if span.same:
            run += stretches("same", after[span.new : span.new_end])
        else:
            run += stretches("removed", before[span.old : span.old_end])
            run += stretches("added", after[span.new : span.new_end])
    return written(run)
