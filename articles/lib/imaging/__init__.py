"""Pictures: what an upload is, what it tells of itself, and the renditions made of it.

    picture = decode(data)                      # or NotAPicture, whose text is for the editor
    rights = Rights(credit="Ada Rossi")
    name, small = quick(picture, rights)        # at the upload
    for name, content in renditions(picture, rights, focus=(0.3, 0.5), leave_out={name}):
        ...                                     # in the background

Nothing of the uploaded file is ever served: each rendition is made of pixels alone.
"""

from articles.lib.imaging.decoding import Decoded, decode
from articles.lib.imaging.formats.sniffing import Kind, sniff
from articles.lib.imaging.limits import Limits, inspect
from articles.lib.imaging.metadata.rights import Rights
from articles.lib.imaging.metadata.words import Words
from articles.lib.imaging.placeholder import tone
from articles.lib.imaging.refusal import NotAPicture, Reason
from articles.lib.imaging.renditions import (
    CROP_WIDTH,
    CROPS,
    RECIPE,
    WIDTHS,
    crop_name,
    crop_size,
    ladder,
    names,
    quick,
    renditions,
)
from articles.lib.imaging.turns import BYTES as LARGE_FILE
from articles.lib.imaging.turns import Busy, turn
from articles.lib.imaging.upload import Upload, receive

__all__ = [
    "CROPS",
    "CROP_WIDTH",
    "LARGE_FILE",
    "RECIPE",
    "WIDTHS",
    "Busy",
    "Decoded",
    "Kind",
    "Limits",
    "NotAPicture",
    "Reason",
    "Rights",
    "Upload",
    "Words",
    "crop_name",
    "crop_size",
    "decode",
    "inspect",
    "ladder",
    "names",
    "quick",
    "receive",
    "renditions",
    "sniff",
    "tone",
    "turn",
]
