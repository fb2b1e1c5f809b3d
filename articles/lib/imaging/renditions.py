"""What readers are shown of a picture: a ladder of widths in three formats, and three crops."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterator
from typing import Any

from PIL import Image

from articles.lib.imaging.decoding import Decoded
from articles.lib.imaging.metadata.rights import Rights

WIDTHS = (240, 320, 480, 640, 800, 1200, 1600, 2000)
#: The crop's width at most, in pixels; Discover and structured data ask for as much.
CROP_WIDTH = 1_200
CROPS = {"16x9": (16, 9), "4x3": (4, 3), "1x1": (1, 1)}
QUICK_WIDTH = 640

Focus = tuple[float, float]
MIDDLE: Focus = (0.5, 0.5)

# Chosen by measuring (`python -m bench.pictures`): three photos at 320, 640, 1200 and 1600 pixels,
# together, on one core. AVIF at 7 keeps what JPEG at 76 keeps, in 39 % of its bytes.
#
#                seconds    bytes    SSIM                   seconds    bytes    SSIM
#   JPEG 76         0.16  745,453  0.9817   AVIF 52, speed 6   5.41  227,816  0.9804
#   JPEG 80         0.16  829,314  0.9847   AVIF 58, speed 6   4.76  273,895  0.9828
#   WebP 76, 4      0.70  317,558  0.9786   AVIF 58, speed 7   2.56  290,129  0.9822
#   WebP 80, 4      0.59  378,486  0.9813   AVIF 58, speed 9   0.37  394,228  0.9794
ENCODINGS: dict[str, dict[str, Any]] = {
    # More threads would make other bytes on other machines.
    "avif": {"format": "AVIF", "quality": 58, "speed": 7, "max_threads": 1},
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    "jpg": {"format": "JPEG", "quality": 80, "optimize": True, "progressive": True},
}


#: Another one after each change of what is made, or how: a file never changes under its address.
RECIPE = hashlib.sha256(repr((ENCODINGS, CROP_WIDTH, CROPS)).encode()).hexdigest()


def ladder(width: int) -> list[int]:
    """The widths of the renditions of a picture `width` pixels wide: never wider than it is."""
    return [step for step in WIDTHS if step <= width] or [width]


def names(picture: Decoded, focus: Focus = MIDDLE) -> list[str]:
    """The names of all files that `renditions` makes, in its order."""
    widths = sorted(ladder(picture.image.width), reverse=True)
    wide = [f"{width}.{ending}" for width in widths for ending in ENCODINGS]
    return [*(crop_name(crop, focus) for crop in CROPS), *wide]


def crop_name(crop: str, focus: Focus = MIDDLE) -> str:
    """The file of a crop, named by its focus too: a file never changes under its name."""
    x, y = (round(100 * part) for part in _inside(focus))
    return f"{crop}-{x}-{y}.jpg"


def crop_size(crop: str, width: int, height: int) -> tuple[int, int]:
    """Width and height of a crop of a picture of that size, all in pixels."""
    _box, size = _crop((width, height), CROPS[crop], MIDDLE)
    return size


def renditions(
    picture: Decoded,
    rights: Rights,
    *,
    focus: Focus = MIDDLE,
    leave_out: Collection[str] = (),
) -> Iterator[tuple[str, bytes]]:
    """Each file by its name, one after the other, so that a caller stores as it goes.

    `focus` is the point around which crops are cut, x and y from 0 to 1. Files in `leave_out`
    exist already. The same input makes the same bytes.
    """
    blocks = rights.blocks()
    for crop, ratio in CROPS.items():
        name = crop_name(crop, focus)
        if name not in leave_out:
            yield name, encoded(cropped(picture.image, ratio, focus), "jpg", blocks)
    image = picture.image
    for width in sorted(ladder(image.width), reverse=True):
        # Each smaller one is made from the one before: much faster, and as good to the eye.
        image = narrowed(image, width, height(picture, width))
        for ending in ENCODINGS:
            if (name := f"{width}.{ending}") not in leave_out:
                yield name, encoded(image, ending, blocks)


def quick(picture: Decoded, rights: Rights) -> tuple[str, bytes]:
    """One small WebP, so that every page can show the picture from the moment of the upload.

    It is one of `names`, and needs not be made again.
    """
    width = max(ladder(min(picture.image.width, QUICK_WIDTH)))
    return f"{width}.webp", encoded(
        narrowed(picture.image, width, height(picture, width)), "webp", rights.blocks()
    )


def height(picture: Decoded, width: int) -> int:
    """The height of the rendition of that width, both in pixels."""
    return max(1, round(picture.height * width / picture.width))


def narrowed(image: Image.Image, width: int, height: int) -> Image.Image:
    """The image at that size, in pixels."""
    if image.size == (width, height):
        return image
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)


def cropped(image: Image.Image, ratio: tuple[int, int], focus: Focus) -> Image.Image:
    """The largest part of `image` with this ratio whose middle is as near `focus` as can be.

    It is at most CROP_WIDTH wide, and never enlarged.
    """
    box, size = _crop(image.size, ratio, focus)
    return image.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3)


def _crop(
    whole: tuple[int, int], ratio: tuple[int, int], focus: Focus
) -> tuple[tuple[int, int, int, int], tuple[int, int]]:
    """The part to be cut out, and the size that it gets."""
    across, down = ratio
    width = max(1, min(whole[0], whole[1] * across // down))
    height = max(1, min(whole[1], round(width * down / across)))
    left, top = (
        min(max(0, round(part * side - wanted / 2)), side - wanted)
        for part, side, wanted in zip(_inside(focus), whole, (width, height), strict=True)
    )
    size = (
        min(width, CROP_WIDTH),
        max(1, min(height, round(min(width, CROP_WIDTH) * down / across))),
    )
    return (left, top, left + width, top + height), size


def encoded(image: Image.Image, ending: str, blocks: dict[str, Any]) -> bytes:
    """The file of `image` in one of ENCODINGS, with these blocks of metadata and no other."""
    buffer = io.BytesIO()
    image.save(buffer, **ENCODINGS[ending], **blocks)
    return buffer.getvalue()


def _inside(focus: Focus) -> Focus:
    """`focus`, moved into the picture; what is no number means the middle."""
    x, y = (min(max(part, 0.0), 1.0) if part == part else 0.5 for part in focus)  # noqa: PLR0124
    return x, y
