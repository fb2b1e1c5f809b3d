"""The directories of TIFF files, in which EXIF is written too; nothing here can run away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_MOST_ENTRIES = 1_000
_WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}

Order = Literal["little", "big"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One tag: its type, its number of values, and the twelve bytes that it is written in."""

    kind: int
    count: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Directory:
    """The tags at one place of `data`; later ones of the same number are passed over."""

    data: bytes
    order: Order
    entries: dict[int, Entry]

    def value(self, tag: int, most: int) -> bytes:
        """The bytes of a tag; empty where it is not there, beyond the end or over `most`."""
        entry = self.entries.get(tag)
        if not entry:
            return b""
        size = entry.count * _WIDTHS.get(entry.kind, 0)
        if size <= 4:
            return entry.raw[8 : 8 + size]
        start = int.from_bytes(entry.raw[8:12], self.order)
        return self.data[start : start + size] if size <= min(most, len(self.data) - start) else b""

    def numbers(self, tag: int, most: int = 16) -> list[int]:
        """The whole numbers of a tag, at most `most` of them; empty where it has none."""
        entry = self.entries.get(tag)
        width = _WIDTHS[entry.kind] if entry and entry.kind in {1, 3, 4, 13} else 0
        if not width:
            return []
        found = self.value(tag, most * width)
        return [
            int.from_bytes(found[at : at + width], self.order) for at in range(0, len(found), width)
        ]

    def number(self, tag: int, default: int = 0) -> int:
        """The first whole number of a tag."""
        return next(iter(self.numbers(tag)), default)

    def at(self, tag: int) -> Directory | None:
        """The directory that a tag points to."""
        where = self.number(tag)
        return directory(self.data, self.order, where) if where else None


def first(data: bytes) -> Directory | None:
    """The first directory of a TIFF file or of a block of EXIF; None where it is neither."""
    if data[:4] not in {b"II*\0", b"MM\0*"}:
        return None
    order: Order = "little" if data[:2] == b"II" else "big"
    return directory(data, order, int.from_bytes(data[4:8], order))


def directory(data: bytes, order: Order, start: int) -> Directory | None:
    """The directory at `start`; None where it is not wholly there."""
    count = int.from_bytes(data[start : start + 2], order)
    if not 0 < count <= _MOST_ENTRIES or start + 2 + 12 * count > len(data):
        return None
    entries: dict[int, Entry] = {}
    for at in range(start + 2, start + 2 + 12 * count, 12):
        raw = data[at : at + 12]
        tag, kind = int.from_bytes(raw[:2], order), int.from_bytes(raw[2:4], order)
        entries.setdefault(tag, Entry(kind, int.from_bytes(raw[4:8], order), raw))
    return Directory(data, order, entries)
