"""EXIF, as far as we read it. Where a picture was taken is never looked at."""

from __future__ import annotations

from articles.lib.imaging.metadata import ifd

_DESCRIPTION, _ORIENTATION, _CHANGED, _ARTIST, _COPYRIGHT = 270, 274, 306, 315, 33432
_EXIF, _TAKEN, _TAKEN_OFFSET = 34665, 36867, 36881
_MOST = 4_096


def orientation(block: bytes) -> int:
    """How the picture lies, 1 (upright) to 8; what makes no sense is 1."""
    page = ifd.first(block)
    found = page.number(_ORIENTATION, 1) if page else 1
    return found if 1 <= found <= 8 else 1


def fields(block: bytes) -> dict[str, list[bytes]]:
    """The texts of `Words` in a block of EXIF (or a TIFF file), still as bytes."""
    page = ifd.first(block)
    if not page:
        return {}
    found = {
        "caption": page.value(_DESCRIPTION, _MOST),
        "creator": page.value(_ARTIST, _MOST),
        # Photographer and editor may stand in it, parted by a NUL.
        "copyright": page.value(_COPYRIGHT, _MOST).replace(b"\0", b" "),
    }
    details = page.at(_EXIF)
    if details:
        taken, offset = details.value(_TAKEN, 32), details.value(_TAKEN_OFFSET, 16)
        found["taken_at"] = taken.rstrip(b"\0 ") + offset.rstrip(b"\0 ")
    return {name: [value] for name, value in found.items() if value.strip(b"\0 ")}
