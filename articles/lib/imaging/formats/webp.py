"""WebP files: the chunks of a RIFF."""

from __future__ import annotations

from articles.lib.imaging.formats.container import (
    MOST_C2PA,
    MOST_ICC,
    MOST_PARTS,
    MOST_WORDS,
    Container,
)
from articles.lib.imaging.refusal import damaged


def read(data: bytes) -> Container:
    """The container in `data`, a WebP file. Raises NotAPicture where it can't be one."""
    size = 8 + int.from_bytes(data[4:8], "little")
    if size > len(data):
        raise damaged()
    width = height = frames = 0
    blocks: dict[bytes, bytes] = {}
    position = 12
    for _ in range(MOST_PARTS):
        if position + 8 > size:
            break
        name = data[position : position + 4]
        end = position + 8 + int.from_bytes(data[position + 4 : position + 8], "little")
        if end > size:
            raise damaged()
        here = _size(name, data[position + 8 : position + 24])
        width, height = max(width, here[0]), max(height, here[1])
        if name in {b"ICCP", b"EXIF", b"XMP "} and end - position <= MOST_ICC:
            blocks.setdefault(name, data[position + 8 : end])
        if name == b"C2PA" and end - position <= MOST_C2PA:
            blocks.setdefault(name, data[position + 8 : end])
        frames += name == b"ANMF"
        position = end + (end & 1)
    else:
        raise damaged()
    exif, xmp = blocks.get(b"EXIF", b""), blocks.get(b"XMP ", b"")
    return Container(
        width=width,
        height=height,
        bare=data[:size],
        exif=exif.removeprefix(b"Exif\0\0"),
        xmp=xmp if len(xmp) <= MOST_WORDS else b"",
        icc=blocks.get(b"ICCP", b""),
        c2pa=blocks.get(b"C2PA", b""),
        moving=frames > 1,
    )


def _size(name: bytes, body: bytes) -> tuple[int, int]:
    """The size that a chunk tells, in pixels; (0, 0) of most."""
    if name == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if name == b"ANMF":
        return 1 + int.from_bytes(body[6:9], "little"), 1 + int.from_bytes(body[9:12], "little")
    if name == b"VP8 ":
        both = int.from_bytes(body[6:10], "little")
        return both & 0x3FFF, both >> 16 & 0x3FFF
    if name == b"VP8L":
        both = int.from_bytes(body[1:5], "little")
        return 1 + (both & 0x3FFF), 1 + (both >> 14 & 0x3FFF)
    return 0, 0
