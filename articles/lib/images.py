"""Pure functions on pictures: what an upload is, and the renditions made of it."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

#: Made at the upload, so that every page can show the picture at once.
QUICK_WIDTHS = (320, 960)
#: Made in the background, as far as the picture is wide.
WIDTHS = (320, 640, 960, 1280, 1600)
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF")
SOCIAL_SIZE = (1200, 675)


class NotAPicture(ValueError):
    """An upload was refused; its text tells the editor why."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A verified upload: its bytes and what was found out about them."""

    data: bytes
    sha256: str
    format: str
    width: int
    height: int
    tone: str


def verify(data: bytes, *, max_bytes: int, max_pixels: int) -> Upload:
    """Find out what `data` is, by its content; sizes are checked before anything is decoded.

    Raises NotAPicture, with a sentence for the editor, when it is too large, not of a known
    format, damaged, or much larger than it says.
    """
    if len(data) > max_bytes:
        raise NotAPicture(
            f"This file has {len(data) / 1_048_576:.0f} MB; "
            f"at most {max_bytes / 1_048_576:.0f} MB are taken."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            if picture.width * picture.height > max_pixels:
                raise NotAPicture(
                    f"This picture has {picture.width * picture.height / 1e6:.0f} megapixels; "
                    f"at most {max_pixels / 1e6:.0f} are taken."
                )
            upright = _upright(picture)
    except UnidentifiedImageError:
        raise NotAPicture(
            "This is not a picture we can read. JPEG, PNG, WebP, AVIF, TIFF and GIF are taken."
        ) from None
    except NotAPicture:
        raise
    # Pillow's decoders raise many kinds of errors on damaged files; all mean the same here.
    except Exception as error:
        raise NotAPicture("This picture is damaged and can't be read to its end.") from error
    red, green, blue = upright.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))  # type: ignore[misc]
    return Upload(
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        format=str(picture.format),
        width=upright.width,
        height=upright.height,
        tone=f"#{red:02x}{green:02x}{blue:02x}",
    )


def ladder(original: int, widths: Iterable[int] = WIDTHS) -> list[int]:
    """The rendition widths for a picture of `original` pixels: never wider than it is."""
    fitting = sorted(width for width in widths if width <= original)
    return fitting or [original]


def renditions(data: bytes, widths: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """WebP files of the picture in each of `widths`, without any of its metadata."""
    picture = _upright(Image.open(io.BytesIO(data), formats=FORMATS))
    for width in sorted(widths, reverse=True):
        height = max(1, round(picture.height * width / picture.width))
        # Each smaller one is made from the one before: much faster, and as good to the eye.
        picture = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)
        yield width, _encoded(picture, "WEBP", quality=76, method=3)


def social_card(data: bytes, focus: tuple[float, float]) -> bytes:
    """A JPEG of 1200 × 675 pixels, cropped around `focus` (x and y from 0 to 1)."""
    picture = _upright(Image.open(io.BytesIO(data), formats=FORMATS))
    card = ImageOps.fit(picture, SOCIAL_SIZE, Image.Resampling.LANCZOS, centering=focus)
    return _encoded(card, "JPEG", quality=80, optimize=True, progressive=True)


def _encoded(picture: Image.Image, format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format, **options)
    return buffer.getvalue()


def _upright(picture: Image.Image) -> Image.Image:
    """The first frame, turned as its EXIF says, in sRGB, on white where it was transparent."""
    profile = picture.info.get("icc_profile")
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith(("I", "F")):
        upright = upright.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if profile and upright.mode in {"RGB", "CMYK", "L"}:
        upright = _in_srgb(upright, profile)
    if upright.has_transparency_data:
        layer = upright.convert("RGBA")
        upright = Image.new("RGB", layer.size, "white")
        upright.paste(layer, mask=layer.getchannel("A"))
    upright = upright.convert("RGB")
    upright.info = {}
    return upright


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        # A broken profile is no reason to refuse a picture that is whole.
        return picture
    return converted or picture
