"""An AVIF file of one picture alone: its planes, and what a decoder has to know of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from articles.lib.imaging.formats.heif.boxes import box, full

_ALPHA = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"
_ESSENTIAL = {b"av1C", b"irot", b"imir", b"a1op", b"lsel"}


@dataclass(slots=True)
class Plane:
    """A picture, or the alpha of one: an AV1 stream, or a grid of such `cells`.

    `properties` are names and bodies. `coded` are the pixels that will be decoded.
    """

    kind: bytes
    width: int
    height: int
    properties: list[tuple[bytes, bytes]] = field(repr=False)
    content: bytes = field(repr=False)
    cells: list[Plane] = field(default_factory=list, repr=False)
    coded: int = 0


def write(colour: Plane, alpha: Plane | None, *, multiplied: bool) -> bytes:
    """The file. `multiplied`: its colours were multiplied by its alpha."""
    planes = [colour, *colour.cells, *([alpha, *alpha.cells] if alpha else [])]
    second = len(colour.cells) + 2
    references = _grid(1, colour)
    if alpha:
        alpha.properties.append((b"auxC", bytes(4) + _ALPHA))
        references += _grid(second, alpha) + _reference(b"auxl", second, [1])
        references += _reference(b"prem", 1, [second]) if multiplied else b""
    properties = _properties(planes)
    # Cells that are the same one in the file are kept once.
    contents = list({id(plane.content): plane.content for plane in planes}.values())
    head = box(b"ftyp", b"avif", bytes(4), b"avifmif1miaf")
    parts = [_items(planes), full(b"iref", references) if references else b"", properties]
    start = len(head) + len(_meta(_places(planes, contents, 0), *parts)) + 8
    meta = _meta(_places(planes, contents, start), *parts)
    return head + meta + box(b"mdat", *contents)


def _meta(*parts: bytes) -> bytes:
    handler = full(b"hdlr", bytes(4), b"pict", bytes(13))
    return full(b"meta", handler, full(b"pitm", _two(1)), *parts)


def _items(planes: list[Plane]) -> bytes:
    entries = [
        full(b"infe", _two(number), _two(0), plane.kind, b"\0", version=2)
        for number, plane in enumerate(planes, 1)
    ]
    return full(b"iinf", _two(len(entries)), *entries)


def _places(planes: list[Plane], contents: list[bytes], start: int) -> bytes:
    at = {}
    for content in contents:
        at[id(content)] = start
        start += len(content)
    rows = [
        _two(number) + _two(0) + _two(1) + _four(at[id(plane.content)]) + _four(len(plane.content))
        for number, plane in enumerate(planes, 1)
    ]
    return full(b"iloc", b"\x44\0", _two(len(rows)), *rows)


def _properties(planes: list[Plane]) -> bytes:
    known: dict[tuple[bytes, bytes], int] = {}
    rows = []
    for number, plane in enumerate(planes, 1):
        indexes = [
            (known.setdefault(one, len(known) + 1), one[0] in _ESSENTIAL)
            for one in dict.fromkeys(plane.properties)
        ]
        said = b"".join(_two(index | essential << 15) for index, essential in indexes)
        rows.append(_two(number) + bytes([len(indexes)]) + said)
    container = box(b"ipco", *(box(name, body) for name, body in known))
    return box(b"iprp", container, full(b"ipma", _four(len(rows)), *rows, flags=1))


def _grid(number: int, plane: Plane) -> bytes:
    cells = list(range(number + 1, number + 1 + len(plane.cells)))
    return _reference(b"dimg", number, cells) if cells else b""


def _reference(kind: bytes, number: int, to: list[int]) -> bytes:
    return box(kind, _two(number), _two(len(to)), *map(_two, to))


def _two(number: int) -> bytes:
    return number.to_bytes(2, "big")


def _four(number: int) -> bytes:
    return number.to_bytes(4, "big")
