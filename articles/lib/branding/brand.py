"""The files of a paper's look, made out of what was uploaded: logo, icon, card.

A name says what is in the file (the upload's hash, its size), so that it may be kept for ever.
"""

from __future__ import annotations

import hashlib
import io
import re

from django.utils.translation import gettext as _
from PIL import Image

from articles.lib import imaging
from articles.lib.imaging.cutout import cutout
from articles.lib.imaging.renditions import cropped

#: The pixels of a logo at most; a page shows it at half that, sharp on every screen.
LOGO = (720, 144)
LEAST_LOGO = 40
LARGE, SMALL = 512, 192
CARD = (1_200, 675)
#: The names of all files that are made here.
NAME = re.compile(r"[0-9a-f]{16}-(?:logo|icon|card)-[0-9]{1,4}x[0-9]{1,4}\.(?P<kind>png|jpg)")

Files = list[tuple[str, bytes]]


class TooSmall(Exception):
    """The picture has too few pixels for its place; the text is for the editor."""


def logo(data: bytes, limits: imaging.Limits) -> Files:
    """The logo's file. Raises NotAPicture and TooSmall."""
    image = cutout(data, limits)
    if image.height < LEAST_LOGO:
        raise TooSmall(
            _("This logo is %(have)d pixels high; please upload one of at least %(least)d.")
            % {"have": image.height, "least": LEAST_LOGO}
        )
    image.thumbnail(LOGO, Image.Resampling.LANCZOS)
    return [(_name(data, "logo", image, "png"), _png(image))]


def icon(data: bytes, limits: imaging.Limits) -> Files:
    """The icon's files, the large one first: that one is opaque, for devices that show no ground.

    Raises NotAPicture and TooSmall.
    """
    image = cutout(data, limits)
    if min(image.size) < SMALL:
        raise TooSmall(
            _("This icon is %(have)d pixels wide; please upload one of at least %(least)d.")
            % {"have": min(image.size), "least": SMALL}
        )
    side = max(image.size)
    square = Image.new("RGBA", (side, side), (255, 255, 255, 0))
    square.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    large = square.resize((LARGE, LARGE), Image.Resampling.LANCZOS)
    opaque = Image.new("RGB", large.size, "white")
    opaque.paste(large, mask=large.getchannel("A"))
    small = square.resize((SMALL, SMALL), Image.Resampling.LANCZOS)
    return [
        (_name(data, "icon", opaque, "png"), _png(opaque)),
        (_name(data, "icon", small, "png"), _png(small)),
    ]


def card(data: bytes, limits: imaging.Limits) -> Files:
    """The card that other sites show for what has no picture. Raises NotAPicture and TooSmall."""
    image = imaging.decode(data, limits).image
    if image.width < CARD[0] or image.height < CARD[1]:
        raise TooSmall(
            _("This card has %(have)s pixels; please upload one of at least %(least)s.")
            % {"have": f"{image.width} × {image.height}", "least": f"{CARD[0]} × {CARD[1]}"}
        )
    made = cropped(image, (16, 9), (0.5, 0.5))
    buffer = io.BytesIO()
    made.save(buffer, "JPEG", quality=85, optimize=True, progressive=True)
    return [(_name(data, "card", made, "jpg"), buffer.getvalue())]


def small(name: str) -> str:
    """The small file that goes with the large one of an icon."""
    return name.replace(f"-{LARGE}x{LARGE}.", f"-{SMALL}x{SMALL}.")


def shown_size(name: str) -> tuple[int, int]:
    """How large a page shows a logo: half its pixels. (0, 0) where there is none."""
    found = re.search(r"-([0-9]+)x([0-9]+)\.", name)
    return (max(1, int(found[1]) // 2), max(1, int(found[2]) // 2)) if found else (0, 0)


def _name(data: bytes, what: str, image: Image.Image, ending: str) -> str:
    digest = hashlib.sha256(data).hexdigest()[:16]
    return f"{digest}-{what}-{image.width}x{image.height}.{ending}"


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
