"""No thread waits for PostgreSQL for longer than is said.

The server's own limits say nothing where it is frozen or cut off, and libpq waits for ever then.
So the waiting is done here: the driver calls `wait` wherever it would block (psycopg2 calls that
green). An exception that is raised from there closes the connection.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

import psycopg2
from django.conf import settings
from django.db.models.signals import post_migrate, pre_migrate
from psycopg2.extensions import (
    POLL_ERROR,
    POLL_OK,
    POLL_READ,
    STATUS_BEGIN,
    STATUS_PREPARED,
    STATUS_READY,
    set_wait_callback,
)

from articles.lib.database.availability import SUSPECT, is_ready, thread, watch

#: Seconds: for connecting; what the server's own limit is given so that it comes first; between
#: two looks at whether the database is away.
CONNECT, GRACE, LOOK = 5.0, 3.0, 0.1
#: What a connection is once it is made.
THERE = (STATUS_READY, STATUS_BEGIN, STATUS_PREPARED)


def wait(connection: Any) -> None:
    """Return once the driver may go on. Raises OperationalError."""
    if (state := connection.poll()) == POLL_OK:
        return
    if watch.is_away and not thread.asks:
        raise psycopg2.OperationalError("The database did not answer lately.")
    until = min(thread.until, monotonic() + _longest(connection))
    pause = SUSPECT
    while True:
        if state == POLL_ERROR:
            raise psycopg2.OperationalError("The connection to the database has failed.")
        # What has come is taken, however late this thread itself is.
        if is_ready(connection, state == POLL_READ, min(pause, until - monotonic())):
            if (state := connection.poll()) == POLL_OK:
                return
        else:
            _go_on_waiting(until)
            pause = LOOK


def _go_on_waiting(until: float) -> None:
    """Raise OperationalError where there is no use in it."""
    if monotonic() >= until:
        raise psycopg2.OperationalError("The database has not answered in time.")
    if not thread.asks:
        watch.suspect()
        if watch.is_away:
            raise psycopg2.OperationalError("The database does not answer.")


def _longest(connection: Any) -> float:
    if connection.status not in THERE:
        return CONNECT
    limit: float = settings.DATABASE_TIMEOUT
    return limit + GRACE if limit and not _lifted else float("inf")


# --- A migration takes as long as it takes --------------------------------------------

_lifted: set[str] = set()
LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


def _lift(using: str, **_kwargs: Any) -> None:
    _lifted.add(using)
    _say(using, "SET {} = 0")


def _put_back(using: str, **_kwargs: Any) -> None:
    _lifted.discard(using)
    _say(using, "RESET {}")


def _say(using: str, sentence: str) -> None:
    from django.db import connections

    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            for limit in LIMITS:
                cursor.execute(sentence.format(limit))


def keep_limits(sender: Any) -> None:
    """Do the waiting from now on in this process; `sender` is the app whose migrations are to have
    no limits."""
    set_wait_callback(wait)
    pre_migrate.connect(_lift, sender=sender, dispatch_uid="limits lifted")
    post_migrate.connect(_put_back, sender=sender, dispatch_uid="limits put back")
