"""What stands in a picture's place until it is there: a colour, or a few blurred bytes."""

from __future__ import annotations

import io

from PIL import Image, ImageFilter

from articles.lib.imaging.decoding import Decoded

MOST_BYTES = 200
_SAMPLE = (48, 48)
_COLOURS = 6
_EDGES = (24, 20, 16, 12, 8, 4, 1)


def tone(picture: Decoded) -> str:
    """The colour that takes up most of the picture, as `#rrggbb`."""
    sample = picture.image.resize(_SAMPLE, Image.Resampling.BOX)
    few = sample.quantize(_COLOURS, Image.Quantize.MEDIANCUT)
    counted = few.getcolors() or []
    # Of two that take up as much, the first in the palette, so that it is always the same.
    number = max(counted, key=lambda one: (one[0], -int(str(one[1]))))[1]
    palette = few.getpalette() or [0, 0, 0]
    at = 3 * int(str(number))
    return "#" + bytes(palette[at : at + 3]).hex()


def blur(picture: Decoded) -> bytes:
    """A WebP of at most 200 bytes, to be shown enlarged."""
    data = b""
    for edge in _EDGES:
        share = min(1.0, edge / max(picture.image.size))
        size = tuple(max(1, round(side * share)) for side in picture.image.size)
        small = picture.image.resize((size[0], size[1]), Image.Resampling.BOX)
        buffer = io.BytesIO()
        small.filter(ImageFilter.GaussianBlur(0.6)).save(buffer, "WEBP", quality=20, method=6)
        data = buffer.getvalue()
        if len(data) <= MOST_BYTES:
            break
    return data
