"""HEIC files: their reader decodes them; here they are looked at, and their words taken out."""

from __future__ import annotations

from articles.lib.imaging.formats.container import Container
from articles.lib.imaging.formats.heif import words
from articles.lib.imaging.formats.heif.boxes import boxes, only
from articles.lib.imaging.formats.heif.items import read as read_items
from articles.lib.imaging.refusal import NotAPicture, Reason, damaged


def read(data: bytes) -> Container:
    """The container in `data`, a HEIC file. Raises NotAPicture where it can't be one.

    Turning, crops and colours are left to its decoder, which knows to which item they belong.
    """
    whole = (0, len(data))
    # Tracks would be decoded in place of the picture.
    if any(name == b"moov" for name, _start, _end in boxes(data, whole)):
        raise NotAPicture(Reason.MOVING)
    items = read_items(data, only(data, whole, b"meta"))
    if not (sizes := items.sizes()):
        raise damaged()
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    bare = bytearray(data)
    for item in items.items.values():
        if item.kind in {b"Exif", b"mime"}:
            bare[item.at : item.at + 4] = b"skip"
    container = Container(width=width, height=height, bare=bytes(bare))
    words.put_into(container, items)
    container.c2pa = words.manifests(data)
    return container
