"""AVIF files: the picture that is shown, as it was cropped, and nothing else of the file."""

from __future__ import annotations

import struct
from fractions import Fraction
from math import ceil, floor

from articles.lib.imaging.formats.container import Container
from articles.lib.imaging.formats.heif import av1, words
from articles.lib.imaging.formats.heif.boxes import Reader, boxes
from articles.lib.imaging.formats.heif.items import MOST_ITEMS, Items, Property
from articles.lib.imaging.formats.heif.items import read as read_items
from articles.lib.imaging.formats.heif.writing import Plane, write
from articles.lib.imaging.refusal import NotAPicture, Reason, damaged

#: What a decoder has to know of a plane.
_KEPT = {b"ispe", b"pixi", b"av1C", b"colr", b"a1op", b"lsel", b"a1lx"}
#: What is done with the decoded picture, in this order.
_MOVES = (b"clap", b"irot", b"imir")
_KNOWN = {*_KEPT, *_MOVES, b"pasp", b"auxC", b"clli", b"mdcv", b"cclv", b"amve"}
_ALPHA = {
    b"urn:mpeg:mpegb:cicp:systems:auxiliary:alpha",
    b"urn:mpeg:hevc:2015:auxid:1",
    b"urn:mpeg:avc:2015:auxid:1",
}
#: Matrices of constant luminance, which the decoder lacks, and those next to them (ITU-T H.273).
_NEAR = {10: 9, 13: 12}

Crop = tuple[int, int, int, int]


def read(data: bytes) -> Container:
    """The container in `data`, an AVIF file. Raises NotAPicture where it can't be one.

    Its `bare` file was written anew: of sequences it has the still, of all it has no thumbnail, no
    other version of the picture, no gain map.
    """
    found = list(boxes(data, (0, len(data)), cut=True))
    items = _items(data, found)
    colour = _plane(items, items.primary)
    moves = _moves(items, items.primary)
    alpha, number = _alpha(items, colour, moves)
    crop = _crop(moves, colour.width, colour.height)
    colour.properties += [(one.name, one.body) for one in moves if one.name != b"clap"]
    multiplied = number in items.targets(b"prem", items.primary)
    # One of several layers is decoded with those that are larger.
    sizes = [*items.sizes(), (colour.width, colour.height)]
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    container = Container(
        width=width,
        height=height,
        bare=write(colour, alpha, multiplied=multiplied),
        crop=crop,
        moving=any(name == b"moov" for name, _start, _end in found),
        coded=colour.coded + (alpha.coded if alpha else 0),
    )
    words.put_into(container, items)
    container.c2pa = words.manifests(data)
    return container


def _items(data: bytes, found: list[tuple[bytes, int, int]]) -> Items:
    """The items of the file. Raises NotAPicture, for a film too in which there is no still."""
    metas = [(start, end) for name, start, end in found if name == b"meta"]
    moving = any(name == b"moov" for name, _start, _end in found)
    if len(metas) != 1:
        raise NotAPicture(Reason.MOVING) if moving and not metas else damaged()
    try:
        return read_items(data, metas[0])
    except NotAPicture as refusal:
        raise NotAPicture(Reason.MOVING) if moving else refusal from None


def _plane(items: Items, number: int) -> Plane:
    """The plane that an item is. Raises NotAPicture where nobody can show it."""
    item = items.items.get(number)
    if item is None:
        raise damaged()
    strange = any(one.essential and one.name not in _KNOWN for one in item.properties)
    if strange or item.kind not in {b"av01", b"grid"}:
        raise NotAPicture(Reason.FLAVOUR, kind="AVIF")
    kept = [(one.name, _plain(one)) for one in item.properties if one.name in _KEPT]
    return _grid(items, number, kept) if item.kind == b"grid" else _stream(items, number, kept)


def _stream(items: Items, number: int, kept: list[tuple[bytes, bytes]]) -> Plane:
    content = items.content(number)
    width, height = av1.largest(content)
    if not width:
        raise damaged()
    coded = width * height
    width, height = _size(kept, width, height)
    return Plane(b"av01", width, height, kept, content, coded=coded)


def _grid(items: Items, number: int, kept: list[tuple[bytes, bytes]]) -> Plane:
    content = items.content(number, 12)
    cells = items.targets(b"dimg", number)
    rows, columns, width, height = _layout(content)
    if len(cells) != rows * columns or not cells or len(cells) > MOST_ITEMS:
        raise damaged()
    if any(_moves(items, cell) for cell in cells):
        raise NotAPicture(Reason.FLAVOUR, kind="AVIF")
    if _size(kept, width, height) != (width, height):
        raise damaged()
    known = {cell: _cell(items, cell) for cell in set(cells)}
    # The decoder wants each to be an item of its own, the same one twice as well.
    planes = [_again(known[cell]) for cell in cells]
    coded = sum(plane.coded for plane in planes)
    return Plane(b"grid", width, height, kept, content, planes, coded)


