"""From a file to pixels that renditions can be made of, never more of them than needed."""

from __future__ import annotations

import importlib
import io
import warnings
from dataclasses import dataclass, field

from PIL import Image

from articles.lib.imaging import colour, turns
from articles.lib.imaging.formats.container import MOST_ICC, Container
from articles.lib.imaging.formats.sniffing import Kind
from articles.lib.imaging.limits import Limits, inspect
from articles.lib.imaging.metadata import exif, provenance
from articles.lib.imaging.metadata.provenance import Provenance
from articles.lib.imaging.metadata.words import Words, gather
from articles.lib.imaging.refusal import NotAPicture, Reason, damaged

#: The least width and height, in pixels, that the largest rendition and crop want, and some
#: more, so that they are still made by shrinking.
_NEEDED = (2_800, 1_680)
#: The most pixels that are held once it is decoded.
WORKING_PIXELS = 24_000_000
_TURNS = {
    2: [Image.Transpose.FLIP_LEFT_RIGHT],
    3: [Image.Transpose.ROTATE_180],
    4: [Image.Transpose.FLIP_TOP_BOTTOM],
    5: [Image.Transpose.TRANSPOSE],
    6: [Image.Transpose.ROTATE_270],
    7: [Image.Transpose.TRANSVERSE],
    8: [Image.Transpose.ROTATE_90],
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture that was taken: upright, opaque, in sRGB.

    `width` and `height` are the original's, upright, in pixels; `image` may be smaller, as far
    as no rendition needs more. `words` are what its metadata tell, without any place on a map.
    `moving`: the file has more pictures than this one, which is its still.
    """

    kind: Kind
    width: int
    height: int
    image: Image.Image = field(repr=False)
    words: Words
    moving: bool = False
    provenance: Provenance = field(default_factory=Provenance)


def decode(
    data: bytes,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    *,
    patience: float | None = None,
) -> Decoded:
    """Decode the picture in `data` to its end; a large one when it is its turn on this host.

    Raises NotAPicture, and nothing else, where that can't be done within `limits`; Busy of these
    where its turn does not come within `patience` seconds.
    """
    kind, container = inspect(data, limits)
    large = container.width * container.height > turns.PIXELS
    try:
        with turns.turn(large=large, patience=patience), warnings.catch_warnings():
            # Pillow warns of what `inspect` has looked at, and of metadata that are not used.
            warnings.simplefilter("ignore")
            upright = _upright(kind, container)
    except NotAPicture:
        raise
    # Pillow's decoders raise many kinds of errors on damaged files; all mean the same here.
    except Exception as error:
        raise damaged() from error
    width, height = container.width, container.height
    if _orientation(container) >= 5:
        width, height = height, width
    words, told = gather(container), provenance.read(container)
    return Decoded(kind, width, height, upright, words, container.moving, told)


def scale(width: int, height: int, *, turned: bool = False) -> int:
    """By how much a picture of this size can be shrunk at once: 1 for not at all.

    `turned`: its width will become its height.
    """
    across, down = reversed(_NEEDED) if turned else _NEEDED
    factor = max(1, min(width // across, height // down))
    while width * height > WORKING_PIXELS * factor * factor:
        factor += 1
    return factor


def _upright(kind: Kind, container: Container) -> Image.Image:
    picture = opened(kind, container)
    factor = scale(container.width, container.height, turned=_orientation(container) >= 5)
    if kind is Kind.JPEG and factor > 1:
        _draft(picture, factor)
    picture.load()
    if container.crop:
        picture = picture.crop(container.crop)
    left = scale(*picture.size, turned=_orientation(container) >= 5)
    working = colour.shrunk(picture, left, plain_inks=container.plain_inks)
    if working is not picture:
        picture.close()  # the whole one is not needed while colours are worked out
    working = colour.on_white(working, container.icc)
    for turn in _TURNS.get(_orientation(container), []):
        working = working.transpose(turn)
    return working


def opened(kind: Kind, container: Container) -> Image.Image:
    """Pillow's picture, not loaded, and what only its decoder knows put into `container`."""
    if kind is Kind.HEIC:
        try:
            importlib.import_module("pillow_heif").register_heif_opener(thumbnails=False)
        except ImportError:
            raise NotAPicture(Reason.HEIC) from None
    picture = Image.open(io.BytesIO(container.bare), formats=[kind])
    if kind in {Kind.AVIF, Kind.HEIC}:
        container.width, container.height = picture.size
        if container.crop:
            left, top, right, bottom = container.crop
            container.width, container.height = right - left, bottom - top
        # Its own EXIF is not in the bare file: what Pillow tells is how the boxes turn it.
        block = (picture.info.get("exif") or b"").removeprefix(b"Exif\0\0")
        # HEIC's reader has turned it already.
        container.orientation = exif.orientation(block) if kind is Kind.AVIF else 1
        profile = picture.info.get("icc_profile") or b""
        container.icc = profile if len(profile) <= MOST_ICC else b""
    elif picture.size != (container.width, container.height):
        raise damaged()
    return picture


def _draft(picture: Image.Image, factor: int) -> None:
    """Have the JPEG decoder leave out what is shrunk away: by 2, 4 or 8."""
    step = next((step for step in (8, 4, 2) if step <= factor), 1)
    if picture.width * picture.height > WORKING_PIXELS * step * step and step < 8:
        step *= 2
    picture.draft(None, (picture.width // step, picture.height // step))


def _orientation(container: Container) -> int:
    """How the picture lies, 1 to 8; what makes no sense means upright."""
    if container.orientation is None:
        container.orientation = exif.orientation(container.exif)
    return container.orientation
