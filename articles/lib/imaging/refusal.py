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
    Reason.EMPTY: _("This file is empty. Choose the picture again."),
    Reason.BYTES: _(
        "This file is %(have)s MB; the limit is %(most)s MB. "
        "Save it as a JPEG, or at a smaller size."
    ),
    Reason.PIXELS: _(
        "This picture has %(have)s megapixels; at most %(most)s are allowed in this format. "
        "Save it as an ordinary (not progressive) JPEG, or at a smaller size."
    ),
    Reason.SIDE: _(
        "This picture is %(have)s pixels long on one side; the limit is %(most)s. "
        "Crop it, or save it at a smaller size."
    ),
    Reason.DAMAGED: _(
        "This picture is damaged. "
        "Upload it again, or export it again from the program it was made with."
    ),
    Reason.UNKNOWN: _("This is not a picture file. Use JPEG, PNG, WebP, AVIF, TIFF or GIF."),
    Reason.FLAVOUR: _("This type of %(kind)s is not supported. Save it as an ordinary JPEG."),
    Reason.VECTOR: _("This is a vector graphic. Export it as a PNG, at least 2000 pixels wide."),
    Reason.PAGE: _(
        "This is a web page or a script, not a picture. Save the picture itself, not the "
        "page it is on."
    ),
    Reason.DOCUMENT: _(
        "This is a document, not a picture. Export the picture from it as a JPEG or PNG."
    ),
    Reason.ARCHIVE: _(
        "This is an archive or an office file, not a picture. Upload the pictures in it one by one."
    ),
    Reason.RAW: _("This is a camera raw file. Export it as a JPEG."),
    Reason.MOVING: _("This is a video or an animation. Upload a still from it, as a JPEG."),
    Reason.CROP: _(
        "The crop of this picture can’t be read, so what was cropped away might be shown. "
        "Save the cropped picture as a JPEG."
    ),
    Reason.HEIC: _(
        "HEIC pictures are not supported. Save it as a JPEG; on an iPhone: "
        "Settings, Camera, Formats, Most Compatible."
    ),
    Reason.BUSY: _(
        "Another large picture is being processed. Upload this one again in a few seconds."
    ),
    Reason.OTHER: _("%(kind)s pictures are not supported. Save it as a JPEG, PNG or WebP."),
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
