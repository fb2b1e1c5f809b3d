"""Check by writing that database and disk are writable: only that shows a full disk or a lock."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from threading import Lock
from time import monotonic

from django.conf import settings
from django.db import DatabaseError

from articles.lib.database.availability import patience
from articles.models import Heartbeat

NAME = "a write that was tried"
#: Seconds for which an answer holds, so that whoever asks often costs nothing, and that a writer
#: may have the lock.
HOLDS, PATIENCE = 2.0, 3.0
#: Bytes of a file, as long as a page of the disk.
TRIED = 4_096


class WriteCheck:
    """One try at a time in a process; whoever asks meanwhile gets the last answer."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._at = float("-inf")
        self._said = ""

    def why_not(self) -> str:
        """Why nothing can be written; "" where it can."""
        if monotonic() - self._at > HOLDS and self._lock.acquire(blocking=False):
            try:
                self._said = _database() or _disk()
                self._at = monotonic()
            finally:
                self._lock.release()
        return self._said


def _database() -> str:
    try:
        with patience(PATIENCE):
            Heartbeat.beat(NAME)
    except DatabaseError as error:
        reason = str(error).strip().partition("\n")[0]
        return f"the database is not writable: {reason}"
    return ""


def _disk() -> str:
    folder = Path(settings.VAR_DIR)
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            os.write(file.fileno(), b"\0" * TRIED)
    except OSError as error:
        return f"{folder} is not writable: {error.strerror}"
    return ""


#: This process's.
check = WriteCheck()
