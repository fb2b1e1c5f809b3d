"""A file of numbers in memory: there as a whole, with all its room on the disk, or not at all.

A process dies by a signal when it writes to memory whose place on the disk is not there any more.
So the room is reserved before anything is written, and where there is none there is no ledger.
"""

from __future__ import annotations

import errno
import mmap
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

#: Which file it is, whatever it is called.
Identity = tuple[int, int]
Words = memoryview
#: File systems that reserve nothing say so by one of these.
UNKNOWN = (errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS)


def identity(facts: os.stat_result) -> Identity:
    """Which file has these facts."""
    return facts.st_dev, facts.st_ino


def at(path: Path) -> Identity | None:
    """Which file is at `path`; None where there is none, or where that can't be told."""
    try:
        return identity(path.stat())
    except OSError:
        return None


def obtain(
    path: Path, size: int, is_good: Callable[[Words], bool], begin: Callable[[Words], None]
) -> tuple[mmap.mmap, Identity, bool]:
    """The memory of the file at `path`, and whether it was made just now, by `begin`.

    One that is not good is replaced: whoever has it in memory will notice. Raises OSError where
    there is no room, or the folder can't be written.
    """
    while True:
        with suppress(FileNotFoundError):
            file = os.open(path, os.O_RDWR)
            try:
                facts = os.fstat(file)
                if facts.st_size == size:
                    _reserve(file, facts, size)
                    found = mmap.mmap(file, size)
                    if is_good(memoryview(found).cast("Q")):
                        return found, identity(facts), False
            finally:
                os.close(file)
        made = _make(path, size, begin, replaces=at(path) is not None)
        if made is not None:
            return *made, True


def _make(
    path: Path, size: int, begin: Callable[[Words], None], *, replaces: bool
) -> tuple[mmap.mmap, Identity] | None:
    """A file of ours at `path`; None where somebody else's has come there first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file, beside = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        _reserve(file, os.fstat(file), size)
        found = mmap.mmap(file, size)
        begin(memoryview(found).cast("Q"))
        if replaces:
            Path(beside).replace(path)
        else:
            # Unlike a look whether it is there, this can have one winner only.
            os.link(beside, path)
        return found, identity(os.fstat(file))
    except FileExistsError:
        return None
    finally:
        os.close(file)
        with suppress(OSError):
            Path(beside).unlink()


def _reserve(file: int, facts: os.stat_result, size: int) -> None:
    """Have the disk keep room for all of the file; what is in it stays. Raises OSError."""
    if facts.st_blocks * 512 >= size:
        return
    try:
        os.posix_fallocate(file, 0, size)
    except OSError as error:
        if error.errno not in UNKNOWN:
            raise
        if facts.st_size < size:
            with os.fdopen(os.dup(file), "wb") as whole:
                whole.write(bytes(size))
