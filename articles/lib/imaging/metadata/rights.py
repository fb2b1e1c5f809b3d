"""The rights that every rendition carries, and nothing else of what the original told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from articles.lib.imaging.metadata import xmp
from articles.lib.imaging.metadata.provenance import SPACE
from articles.lib.imaging.metadata.words import clean

_ARTIST, _COPYRIGHT = 315, 33432


@dataclass(frozen=True, slots=True)
class Rights:
    """Whose picture it is: what is printed beside it, who made it, and under which licence.

    `licence` is the address of the licence's text; `terms` are its words.
    """

    credit: str = ""
    creator: str = ""
    copyright: str = ""
    licence: str = ""
    terms: str = ""
    #: Its digital source type; no part of what is said of it, so that an empty one changes nothing.
    source: str = field(default="", repr=False)

    def blocks(self) -> dict[str, Any]:
        """The blocks of metadata as Pillow's writers of JPEG, WebP and AVIF take them."""
        artist, owner = clean(self.creator or self.credit), clean(self.copyright or self.credit)
        exif = Image.Exif()
        # As bytes: the standard's ASCII would make question marks of all but English names.
        for tag, text in ((_ARTIST, artist), (_COPYRIGHT, owner)):
            if text:
                exif[tag] = text.encode()
        packet = xmp.packet(
            {
                "dc:creator": clean(self.creator),
                "dc:rights": owner,
                "photoshop:Credit": clean(self.credit),
                "xmpRights:WebStatement": clean(self.licence, 500),
                "xmpRights:UsageTerms": clean(self.terms, 1_000),
                **({"Iptc4xmpExt:DigitalSourceType": SPACE + self.source} if self.source else {}),
            }
        )
        blocks: dict[str, Any] = {"exif": exif.tobytes()} if len(exif) else {}
        return blocks | ({"xmp": packet} if packet else {})
