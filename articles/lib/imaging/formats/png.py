"""PNG files: chunks. Animated ones keep the picture that is shown where nothing moves."""

from __future__ import annotations

from articles.lib.imaging.formats.container import (
    MOST_C2PA,
    MOST_ICC,
    MOST_PARTS,
    MOST_WORDS,
    Container,
    inflated,
)
from articles.lib.imaging.refusal import damaged

_SIGNATURE = 8
_NEEDED = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_XMP = b"XML:com.adobe.xmp\0"


def read(data: bytes) -> Container:
    """The container in `data`, a PNG file. Raises NotAPicture where it can't be one."""
    kept = [data[:_SIGNATURE]]
    seen: set[bytes] = set()
    frames = 0
    blocks: dict[bytes, bytes] = {}
    position = _SIGNATURE
    while b"IEND" not in seen:
        name = data[position + 4 : position + 8]
        end = position + 12 + int.from_bytes(data[position : position + 4], "big")
        if end > len(data) or len(kept) > MOST_PARTS or (not seen and name != b"IHDR"):
            raise damaged()
        if name in _NEEDED:
            kept.append(data[position:end])
        elif name in {b"iCCP", b"eXIf", b"iTXt"} and end - position <= MOST_ICC:
            _sort(name, data[position + 8 : end - 4], blocks)
        elif name == b"caBX" and end - position <= MOST_C2PA:
            blocks.setdefault(name, data[position + 8 : end - 4])
        elif name == b"acTL":
            frames = int.from_bytes(data[position + 8 : position + 12], "big")
        seen.add(name)
        position = end
    if b"IDAT" not in seen or len(kept[1]) != 25:
        raise damaged()
    return Container(
        width=int.from_bytes(kept[1][8:12], "big"),
        height=int.from_bytes(kept[1][12:16], "big"),
        bare=b"".join(kept),
        exif=blocks.get(b"eXIf", b""),
        xmp=blocks.get(b"iTXt", b""),
        icc=blocks.get(b"iCCP", b""),
        c2pa=blocks.get(b"caBX", b""),
        moving=frames > 1,
    )


def _sort(name: bytes, body: bytes, blocks: dict[bytes, bytes]) -> None:
    """Keep the first block of each kind, unpacked as far as it is of a sane size."""
    if name in blocks:
        return
    if name == b"eXIf":
        blocks[name] = body
    elif name == b"iCCP":
        blocks[name] = inflated(body.partition(b"\0")[2][1:], MOST_ICC)
    elif body.startswith(_XMP):
        packed, rest = body[len(_XMP) : len(_XMP) + 1] == b"\1", body[len(_XMP) + 2 :]
        text = rest.split(b"\0", 2)[-1]
        blocks[name] = inflated(text, MOST_WORDS) if packed else text
