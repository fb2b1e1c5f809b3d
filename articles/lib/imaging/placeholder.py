"""The colour that stands in a picture's place until it is there."""

from __future__ import annotations

from PIL import Image

from articles.lib.imaging.decoding import Decoded

_SAMPLE = (48, 48)
_COLOURS = 6


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
