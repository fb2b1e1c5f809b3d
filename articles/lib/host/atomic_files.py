"""Write files atomically and durably: whole or not at all, and safe from a power cut."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def write(place: Path, parts: Iterable[bytes], *, mode: int = 0o600, over: bool = True) -> None:
    """Write a file beside its place, put it on the disk, and only then give it its name.

    Returns once the name is on the disk too. Raises OSError; FileExistsError where a file of that
    name is there and is not to be written `over`.
    """
    _make_folder(place.parent)
    number, beside = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(number, "wb") as file:
            file.writelines(parts)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        if over:
            Path(beside).replace(place)
        else:
            # Unlike a look whether it is there, this can have one winner only.
            os.link(beside, place)
        sync_folder(place.parent)
    finally:
        with suppress(OSError):
            Path(beside).unlink()


def sync_folder(folder: Path) -> None:
    """Put the names in `folder` on the disk."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _make_folder(folder: Path) -> None:
    """Make `folder`, and those around it, to stay."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)
