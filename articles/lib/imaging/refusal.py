"""Why a file was not taken, in a sentence that tells the editor what to do."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Reason(StrEnum):
    """What is wrong with a file; the value is for logs and metrics."""

    EMPTY = "empty"
    BYTES = "bytes"
    PIXELS = "pixels"
    SIDE = "side"
    DAMAGED = "damaged"
    UNKNOWN = "unknown"
    FLAVOUR = "flavour"
    VECTOR = "vector"
    PAGE = "page"
    DOCUMENT = "document"
    ARCHIVE = "archive"
    RAW = "raw"
    MOVING = "moving"
    CROP = "crop"
    HEIC = "heic"
    OTHER = "other"
    BUSY = "busy"


# Translated when it is read, in the language of whoever reads it.
_SENTENCES = {
    Reason.EMPTY: _("This file is empty. Please choose the picture again."),
    Reason.BYTES: _(
        "This file has %(have)s MB; at most %(most)s MB are taken. "
        "Please save it as a JPEG, or smaller."
    ),
    Reason.PIXELS: _(
        "This picture has %(have)s megapixels; at most %(most)s are taken of this kind. "
        "Please save it as an ordinary (not progressive) JPEG, or smaller."
    ),
    Reason.SIDE: _(
        "This picture is %(have)s pixels long on one side; at most %(most)s are taken. "
        "Please crop it, or save it smaller."
    ),
    Reason.DAMAGED: _(
        "This picture is damaged and can't be read to its end. "
        "Please send it again, or save it anew from the program it comes from."
    ),
    Reason.UNKNOWN: _(
        "This is not a picture we can read. JPEG, PNG, WebP, AVIF, TIFF and GIF are taken."
    ),
    Reason.FLAVOUR: _(
        "This is a rare flavour of %(kind)s that we can't read. Please save it as an ordinary JPEG."
    ),
    Reason.VECTOR: _(
        "This is a vector graphic. Please export it as a PNG, at least 2000 pixels wide."
    ),
    Reason.PAGE: _(
        "This is a web page or a script, not a picture. Please save the picture itself, not the "
        "page it is on."
    ),
    Reason.DOCUMENT: _(
        "This is a document, not a picture. Please export the picture from it as a JPEG or PNG."
    ),
    Reason.ARCHIVE: _(
        "This is an archive or an office file, not a picture. Please take the pictures out of it."
    ),
    Reason.RAW: _("This is a camera's raw file. Please develop it, and send the JPEG."),
    Reason.MOVING: _(
        "This is a video or a moving picture. Please send a still picture of it, as a JPEG."
    ),
    Reason.CROP: _(
        "This picture is cropped in a way that we can't follow, and what was cropped away must not "
        "be shown. Please save the cropped picture as a JPEG."
    ),
    Reason.HEIC: _(
        "HEIC pictures can't be read here. Please save it as a JPEG; on an iPhone: "
        "Settings, Camera, Formats, Most Compatible."
    ),
    Reason.BUSY: _(
        "Another large picture is being processed. Please send this one again in a few seconds."
    ),
    Reason.OTHER: _("%(kind)s pictures are not taken. Please save it as a JPEG, PNG or WebP."),
}


class NotAPicture(ValueError):
    """A file was refused; its text tells the editor why, and what to do.

    `reason` is for programs; `numbers` fill the sentence (`have`, `most`, `kind`).
    """

    def __init__(self, reason: Reason, **numbers: str) -> None:
        super().__init__(reason, numbers)
        self.reason = reason
        self.numbers = numbers

    def __str__(self) -> str:
        return str(_SENTENCES[self.reason]) % self.numbers


def damaged() -> NotAPicture:
    """The refusal of a file that says impossible things, or that ends too early."""
    return NotAPicture(Reason.DAMAGED)


def too_many_pixels(have: int, most: int) -> NotAPicture:
    """The refusal of a picture of `have` pixels where `most` are taken."""
    return NotAPicture(Reason.PIXELS, have=f"{have / 1e6:.0f}", most=f"{most / 1e6:.0f}")
