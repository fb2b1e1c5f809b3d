"""TIFF files: the first page, with only the tags that a decoder needs."""

from __future__ import annotations

from math import ceil

from articles.lib.imaging.formats.container import MOST_ICC, MOST_WORDS, Container
from articles.lib.imaging.metadata import ifd
from articles.lib.imaging.refusal import NotAPicture, Reason, damaged

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _ORIENTATION = 256, 257, 258, 259, 274
_SAMPLES, _ROWS, _PLANAR, _STRIPS = 277, 278, 284, 273
_TILE_WIDTH, _TILE_HEIGHT, _TILES = 322, 323, 324
_XMP, _IPTC, _PHOTOSHOP, _ICC = 700, 33723, 34377, 34675
#: What says how the pixels lie in the file. Everything else is words, or another picture.
_NEEDED = {
    254, _WIDTH, _HEIGHT, _BITS, _COMPRESSION, 262, 266, _STRIPS, _SAMPLES, _ROWS, 279, _PLANAR,
    292, 293, 317, 320, _TILE_WIDTH, _TILE_HEIGHT, _TILES, 325, 332, 338, 339, 347, 529, 530,
    531, 532,
}  # fmt: skip
_SINGLE = (
    _WIDTH, _HEIGHT, _COMPRESSION, _SAMPLES, _ROWS, _PLANAR, _TILE_WIDTH, _TILE_HEIGHT,
)  # fmt: skip
#: None, CCITT, LZW, JPEG, deflate, PackBits, deflate again, Zstandard.
_COMPRESSIONS = {1, 2, 3, 4, 5, 7, 8, 32773, 32946, 50000}
_MOST_SAMPLES = 5
_MOST_PIECES = 65_536


def read(data: bytes) -> Container:
    """The container in `data`, a TIFF file. Raises NotAPicture where it can't be one."""
    page = ifd.first(data)
    if not page:
        raise damaged()
    # Otherwise a decoder might read other numbers in them than we do.
    if any(tag in page.entries and len(page.numbers(tag)) != 1 for tag in _SINGLE):
        raise damaged()
    width, height = page.number(_WIDTH), page.number(_HEIGHT)
    rare = (
        page.number(_COMPRESSION, 1) not in _COMPRESSIONS
        or page.number(_SAMPLES, 1) > _MOST_SAMPLES
        or max(page.numbers(_BITS), default=64 if _BITS in page.entries else 1) > 32
    )
    if rare:
        raise NotAPicture(Reason.FLAVOUR, kind="TIFF")
    coded = _coded(page, width, height)
    return Container(
        width=width,
        height=height,
        bare=_bare(data, page),
        orientation=page.number(_ORIENTATION, 1),
        # Artist, copyright, description and the moment stand beside the pixels' own tags.
        exif=data,
        xmp=page.value(_XMP, MOST_WORDS),
        iptc=page.value(_PHOTOSHOP, MOST_WORDS) or page.value(_IPTC, MOST_WORDS),
        icc=page.value(_ICC, MOST_ICC),
        coded=coded,
    )


def _coded(page: ifd.Directory, width: int, height: int) -> int:
    """The pixels in all strips or tiles, which must be as many as the picture needs."""
    planes = page.number(_SAMPLES, 1) if page.number(_PLANAR, 1) == 2 else 1
    if _TILES in page.entries:
        across, down = page.number(_TILE_WIDTH), page.number(_TILE_HEIGHT)
        pieces = page.entries[_TILES].count
    elif _STRIPS in page.entries:
        across, down = width, min(page.number(_ROWS, height), height)
        pieces = page.entries[_STRIPS].count
    else:
        raise damaged()
    if not across or not down:
        raise damaged()
    needed = ceil(width / across) * ceil(height / down) * planes
    # More than are needed would be decoded one over the other.
    if pieces != needed or pieces > _MOST_PIECES:
        raise damaged()
    return across * down * pieces // planes


def _bare(data: bytes, page: ifd.Directory) -> bytes:
    """The same file whose only directory, at its end, has the needed tags."""
    entries = [page.entries[tag].raw for tag in sorted(_NEEDED & page.entries.keys())]
    start = len(data) + len(data) % 2
    return b"".join(
        [
            data[:4],
            start.to_bytes(4, page.order),
            data[8:],
            b"\0" * (start - len(data)),
            len(entries).to_bytes(2, page.order),
            *entries,
            b"\0\0\0\0",
        ]
    )
