"""SQLite for several processes that write: whoever waits for the lock asks for it often.

SQLite has one writer at a time and no line of those who wait: each sleeps and asks again, by
itself up to a tenth of a second, so that one that writes again and again, with a millisecond in
between, is never met in that millisecond. Here nobody sleeps for longer than `NAP`: a writer that
lets others in for some hundredths of a second (`models/common/slices.py`) lets all of them in.

And for a file that is moved away while it is open, or another one put in its place: what would be
written into the former is refused, and no empty one is made where it was.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.db import OperationalError, connections
from django.db.backends.sqlite3 import base

#: Milliseconds that SQLite asks for itself, at 1, 3 and 8 of them, before it says that it is busy.
ASKS = 10
#: Seconds until it is asked again.
NAP = 0.002


class Cursor(base.SQLiteCursorWrapper):
    """A cursor that waits for its turn: up to `patience` seconds, where no transaction is open.

    Within one the lock is held already, or the transaction is a reader's that must not wait.
    """

    patience = 0.0

    def execute(self, query: Any, params: Any = None) -> Any:
        """Execute it once it can be. Raises OperationalError where that takes too long."""
        try:
            return super().execute(query, params)
        except sqlite3.OperationalError as error:
            return self._again(error, partial(super().execute, query, params))

    def executemany(self, query: Any, param_list: Any) -> Any:
        """The same for many."""
        rows = list(param_list)
        try:
            return super().executemany(query, rows)
        except sqlite3.OperationalError as error:
            return self._again(error, partial(super().executemany, query, rows))

    def _again(self, error: sqlite3.OperationalError, execute: Callable[[], Any]) -> Any:
        until = time.monotonic() + self.patience
        while _is_busy(error) and not self.connection.in_transaction and time.monotonic() < until:
            time.sleep(NAP)
            try:
                return execute()
            except sqlite3.OperationalError as again:
                error = again
        raise error


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection. `patience` is the option `timeout`: seconds that it waits for its turn; who
    would rather not wait sets it to 0 for a while (`slices.without_waiting`)."""

    #: Whether the portal's own file is made where there is none: not by whoever serves it
    #: (`articles/lib/database/serving.py`).
    makes_its_file = True

    def __init__(self, settings_dict: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(settings_dict, *args, **kwargs)
        # Not when the connection is opened: that may be within `without_waiting`.
        self.patience = float(settings_dict["OPTIONS"].get("timeout", 5.0))
        self._file: tuple[int, int] | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open the file; from then on the line is ours. Raises OperationalError where it should be
        there and is gone: SQLite would make an empty one, and throw away what is in its log."""
        is_own = self.settings_dict is connections.settings[self.alias]
        if is_own and not self.makes_its_file and self._file_there() is None:
            raise OperationalError(f"unable to open {conn_params['database']}: the file is gone")
        connection = super().get_new_connection(conn_params)
        connection.execute(f"PRAGMA busy_timeout = {ASKS}")
        self._file = self._file_there()
        return connection

    def close_if_unusable_or_obsolete(self) -> None:
        """Before and after each request: open it anew, too, where the file is another one."""
        if self.connection is not None and not self.in_atomic_block and self._has_moved():
            self.close()
            return
        super().close_if_unusable_or_obsolete()

    def _start_transaction_under_autocommit(self) -> None:
        """Begin, unless what is written would be written into a file that nobody opens again."""
        if self._has_moved():
            raise OperationalError(f"{self.settings_dict['NAME']} was moved away or replaced")
        super()._start_transaction_under_autocommit()  # type: ignore[misc]

    def _has_moved(self) -> bool:
        return self._file is not None and self._file_there() != self._file

    def _file_there(self) -> tuple[int, int] | None:
        try:
            facts = Path(self.settings_dict["NAME"]).stat()
        except (OSError, ValueError):
            return None
        return facts.st_dev, facts.st_ino

    def create_cursor(self, name: str | None = None) -> Any:
        """One that waits as long as the connection does."""
        cursor = self.connection.cursor(factory=Cursor)
        cursor.patience = self.patience
        return cursor
