"""AVIF and HEIC files: boxes, and the items that pictures are put together from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from articles.lib.imaging import av1
from articles.lib.imaging.container import MOST_WORDS, Container
from articles.lib.imaging.refusal import NotAPicture, Reason, damaged

_MOST_BOXES = 4_096
_MOST_ITEMS = 1_024
_STREAM = 65_536

Span = tuple[int, int]


@dataclass(slots=True)
class _Reader:
    """Numbers of a file, one after the other; none is read beyond `end`."""

    data: bytes
    position: int
    end: int

    def take(self, size: int) -> int:
        self.position += size
        if self.position > self.end:
            raise damaged()
        return int.from_bytes(self.data[self.position - size : self.position], "big")


def read(data: bytes) -> Container:
    """The container in `data`, an AVIF or HEIC file. Raises NotAPicture where it can't be one.

    Turning and colours are left to its decoder, which knows to which item they belong.
    """
    whole = (0, len(data))
    # Tracks would be decoded in place of the picture.
    if any(name == b"moov" for name, _start, _end in _boxes(data, whole)):
        raise NotAPicture(Reason.MOVING)
    meta = _only(data, whole, b"meta")
    inside = (meta[0] + 4, meta[1])
    properties = _only(data, _only(data, inside, b"iprp"), b"ipco")
    sizes = [
        (_number(data, start + 4), _number(data, start + 8))
        for name, start, end in _boxes(data, properties)
        if name == b"ispe" and end - start >= 12
    ]
    if not sizes:
        raise damaged()
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    container = Container(width=width, height=height, bare=data)
    _read_items(data, inside, container)
    return container


def _read_items(data: bytes, meta: Span, container: Container) -> None:
    """Take the metadata out of the file, and add up the pixels of the pictures in it."""
    bare = bytearray(data)
    kinds: dict[int, bytes] = {}
    for item, at in _kinds(data, _only(data, meta, b"iinf")):
        kinds[item] = data[at : at + 4]
        if kinds[item] in {b"Exif", b"mime"}:
            bare[at : at + 4] = b"skip"
    container.bare = bytes(bare)
    within = next((start for name, start, _end in _boxes(data, meta) if name == b"idat"), 0)
    for item, method, extents in _places(data, _only(data, meta, b"iloc")):
        kind = kinds.get(item, b"")
        if kind not in {b"av01", b"Exif", b"mime"}:
            continue
        base = within if method == 1 else 0
        most = _STREAM if kind == b"av01" else MOST_WORDS
        # A length of 0 means: to the end.
        content = b"".join(
            data[base + at : base + at + (min(size, most) or most)] for at, size in extents
        )
        if kind == b"av01":
            container.coded += _pixels(content[:_STREAM], method)
        elif kind == b"Exif":
            container.exif = content[4 + int.from_bytes(content[:4], "big") : MOST_WORDS]
        else:
            container.xmp = content[:MOST_WORDS]


def _pixels(stream: bytes, method: int) -> int:
    """The pixels that an AV1 picture will be decoded to."""
    width, height = av1.largest(stream)
    if method > 1 or not width:
        raise damaged()
    return width * height


def _boxes(data: bytes, span: Span) -> Iterator[tuple[bytes, int, int]]:
    """The boxes in `span`: name, and where their content begins and ends."""
    position, end = span
    for _ in range(_MOST_BOXES):
        if position + 8 > end:
            return
        size, start = _number(data, position), position + 8
        if size == 1:
            size, start = int.from_bytes(data[start : start + 8], "big"), position + 16
        stop = position + size if size else end
        if stop < start or stop > end:
            raise damaged()
        yield data[position + 4 : position + 8], start, stop
        position = stop
    raise damaged()


def _only(data: bytes, span: Span, wanted: bytes) -> Span:
    """The one box of that name in `span`. Two would be read differently by different readers."""
    found = [(start, end) for name, start, end in _boxes(data, span) if name == wanted]
    if len(found) != 1:
        raise damaged()
    return found[0]


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")


def _kinds(data: bytes, span: Span) -> Iterator[tuple[int, int]]:
    """Each item's number, and where its type is written (`iinf`)."""
    if span[1] - span[0] < 6:
        raise damaged()
    start = span[0] + (6 if data[span[0]] == 0 else 8)
    for name, at, end in _boxes(data, (start, span[1])):
        if name != b"infe" or end - at < 12:
            continue
        after = at + (8 if data[at] >= 3 else 6)
        yield int.from_bytes(data[at + 4 : after], "big"), after + 2


def _places(data: bytes, span: Span) -> Iterator[tuple[int, int, list[Span]]]:
    """Each item's number, how it is placed, and its extents as offset and length (`iloc`)."""
    reader = _Reader(data, *span)
    version = reader.take(4) >> 24
    widths = reader.take(2)
    offset, length, base, index = (widths >> shift & 15 for shift in (12, 8, 4, 0))
    wide = 4 if version == 2 else 2
    items = reader.take(wide)
    if version > 2 or items > _MOST_ITEMS:
        raise damaged()
    for _ in range(items):
        item = reader.take(wide)
        method = reader.take(2) & 15 if version else 0
        reader.take(2)
        start = reader.take(base)
        extents = []
        for _ in range(reader.take(2)):
            reader.take(index if version else 0)
            at = start + reader.take(offset)
            extents.append((at, reader.take(length)))
        yield item, method, extents
