"""What was uploaded: its bytes, under their hash, and the picture that they are."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from articles.lib.imaging.decoding import Decoded, decode
from articles.lib.imaging.limits import Limits


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was taken."""

    data: bytes = field(repr=False)
    sha256: str
    picture: Decoded


def receive(data: bytes, limits: Limits = Limits()) -> Upload:  # noqa: B008 - frozen
    """Take the file in `data`. Raises NotAPicture where it is none, or too large."""
    return Upload(data, hashlib.sha256(data).hexdigest(), decode(data, limits))
