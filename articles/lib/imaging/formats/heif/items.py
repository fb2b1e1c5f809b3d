"""The items of a file: where each lies, what is said of it, and how they belong together.

Standard: ISO/IEC 14496-12 (8.11) and 23008-12.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from articles.lib.imaging.formats.heif.boxes import Reader, Span, boxes, only
from articles.lib.imaging.refusal import NotAPicture, Reason, damaged

MOST_ITEMS = 1_024
_MOST_EXTENTS = 4_096
#: Of all items together; and of one, as a file can say it in one place.
_MOST_REFERENCES = _MOST_SAID = 16_384
_MOST_OF_ONE = 255
#: An item put together from other items' bytes; nobody writes it.
_FROM_FILE, _FROM_IDAT = 0, 1


@dataclass(frozen=True, slots=True)
class Property:
    """Something that is said of an item; whoever does not know an `essential` one can't show it."""

    name: bytes
    body: bytes = field(repr=False)
    essential: bool = False


@dataclass(slots=True)
class Item:
    """A part of a file. `at` is where its type is written."""

    kind: bytes
    at: int
    mime: bytes = b""
    method: int = _FROM_FILE
    extents: list[Span] = field(default_factory=list)
    properties: list[Property] = field(default_factory=list)


@dataclass(slots=True)
class Items:
    """All items of a file by number. `references` are kind, number, and the numbers meant."""

    data: bytes = field(repr=False)
    within: Span = (0, 0)
    primary: int = 0
    items: dict[int, Item] = field(default_factory=dict)
    references: list[tuple[bytes, int, list[int]]] = field(default_factory=list)
    known: dict[tuple[int, tuple[Span, ...]], bytes] = field(default_factory=dict, repr=False)

    def content(self, number: int, most: int = 0) -> bytes:
        """The bytes of an item, `most` of them where that is given. Raises NotAPicture where they
        are not all in the file."""
        item = self.items[number]
        if most:
            return self._bytes(item, most)
        # Writers let items that are the same share their bytes.
        place = (item.method, tuple(item.extents))
        if place not in self.known:
            self.known[place] = self._bytes(item)
        # No picture is made of more than there is, twice over.
        if sum(map(len, self.known.values())) > 2 * len(self.data):
            raise damaged()
        return self.known[place]

    def _bytes(self, item: Item, most: int = 0) -> bytes:
        if item.method not in {_FROM_FILE, _FROM_IDAT}:
            raise NotAPicture(Reason.FLAVOUR, kind="AVIF")
        start, end = self.within if item.method == _FROM_IDAT else (0, len(self.data))
        found, room = [], most or len(self.data)
        for at, size in item.extents:
            many = size or end - start - at  # without a size it reaches to the end
            if many < 0 or start + at + many > end or (not most and many > room):
                raise damaged()
            found.append(self.data[start + at : start + at + min(many, room)])
            room -= len(found[-1])
        return b"".join(found)

    def sizes(self) -> list[tuple[int, int]]:
        """Every width and height that is said of something in the file."""
        return [
            (int.from_bytes(one.body[4:8], "big"), int.from_bytes(one.body[8:12], "big"))
            for item in self.items.values()
            for one in item.properties
            if one.name == b"ispe"
        ]

    def targets(self, kind: bytes, number: int) -> list[int]:
        """Which items `number` refers to in this way."""
        return [to for name, source, all_to in self.references
                if (name, source) == (kind, number) for to in all_to]  # fmt: skip

    def sources(self, kind: bytes, number: int) -> list[int]:
        """Which items refer to `number` in this way."""
        return [one for name, one, all_to in self.references if name == kind and number in all_to]


