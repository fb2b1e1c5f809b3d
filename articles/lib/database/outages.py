"""Tell outages of the database or the disk from errors of our own.

The first will pass: whoever asked is told to ask again. The second are bugs. A table or a column
that is missing is the one or the other: the first where migrations have not run yet.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from sqlite3 import OperationalError as OfSqlite

from django.db import DatabaseError, InterfaceError, OperationalError
from django.db.transaction import TransactionManagementError

from articles.lib.database.schema import schema

#: SQLite's result codes: busy, locked, out of memory, read-only, input and output, corrupt, full,
#: cannot be opened, locking protocol, no database.
SQLITE = frozenset({5, 6, 7, 8, 10, 11, 13, 14, 15, 26})
#: The classes of PostgreSQL's codes: connection, read-only transaction, rolled back for another,
#: resources (disk, memory, connections), locks, intervention (timeout, shutdown), system.
POSTGRESQL = ("08", "25006", "40", "53", "55P03", "57", "58")
#: What is said where a table or a column is missing.
MISSING_ON_SQLITE = ("no such table", "no such column", "has no column named")
MISSING_ON_POSTGRESQL = ("42P01", "42703")
#: No room, none left for this account, read-only, the disk does not answer.
DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})


class Away(OperationalError):
    """The database did not answer lately, and was not asked."""


def is_trouble(error: BaseException | None) -> bool:
    """Whether `error`, or what it came of, is such trouble."""
    return any(map(_is_one, _chain(error)))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    yield from [] if error is None else [error]
    # Whoever goes on within a transaction that broke hears only that it is broken.
    if isinstance(error, TransactionManagementError):
        yield from _chain(error.__cause__ or error.__context__)


def _is_one(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in DISK
    # The plain class is raised where nobody knows more.
    if isinstance(error, InterfaceError) or type(error) is DatabaseError:
        return True
    if not isinstance(error, DatabaseError):
        return False
    cause = error.__cause__
    if isinstance(cause, OfSqlite):
        is_known = getattr(cause, "sqlite_errorcode", 0) & 0xFF in SQLITE
        return is_known or (_misses(error) and bool(schema.missing()))
    if code := getattr(cause, "pgcode", None):
        is_known = str(code).startswith(POSTGRESQL)
        return is_known or (code in MISSING_ON_POSTGRESQL and bool(schema.missing()))
    # Without a code it is the connection.
    return isinstance(error, OperationalError)


def _misses(error: DatabaseError) -> bool:
    return any(words in str(error) for words in MISSING_ON_SQLITE)
