"""A picture with what is transparent in it kept: a logo, an icon."""

from __future__ import annotations

import warnings

from PIL import Image

from articles.lib.imaging import decoding
from articles.lib.imaging.limits import Limits, inspect


def cutout(data: bytes, limits: Limits = Limits()) -> Image.Image:  # noqa: B008 - frozen
    """The picture in `data` as RGBA, without the empty edges around it.

    Raises NotAPicture where it is none, damaged or too large, as for every other upload.
    """
    whole = decoding.decode(data, limits)
    kind, container = inspect(data, limits)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        picture = decoding.opened(kind, container)
        picture.load()
    if not picture.has_transparency_data:
        return whole.image.convert("RGBA")
    image = picture.convert("RGBA")
    # Metadata stay behind: only pixels are taken over.
    image.info = {}
    box = image.getchannel("A").point(lambda alpha: 255 if alpha > 8 else 0).getbbox()
    return image.crop(box) if box else image
