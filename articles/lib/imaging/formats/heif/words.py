"""The blocks of metadata that an AVIF or HEIC file keeps as items."""

from __future__ import annotations

from articles.lib.imaging.formats.container import MOST_WORDS, Container
from articles.lib.imaging.formats.heif.items import Items
from articles.lib.imaging.refusal import NotAPicture


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
