"""A picture's way in, from whichever door it comes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from articles.lib import imaging


def received(file: UploadedFile[Any]) -> imaging.Upload:
    """The picture in an uploaded file, within the limits of the settings.

    One that is too large is refused unread, and a large one is read when it is its turn. Raises
    NotAPicture, and Busy of these where that takes too long.
    """
    most = imaging.Limits(bytes=settings.PICTURE_MAX_BYTES, pixels=settings.PICTURE_MAX_PIXELS)
    if file.size and file.size > most.bytes:
        have = f"{file.size / 2**20:.1f}"
        raise imaging.NotAPicture(imaging.Reason.BYTES, have=have, most=f"{most.bytes / 2**20:.0f}")
    with imaging.turn(large=(file.size or 0) > imaging.LARGE_FILE):
        return imaging.receive(file.read(), most)
