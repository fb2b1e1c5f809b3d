"""Whether the database is of an earlier release than this code: migrations have not run yet.

New code may run before them for a moment, on one of several hosts for longer. What it misses then
is no mistake of ours, and passes: whoever asks is told to ask again.
"""

from __future__ import annotations

import logging
from functools import cache
from threading import Lock
from time import monotonic
from typing import Any

from django.db import DatabaseError, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

logger = logging.getLogger(__name__)

#: Seconds for which an answer holds: all who miss something ask.
HOLDS = 1.0
ALIAS = "default"


@cache
def _known() -> frozenset[tuple[str, str]]:
    """The migrations of this code."""
    disk = MigrationLoader(None).disk_migrations
    return frozenset(key for key, one in disk.items() if not one.replaces)


class Schema:
    """Asks which migrations were applied."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._at = float("-inf")
        self._missing = ""

    def missing(self) -> str:
        """What the database lacks, in words; "" where that is nothing, or can't be asked. On a
        connection of its own: that of whoever asks may be in the middle of what has failed."""
        with self._lock:
            if monotonic() - self._at > HOLDS:
                ours = connections.create_connection(ALIAS)
                try:
                    applied = MigrationRecorder(ours).applied_migrations().keys()
                    self._missing = _lacking(_known() - applied)
                except DatabaseError:
                    self._missing = ""
                finally:
                    ours.close()
                self._at = monotonic()
                if self._missing:
                    logger.error("%s", self._missing)
            return self._missing


def missing_in(database: Any) -> str:
    """The same of that connection; one query. Raises DatabaseError."""
    applied = MigrationRecorder(database).migration_qs.values_list("app", "name")
    return _lacking(_known() - {(app, name) for app, name in applied})


def _lacking(migrations: frozenset[tuple[str, str]]) -> str:
    if not (lacks := sorted(migrations)):
        return ""
    first = ".".join(lacks[0])
    more = f" and {len(lacks) - 1} more" if len(lacks) > 1 else ""
    return (
        f"The database is of an earlier release than this code: it lacks {first}{more}. "
        "Run `manage.py up --prepare`."
    )


#: This process's.
schema = Schema()
