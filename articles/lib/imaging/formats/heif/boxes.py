"""Boxes, of which these files are made (ISO/IEC 14496-12): read and written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from articles.lib.imaging.refusal import damaged

_MOST_BOXES = 4_096

Span = tuple[int, int]


@dataclass(slots=True)
class Reader:
    """Numbers of a file, one after the other; none is read beyond `end`."""

    data: bytes
    position: int
    end: int

    def take(self, size: int) -> int:
        """The next `size` bytes as a number."""
        self.position += size
        if self.position > self.end:
            raise damaged()
        return int.from_bytes(self.data[self.position - size : self.position], "big")

    def version(self) -> tuple[int, int]:
        """What full boxes begin with: their version and flags."""
        both = self.take(4)
        return both >> 24, both & 0xFFFFFF

    def text(self) -> bytes:
        """The bytes up to the next NUL, or to the end."""
        found = self.data[self.position : self.end].partition(b"\0")[0]
        self.position += len(found) + 1
        return found


def boxes(data: bytes, span: Span, *, cut: bool = False) -> Iterator[tuple[bytes, int, int]]:
    """The boxes in `span`: name, and where their content begins and ends.

    `cut`: what follows the last whole box is passed over, as browsers do at the end of a file.
    """
    position, end = span
    for _ in range(_MOST_BOXES):
        if position + 8 > end:
            return
        size, start = int.from_bytes(data[position : position + 4], "big"), position + 8
        if size == 1:
            size, start = int.from_bytes(data[start : start + 8], "big"), position + 16
        stop = position + size if size else end
        if cut and (stop < start or stop > end):
            return
        if stop < start or stop > end:
            raise damaged()
        yield data[position + 4 : position + 8], start, stop
        position = stop
    raise damaged()


def only(data: bytes, span: Span, wanted: bytes) -> Span:
    """The one box of that name in `span`. Of two, nobody could say which is meant."""
    found = [(start, end) for name, start, end in boxes(data, span) if name == wanted]
    if len(found) != 1:
        raise damaged()
    return found[0]


def box(name: bytes, *parts: bytes) -> bytes:
    """A box of these parts."""
    body = b"".join(parts)
    return (8 + len(body)).to_bytes(4, "big") + name + body


def full(name: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    """A full box of these parts."""
    return box(name, (version << 24 | flags).to_bytes(4, "big"), *parts)