def _cell(items: Items, number: int) -> Plane:
    plane = _plane(items, number)
    if plane.kind != b"av01":
        raise NotAPicture(Reason.FLAVOUR, kind="AVIF")
    return plane


def _again(plane: Plane) -> Plane:
    return Plane(
        plane.kind,
        plane.width,
        plane.height,
        list(plane.properties),
        plane.content,
        coded=plane.coded,
    )


def _layout(content: bytes) -> tuple[int, int, int, int]:
    """A grid's rows, columns, width and height."""
    reader = Reader(content, 0, len(content))
    wide = 4 if reader.take(2) & 1 else 2
    return reader.take(1) + 1, reader.take(1) + 1, reader.take(wide), reader.take(wide)


def _size(kept: list[tuple[bytes, bytes]], width: int, height: int) -> tuple[int, int]:
    """The size that is said of a plane; where nothing is said, that is added: it is as given."""
    for name, body in kept:
        if name == b"ispe" and len(body) >= 12:
            return int.from_bytes(body[4:8], "big"), int.from_bytes(body[8:12], "big")
    kept.append((b"ispe", struct.pack(">III", 0, width, height)))
    return width, height


def _plain(one: Property) -> bytes:
    """A property as the decoder can use it."""
    if one.name == b"colr" and one.body[:4] == b"nclx" and len(one.body) >= 11:
        matrix = int.from_bytes(one.body[8:10], "big")
        return one.body[:8] + _NEAR.get(matrix, matrix).to_bytes(2, "big") + one.body[10:]
    return one.body


def _moves(items: Items, number: int) -> list[Property]:
    """How an item is cropped, turned and mirrored."""
    item = items.items.get(number)
    return [one for one in item.properties if one.name in _MOVES] if item else []


# --- What is hidden ---------------------------------------------------------------


def _alpha(items: Items, colour: Plane, moves: list[Property]) -> tuple[Plane | None, int]:
    """The alpha of the picture that is shown, and its number; of a grid it may be that of each of
    its cells."""
    number = _alpha_of(items, items.primary)
    if number:
        own = [(one.name, one.body) for one in _moves(items, number)]
        if own and own != [(one.name, one.body) for one in moves]:
            raise NotAPicture(Reason.FLAVOUR, kind="AVIF")
        return _plane(items, number), number
    cells = [_alpha_of(items, cell) for cell in items.targets(b"dimg", items.primary)]
    if colour.kind != b"grid" or not any(cells):
        return None, 0
    # Where it is missing, something that is hidden would be shown.
    if not all(cells) or any(_moves(items, cell) for cell in cells):
        raise NotAPicture(Reason.FLAVOUR, kind="AVIF")
    planes = [_cell(items, cell) for cell in cells]
    size = struct.pack(">III", 0, colour.width, colour.height)
    kept = [one for one in planes[0].properties if one[0] in {b"pixi", b"av1C"}]
    grid = Plane(b"grid", colour.width, colour.height, [(b"ispe", size), *kept], colour.content)
    grid.cells, grid.coded = planes, sum(plane.coded for plane in planes)
    return grid, cells[0]


def _alpha_of(items: Items, number: int) -> int:
    """The item that is the alpha of `number`; 0 where none is."""
    for source in items.sources(b"auxl", number):
        item = items.items.get(source)
        for one in item.properties if item else []:
            if one.name == b"auxC" and one.body[4:].partition(b"\0")[0].lower() in _ALPHA:
                return source
    return 0


def _crop(moves: list[Property], width: int, height: int) -> Crop | None:
    """What is left of a picture: left, top, right and bottom edge in pixels; None for all of it.

    Halves of pixels are cropped away. Raises NotAPicture where nobody could say what is left.
    """
    crops = [one.body for one in moves if one.name == b"clap"]
    if not crops:
        return None
    # A picture is cropped before it is turned.
    if len(crops) > 1 or moves[0].name != b"clap" or len(crops[0]) < 32:
        raise NotAPicture(Reason.CROP)
    numbers = struct.unpack(">8i", crops[0][:32])
    if any(under <= 0 for under in numbers[1::2]):
        raise NotAPicture(Reason.CROP)
    across, down, right, below = (
        Fraction(over, under) for over, under in zip(numbers[::2], numbers[1::2], strict=True)
    )
    edges = []
    for whole, left_of_it, off in ((width, across, right), (height, down, below)):
        start = (whole - left_of_it) / 2 + off
        edges.append((max(0, ceil(start)), min(whole, floor(start + left_of_it))))
    (left, to), (top, bottom) = edges
    if left >= to or top >= bottom:
        raise NotAPicture(Reason.CROP)
    return left, top, to, bottom
