"""How much is taken, and the look at a file before anything of it is decoded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from articles.lib.imaging.formats import gif, jpeg, png, tiff, webp
from articles.lib.imaging.formats.container import Container
from articles.lib.imaging.formats.heif import avif, heic
from articles.lib.imaging.formats.sniffing import Kind, sniff
from articles.lib.imaging.refusal import NotAPicture, Reason, damaged, too_many_pixels


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is taken of one file: bytes, pixels, and pixels of each side."""

    bytes: int = 60 << 20
    pixels: int = 120_000_000
    side: int = 30_000


#: The most pixels of each kind whose decoding stays under half a gigabyte. A JPEG is decoded
#: at a reduced scale; libwebp and libavif hold a picture several times over.
MOST_PIXELS = {
    Kind.JPEG: 120_000_000,
    Kind.PNG: 50_000_000,
    Kind.TIFF: 50_000_000,
    Kind.GIF: 50_000_000,
    Kind.HEIC: 50_000_000,
    Kind.AVIF: 36_000_000,
    Kind.WEBP: 26_000_000,
}
#: What a decoder may hold beside the picture itself: the coefficients of a progressive JPEG.
_MOST_HELD = 300_000_000

_READERS: dict[Kind, Callable[[bytes], Container]] = {
    Kind.JPEG: jpeg.read,
    Kind.PNG: png.read,
    Kind.WEBP: webp.read,
    Kind.AVIF: avif.read,
    Kind.HEIC: heic.read,
    Kind.TIFF: tiff.read,
    Kind.GIF: gif.read,
}


def inspect(data: bytes, limits: Limits = Limits()) -> tuple[Kind, Container]:
    """What `data` is and says of itself; nothing is decoded.

    Raises NotAPicture when it is of another kind, too large, or its parts don't fit together.
    """
    if len(data) > limits.bytes:
        megabytes = f"{limits.bytes / 2**20:.0f}"
        raise NotAPicture(Reason.BYTES, have=f"{len(data) / 2**20:.1f}", most=megabytes)
    kind = sniff(data)
    try:
        container = _READERS[kind](data)
    except IndexError:
        raise damaged() from None
    width, height = container.width, container.height
    most = min(limits.pixels, MOST_PIXELS[kind])
    if width * height > most:
        raise too_many_pixels(width * height, most)
    if max(width, height) > limits.side:
        raise NotAPicture(Reason.SIDE, have=str(max(width, height)), most=str(limits.side))
    # A little more is honest: tiles reach over the edges, an alpha plane is a picture too.
    if container.coded > 2.5 * max(width * height, 1_000_000):
        raise damaged()
    if container.held > _MOST_HELD:
        share = most * _MOST_HELD // container.held
        raise too_many_pixels(width * height, min(share, width * height - 1))
    return kind, container
