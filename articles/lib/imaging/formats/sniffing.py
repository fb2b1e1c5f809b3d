"""What a file is, by its bytes. Its name and what a browser says of it don't count."""

from __future__ import annotations

import re
from enum import StrEnum

from articles.lib.imaging.refusal import NotAPicture, Reason


class Kind(StrEnum):
    """The formats that are taken; the value is Pillow's name for them."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    AVIF = "AVIF"
    HEIC = "HEIF"
    TIFF = "TIFF"
    GIF = "GIF"


_HEADS = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
)
_OTHERS = (
    (b"%PDF-", Reason.DOCUMENT, ""),
    (b"{\\rtf", Reason.DOCUMENT, ""),
    (b"\xd0\xcf\x11\xe0", Reason.DOCUMENT, ""),
    (b"PK\x03\x04", Reason.ARCHIVE, ""),
    (b"PK\x05\x06", Reason.ARCHIVE, ""),
    (b"Rar!", Reason.ARCHIVE, ""),
    (b"7z\xbc\xaf", Reason.ARCHIVE, ""),
    (b"\x1f\x8b", Reason.ARCHIVE, ""),
    (b"%!PS", Reason.VECTOR, ""),
    (b"\xc5\xd0\xd3\xc6", Reason.VECTOR, ""),
    (b"\xd7\xcd\xc6\x9a", Reason.VECTOR, ""),
    (b"II+\0", Reason.OTHER, "BigTIFF"),
    (b"MM\0+", Reason.OTHER, "BigTIFF"),
    (b"8BPS", Reason.OTHER, "Photoshop"),
    (b"BM", Reason.OTHER, "BMP"),
    (b"\0\0\1\0", Reason.OTHER, "ICO"),
    (b"\xff\x0a", Reason.OTHER, "JPEG XL"),
    (b"\0\0\0\x0cJXL ", Reason.OTHER, "JPEG XL"),
    (b"\0\0\0\x0cjP  ", Reason.OTHER, "JPEG 2000"),
    (b"\xffO\xffQ", Reason.OTHER, "JPEG 2000"),
    (b"\x1aE\xdf\xa3", Reason.MOVING, ""),
    (b"FLV", Reason.MOVING, ""),
    (b"OggS", Reason.MOVING, ""),
    (b"\0\0\1\xba", Reason.MOVING, ""),
    (b"\0\0\1\xb3", Reason.MOVING, ""),
    (b"FUJIFILM", Reason.RAW, ""),
    (b"IIU\0", Reason.RAW, ""),
    (b"IIRO", Reason.RAW, ""),
)
_AVIF = {b"avif", b"avis"}
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
_MARKUP = re.compile(
    rb"<(?:!doctype|html|head|body|script|iframe|title|meta|style|a |p>|div|\?php|%)", re.IGNORECASE
)


def sniff(data: bytes) -> Kind:
    """The kind of picture that `data` begins as.

    Raises NotAPicture for everything else, with a sentence that names what it seems to be.
    """
    if not data:
        raise NotAPicture(Reason.EMPTY)
    for head, kind in _HEADS:
        if data.startswith(head):
            if kind is Kind.TIFF and data[8:10] == b"CR":
                raise NotAPicture(Reason.RAW)
            return kind
    if data[:4] == b"RIFF":
        if data[8:12] == b"WEBP":
            return Kind.WEBP
        raise NotAPicture(Reason.MOVING if data[8:12] == b"AVI " else Reason.UNKNOWN)
    if data[4:8] == b"ftyp":
        return _brand(data)
    raise _other(data)


def _brand(data: bytes) -> Kind:
    """Which of the pictures in a film's clothes this is, by the brands it carries."""
    large = data[:4] == b"\0\0\0\1"  # then its size is behind its name
    first = 16 if large else 8
    size = int.from_bytes(data[8:16] if large else data[:4], "big")
    end = min(size, 256, len(data))
    brands = [data[first : first + 4], *(data[at : at + 4] for at in range(first + 8, end, 4))]
    if brands[0] == b"crx ":
        raise NotAPicture(Reason.RAW)
    if _AVIF & set(brands):
        return Kind.AVIF
    if brands[0] in _HEIC:
        return Kind.HEIC
    raise NotAPicture(Reason.MOVING)


def _other(data: bytes) -> NotAPicture:
    for head, reason, kind in _OTHERS:
        if data.startswith(head):
            return NotAPicture(reason, kind=kind)
    start = data[:4096]
    if start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        start = start.replace(b"\0", b"")
    if re.search(rb"<(?:\w+:)?svg[\s>]", start, re.IGNORECASE):
        return NotAPicture(Reason.VECTOR)
    if _MARKUP.search(start) or start.startswith((b"#!", b"<?")):
        return NotAPicture(Reason.PAGE)
    return NotAPicture(Reason.DOCUMENT if b"%PDF-" in start[:1024] else Reason.UNKNOWN)
