"""AVIF files whose boxes are written by hand, around pictures that Pillow has made."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass, field

from PIL import Image

Property = tuple[bytes, bytes]

ALPHA = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"
OTHER_ALPHA = b"urn:mpeg:hevc:2015:auxid:1\0"
ESSENTIAL = {b"av1C", b"clap", b"irot", b"imir", b"strg"}


def box(name: bytes, *parts: bytes, large: bool = False) -> bytes:
    """A box; `large`: with its size behind its name."""
    body = b"".join(parts)
    if large:
        return struct.pack(">I4sQ", 1, name, 16 + len(body)) + body
    return struct.pack(">I4s", 8 + len(body), name) + body


def full(name: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    """A box with a version and flags."""
    return box(name, struct.pack(">I", version << 24 | flags), *parts)


@dataclass
class Part:
    """An item, with what is said of it and whom it refers to."""

    kind: bytes
    content: bytes
    properties: list[Property] = field(default_factory=list)
    references: list[tuple[bytes, list[int]]] = field(default_factory=list)


@dataclass
class Shape:
    """How a file is put together; as it stands, the plainest way."""

    brands: bytes = b"avifmif1miaf"
    ipma: str = "one"
    iloc: int = 0
    idat: bool = False
    pieces: int = 1
    wide: bool = False
    meta_last: bool = False
    large: bool = False
    before: bytes = b""
    after: bytes = b""


def part(image: Image.Image, *more: Property, grey: bool = False) -> Part:
    """The picture as an item."""
    buffer = io.BytesIO()
    image.save(buffer, "AVIF", quality=95, subsampling="4:0:0" if grey else "4:4:4")
    data = buffer.getvalue()
    configuration = data.index(b"av1C") + 4
    said = [
        (b"ispe", struct.pack(">III", 0, *image.size)),
        (b"av1C", data[configuration : configuration + 4]),
    ]
    return Part(b"av01", data[data.index(b"mdat") + 4 :], [*said, *more])


def alpha(image: Image.Image, urn: bytes = ALPHA, of: int = 1, *more: Property) -> Part:
    """The picture as what shows (white) and hides (black) another."""
    made = part(image, (b"auxC", bytes(4) + urn), *more, grey=True)
    made.references.append((b"auxl", [of]))
    return made


def grid(rows: int, columns: int, width: int, height: int, *more: Property, first: int = 2) -> Part:
    """A picture of the items from `first` on, side by side."""
    said = [(b"ispe", struct.pack(">III", 0, width, height)), *more]
    content = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, width, height)
    cells = list(range(first, first + rows * columns))
    return Part(b"grid", content, said, [(b"dimg", cells)])


def clap(width: str, height: str, right: str = "0/1", down: str = "0/1") -> Property:
    """What is left of a picture: a size, and by how much its middle is moved, as fractions."""
    numbers = [int(one) for text in (width, height, right, down) for one in text.split("/")]
    return b"clap", struct.pack(">8i", *numbers)


def avif(*parts: Part, shape: Shape | None = None) -> bytes:
    """The file of these items, the first of which is shown."""
    shape = shape or Shape()
    head = box(b"ftyp", shape.brands[:4], bytes(4), shape.brands) + shape.before
    stored = b"".join(one.content for one in parts)
    store = b"" if shape.idat else box(b"mdat", stored, large=shape.large)
    start = len(head) + (16 if shape.large else 8)
    if shape.meta_last:
        return head + store + _meta(parts, shape, start) + shape.after
    start += len(_meta(parts, shape, 0))
    return head + _meta(parts, shape, start) + store + shape.after


def _meta(parts: tuple[Part, ...], shape: Shape, start: int) -> bytes:
    number = ">I" if shape.wide else ">H"
    entries = [
        full(
            b"infe",
            struct.pack(number, at),
            bytes(2),
            one.kind,
            b"name\0" + (b"application/rdf+xml\0" if one.kind == b"mime" else b""),
            version=3 if shape.wide else 2,
        )
        for at, one in enumerate(parts, 1)
    ]
    references = [
        box(kind, struct.pack(number, at), struct.pack(">H", len(to)))
        + b"".join(struct.pack(number, one) for one in to)
        for at, one in enumerate(parts, 1)
        for kind, to in one.references
    ]
    # The box's size is that of all of it.
    references = [struct.pack(">I", len(one)) + one[4:] for one in references]
    many = struct.pack(number, len(parts))
    inside = [
        full(b"hdlr", bytes(4), b"pict", bytes(13)),
        full(b"pitm", struct.pack(number, 1), version=int(shape.wide)),
        full(b"iinf", many, *entries, version=int(shape.wide)),
        _iprp(parts, shape),
        full(b"iref", *references, version=int(shape.wide)) if references else b"",
        _iloc(parts, shape, start),
        box(b"idat", *(one.content for one in parts)) if shape.idat else b"",
    ]
    return box(b"meta", bytes(4), *inside, large=shape.large)


def _iloc(parts: tuple[Part, ...], shape: Shape, start: int) -> bytes:
    rows = b""
    number = ">I" if shape.iloc == 2 else ">H"
    position = 0 if shape.idat else start
    for at, one in enumerate(parts, 1):
        rows += struct.pack(number, at)
        rows += struct.pack(">H", int(shape.idat)) if shape.iloc else b""
        rows += struct.pack(">HIH", 0, position, shape.pieces)
        step = -(-len(one.content) // shape.pieces)
        for piece in range(0, len(one.content), step):
            rows += struct.pack(">QI", piece, min(step, len(one.content) - piece))
        position += len(one.content)
    return full(b"iloc", b"\x84\x40", struct.pack(number, len(parts)), rows, version=shape.iloc)


def _iprp(parts: tuple[Part, ...], shape: Shape) -> bytes:
    known: list[Property] = []
    rows = []
    ids, wide = (">I" if shape.ipma == "long" else ">H"), shape.ipma in {"wide", "long"}
    for at, one in enumerate(parts, 1):
        row = struct.pack(ids, at) + bytes([len(one.properties)])
        for said in one.properties:
            known.append(said)
            essential = said[0] in ESSENTIAL
            index = len(known) | essential << (15 if wide else 7)
            row += struct.pack(">H" if wide else ">B", index)
        rows.append(row)
    version, flags = int(shape.ipma == "long"), int(wide)
    groups = [[row] for row in rows] if shape.ipma == "many" else [rows]
    ipmas = [
        full(b"ipma", struct.pack(">I", len(group)), *group, version=version, flags=flags)
        for group in groups
    ]
    free = box(b"free", b"here") if shape.ipma == "many" else b""
    return box(b"iprp", box(b"ipco", *(box(*one) for one in known)), free, *ipmas)
