"""CBOR (RFC 8949), as far as C2PA's claims and assertions are written in it; nothing runs away.

A library reads more of it: a hostile file could have it compile expressions, work out huge numbers
and follow references. Here tags mean nothing, and depth and number of values are bounded.
"""

from __future__ import annotations

import struct
from typing import Any

_MOST_VALUES = 5_000
_DEEPEST = 24
_INDEFINITE = 31


class NotRead(ValueError):
    """It is no CBOR, or more of it than anybody writes."""


def loads(data: bytes) -> Any:
    """The first value in `data`. Raises NotRead, and nothing else."""
    return _Reader(data).value(0)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.position, self.values = data, 0, 0

    def value(self, depth: int) -> Any:
        """The next value."""
        self.values += 1
        if depth > _DEEPEST or self.values > _MOST_VALUES:
            raise NotRead
        first = self.take(1)[0]
        major, short = first >> 5, first & 31
        if major == 7:
            return self._simple(short)
        if short == _INDEFINITE:
            return self._indefinite(major, depth)
        size = self._number(short)
        return self._definite(major, size, depth)

    def _definite(self, major: int, size: int, depth: int) -> Any:
        if major < 2:
            return -1 - size if major else size
        if major < 4:
            found = self.take(size)
            return found.decode("utf-8", "replace") if major == 3 else found
        if major == 6:
            return self.value(depth + 1)
        if size > _MOST_VALUES:
            raise NotRead
        if major == 4:
            return [self.value(depth + 1) for _ in range(size)]
        return dict(self._pair(depth) for _ in range(size))

    def take(self, size: int) -> bytes:
        """The next bytes."""
        end = self.position + size
        if end > len(self.data):
            raise NotRead
        found = self.data[self.position : end]
        self.position = end
        return found

    def _number(self, short: int) -> int:
        if short < 24:
            return short
        if short > 27:
            raise NotRead
        return int.from_bytes(self.take(1 << (short - 24)), "big")

    def _pair(self, depth: int) -> tuple[Any, Any]:
        key = self.value(depth + 1)
        if not isinstance(key, str | bytes | int | float | bool):
            raise NotRead
        return key, self.value(depth + 1)

    def _simple(self, short: int) -> Any:
        if short in {25, 26, 27}:
            form = {25: ">e", 26: ">f", 27: ">d"}[short]
            return struct.unpack(form, self.take(struct.calcsize(form)))[0]
        if short == 24:
            self.take(1)
        elif short >= 28:
            raise NotRead
        return {20: False, 21: True}.get(short)

    def _indefinite(self, major: int, depth: int) -> Any:
        """Parts up to the mark of the end."""
        if major not in {2, 3, 4, 5}:
            raise NotRead
        parts: list[Any] = []
        while self.data[self.position : self.position + 1] != b"\xff":
            parts.append(self._pair(depth) if major == 5 else self.value(depth + 1))
        self.position += 1
        if major == 4:
            return parts
        if major == 5:
            return dict(parts)
        whole = b"" if major == 2 else ""
        if not all(isinstance(part, type(whole)) for part in parts):
            raise NotRead
        return whole.join(parts)