def read(data: bytes, meta: Span) -> Items:
    """What the `meta` box of a file tells. Raises NotAPicture for nonsense."""
    inside = (meta[0] + 4, meta[1])
    found = Items(data)
    for name, start, end in boxes(data, inside):
        if name == b"idat":
            found.within = (start, end)
        elif name == b"iref":
            _references(Reader(data, start, end), found)
    _kinds(data, only(data, inside, b"iinf"), found)
    reader = Reader(data, *only(data, inside, b"pitm"))
    found.primary = reader.take(4 if reader.version()[0] else 2)
    if found.primary not in found.items:
        raise damaged()
    _places(Reader(data, *only(data, inside, b"iloc")), found)
    _properties(data, only(data, inside, b"iprp"), found)
    return found


def _kinds(data: bytes, span: Span, found: Items) -> None:
    """Each item's number and type (`iinf`)."""
    reader = Reader(data, *span)
    reader.take(4 if reader.version()[0] else 2)
    for name, start, end in boxes(data, (reader.position, span[1])):
        entry = Reader(data, start, end)
        version = entry.version()[0] if name == b"infe" else 0
        if version < 2:
            continue
        number = entry.take(4 if version >= 3 else 2)
        entry.take(2)
        at = entry.position
        item = Item(entry.take(4).to_bytes(4, "big"), at)
        entry.text()
        item.mime = entry.text() if item.kind == b"mime" else b""
        if number in found.items or len(found.items) >= MOST_ITEMS:
            raise damaged()
        found.items[number] = item


def _places(reader: Reader, found: Items) -> None:
    """Where each item's bytes are (`iloc`)."""
    version = reader.version()[0]
    widths = reader.take(2)
    offset, length, base, index = (widths >> shift & 15 for shift in (12, 8, 4, 0))
    wide = 4 if version == 2 else 2
    items, left = reader.take(wide), _MOST_EXTENTS
    if version > 2 or items > MOST_ITEMS:
        raise damaged()
    for _ in range(items):
        number = reader.take(wide)
        method = reader.take(2) & 15 if version else _FROM_FILE
        reader.take(2)
        start = reader.take(base)
        extents = []
        many = reader.take(2)
        left -= many
        if left < 0:
            raise damaged()
        for _ in range(many):
            reader.take(index if version else 0)
            at = start + reader.take(offset)
            extents.append((at, reader.take(length)))
        if number in found.items:
            found.items[number].method, found.items[number].extents = method, extents


def _references(reader: Reader, found: Items) -> None:
    """How items belong together (`iref`)."""
    wide, left = 4 if reader.version()[0] else 2, _MOST_REFERENCES
    for kind, start, end in boxes(reader.data, (reader.position, reader.end)):
        entry = Reader(reader.data, start, end)
        number, many = entry.take(wide), entry.take(2)
        left -= many
        if left < 0:
            raise damaged()
        found.references.append((kind, number, [entry.take(wide) for _ in range(many)]))


def _properties(data: bytes, span: Span, found: Items) -> None:
    """What is said of each item (`iprp`): by one `ipma`, or by several, as some writers make."""
    known = [(name, data[start:end]) for name, start, end in boxes(data, only(data, span, b"ipco"))]
    left = _MOST_SAID
    for name, start, end in boxes(data, span):
        reader = Reader(data, start, end)
        version, flags = reader.version() if name == b"ipma" else (0, 0)
        for _ in range(reader.take(4) if name == b"ipma" else 0):
            item = found.items.get(reader.take(4 if version else 2))
            many = reader.take(1)
            left -= 1 + many
            for _ in range(many):
                said = _said(reader, flags, known)
                if item is not None and said is not None:
                    item.properties.append(said)
            if left < 0 or (item is not None and len(item.properties) > _MOST_OF_ONE):
                raise damaged()


def _said(reader: Reader, flags: int, known: list[tuple[bytes, bytes]]) -> Property | None:
    """The next property that is said of an item; None for a place without one."""
    bits = 15 if flags & 1 else 7
    both = reader.take(2 if flags & 1 else 1)
    index = both & (1 << bits) - 1
    if index > len(known):
        raise damaged()
    return Property(*known[index - 1], bool(both >> bits)) if index else None
