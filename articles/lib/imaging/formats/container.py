"""What a picture's container holds: its size, its blocks of metadata, and what is left bare."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

#: Blocks beyond these are no metadata that anybody wrote; they are passed over. In bytes.
MOST_ICC = 4 << 20
MOST_WORDS = 1 << 20
#: With the thumbnails that are in manifests.
MOST_C2PA = 8 << 20
#: More parts than this make no picture, only work. Writers make a chunk every 8 kB at least.
MOST_PARTS = 65_536


@dataclass(slots=True)
class Container:
    """A picture as its file describes it; nothing of it was decoded yet.

    `width` and `height` are in pixels as stored, before it is turned by `orientation` (1–8).
    `bare` is a file of the same picture with only what a decoder needs: no metadata, no further
    frames, nothing appended. `coded` are the pixels that a decoder will work through, where
    they are more than those of the picture; `held` the bytes that it keeps beside them.
    """

    width: int
    height: int
    bare: bytes = field(repr=False)
    orientation: int | None = None
    exif: bytes = field(default=b"", repr=False)
    xmp: bytes = field(default=b"", repr=False)
    iptc: bytes = field(default=b"", repr=False)
    icc: bytes = field(default=b"", repr=False)
    #: The boxes of C2PA's manifests.
    c2pa: bytes = field(default=b"", repr=False)
    coded: int = 0
    held: int = 0
    #: The edges that are left of it, in pixels as stored: left, top, right, bottom.
    crop: tuple[int, int, int, int] | None = None
    #: Whether it moves; what is taken of it is a still.
    moving: bool = False
    #: CMYK whose inks are stored as they are, where decoders expect Adobe's inverted ones.
    plain_inks: bool = False


def inflated(data: bytes, most: int) -> bytes:
    """The zlib stream `data`, unpacked; empty where it is broken or more than `most` bytes."""
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(data, most)
    except zlib.error:
        return b""
    return plain if unpacker.eof else b""
