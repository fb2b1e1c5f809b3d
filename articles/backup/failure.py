"""What goes wrong with backups, in sentences for whoever runs them."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.conf import settings
from django.db import connection

FULL = (errno.ENOSPC, errno.EDQUOT)
#: Bytes without which no database can be opened.
LEAST_ROOM = 1024 * 1024
#: What SQLite says of a file that is none of its own any more.
DAMAGED = ("file is not a database", "disk image is malformed")
REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)


class Exit(IntEnum):
    """What the commands end with. 2 is argparse's."""

    FAILED = 1
    INCOMPLETE = 3
    BUSY = 4
    DIFFERENT = 5


class BackupFailed(Exception):
    """Why it could not be done: what happened, and what to do. Nothing that was there is lost."""

    def __init__(self, reason: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(reason)
        self.code = code


def database_words(error: Exception) -> str:
    """What the database says, in one line. SQLite speaks of input and output where no file can be
    made beside it any more."""
    folder = settings.VAR_DIR
    if shutil.disk_usage(folder).free < LEAST_ROOM:
        return f"The disk of {folder} is full. Free some space and start again."
    reason = str(error).strip().partition("\n")[0]
    if any(words in reason for words in DAMAGED):
        file = connection.settings_dict["NAME"]
        return (
            f"{file} is damaged ({reason}). Stop the portal, move that file away, with its -wal "
            "and -shm where they are there, and restore into the empty place."
        )
    return f"The database failed: {reason}"


@contextmanager
def said_plainly(where: object) -> Iterator[None]:
    """Turn what the system says of a disk into a sentence about `where`."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            reason = f"The disk of {where} is full. Free some space and start again."
        elif error.errno in REFUSED:
            reason = f"{where} may not be written or read ({error.strerror}). Check who owns it."
        else:
            reason = f"{where} failed: {error.strerror or error}"
        raise BackupFailed(reason) from error
