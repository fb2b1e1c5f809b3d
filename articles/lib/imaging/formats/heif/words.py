"""The blocks of metadata that an AVIF or HEIC file keeps as items."""

from __future__ import annotations

from articles.lib.imaging.formats.container import MOST_C2PA, MOST_WORDS, Container
from articles.lib.imaging.formats.heif.boxes import boxes
from articles.lib.imaging.formats.heif.items import Items
from articles.lib.imaging.refusal import NotAPicture

#: The boxes of C2PA among others with a kind of their own.
_C2PA = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_PURPOSE = b"manifest\0"


def manifests(data: bytes) -> bytes:
    """The boxes of C2PA's manifests; empty where there are none, or where they are broken."""
    try:
        for name, start, end in boxes(data, (0, len(data)), cut=True):
            # After the kind: a version, what it is for, and where another box would stand.
            if name == b"uuid" and data[start : start + 16] == _C2PA and end - start <= MOST_C2PA:
                body = data[start + 20 : end]
                if body.startswith(_PURPOSE):
                    return body[len(_PURPOSE) + 8 :]
    except NotAPicture:
        pass
    return b""


def put_into(container: Container, items: Items) -> None:
    """Take over what is told of the picture that is shown; broken ones are passed over."""
    for number, item in items.items.items():
        described = items.targets(b"cdsc", number)
        if item.kind not in {b"Exif", b"mime"} or (described and items.primary not in described):
            continue
        try:
            content = items.content(number, MOST_WORDS)
        except NotAPicture:
            continue
        if item.kind == b"Exif":
            container.exif = content[4 + int.from_bytes(content[:4], "big") :]
        elif not item.mime or b"rdf+xml" in item.mime:
            container.xmp = content
