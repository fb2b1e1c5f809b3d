"""Pixels of any kind into what screens show: sRGB, eight bits, on white."""

from __future__ import annotations

import io

from PIL import Image, ImageChops, ImageCms

_WITH_PROFILE = {"L", "RGB", "RGBA", "CMYK", "LAB"}
#: The rows of a picture that are worked on at once.
_BAND = 256


def shrunk(picture: Image.Image, factor: int, *, plain_inks: bool = False) -> Image.Image:
    """The picture at a `factor`-th of its size, in a mode whose pixels can be averaged.

    That is L, RGB, RGBA, CMYK or LAB. `plain_inks`: its CMYK was not inverted as Adobe's is,
    but decoded as if it were.
    """
    white = _white(picture)
    if factor == 1:
        return _plain(picture, plain_inks, white)
    width, height = (-(-side // factor) for side in picture.size)
    small: Image.Image | None = None
    # In bands, because each step makes a copy, and a whole large one costs 200 MB.
    rows = factor * max(1, _BAND // factor)
    for top in range(0, picture.height, rows):
        band = picture.crop((0, top, picture.width, min(picture.height, top + rows)))
        band = _plain(band, plain_inks, white).reduce(factor)
        small = small or Image.new(band.mode, (width, height))
        small.paste(band, (0, top // factor))
    assert small
    return small


def _plain(picture: Image.Image, plain_inks: bool, white: float) -> Image.Image:
    if white:
        factor = 255 / white
        return picture.convert("F").point(lambda value: value * factor + 0.5).convert("L")
    if picture.mode == "CMYK" and plain_inks:
        return ImageChops.invert(picture)
    if picture.mode in {"L", "RGB", "CMYK", "LAB"} and "transparency" not in picture.info:
        return picture
    if picture.mode == "1":
        return picture.convert("L")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _white(picture: Image.Image) -> float:
    """The value that stands for white in greys of more than eight bits; 0 of other pictures.

    Nothing in a file says it: by custom it is 1 in floating point and 65535 in integers.
    """
    if picture.mode.startswith("I;16"):
        return 65_535
    if picture.mode not in {"I", "F"}:
        return 0
    high = picture.getextrema()[1]
    white = 1.0 if picture.mode == "F" else 65_535.0
    return max(float(high), white) if isinstance(high, int | float) else white


def on_white(picture: Image.Image, profile: bytes) -> Image.Image:
    """The picture, as `shrunk` makes it, and with its `profile`, as opaque sRGB."""
    if profile or picture.mode == "LAB":
        picture = _in_srgb(picture, profile)
    if picture.mode == "RGBA":
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    picture = picture.convert("RGB")
    picture.info = {}
    return picture


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """A broken profile, or one for other pixels, is no reason to refuse a whole picture."""
    if picture.mode not in _WITH_PROFILE:
        return picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        if profile and picture.mode != "LAB":
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        else:
            source = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, source, target, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    return converted or picture
