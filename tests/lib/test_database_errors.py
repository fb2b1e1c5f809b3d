"""What says that the database or the disk is in trouble, and what says that we made a mistake."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, ProgrammingError, connection
from django.db.transaction import TransactionManagementError

from articles.lib.database.outages import is_trouble


def of_sqlite(doing: str, path: Path, other: str = "") -> OperationalError:
    """The error that Django makes of the one of SQLite."""
    one = sqlite3.connect(path, timeout=0, isolation_level=None)
    two = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        if other:
            two.execute(other)
        one.execute(doing)
    except sqlite3.OperationalError as error:
        found = OperationalError(str(error))
        found.__cause__ = error
        return found
    finally:
        one.close()
        two.close()
    raise AssertionError("it did not fail")


def test_of_sqlite_by_its_codes(tmp_path: Path) -> None:
    path = tmp_path / "db"
    assert is_trouble(of_sqlite("BEGIN IMMEDIATE", path, "BEGIN IMMEDIATE"))
    assert not is_trouble(of_sqlite("SELECT * FROM nowhere", path))
    assert not is_trouble(of_sqlite("SELEC", path))


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("doing", "expected"),
    [
        ("SET statement_timeout = 20; SELECT pg_sleep(5)", True),
        ("SET TRANSACTION READ ONLY; DELETE FROM articles_heartbeat", True),
        ("SELECT 1 / 0", False),
        ("SELECT * FROM nowhere", False),
    ],
)
def test_of_postgresql_by_its_codes(doing: str, expected: bool) -> None:
    with pytest.raises(DatabaseError) as failed, connection.cursor() as cursor:
        cursor.execute(doing)
    assert is_trouble(failed.value) is expected


def test_of_others() -> None:
    assert is_trouble(DatabaseError("nobody knows more"))
    assert is_trouble(OSError(errno.ENOSPC, "No space left on device"))
    assert not is_trouble(FileNotFoundError(errno.ENOENT, "No such file"))
    assert not is_trouble(IntegrityError("twice"))
    assert not is_trouble(ProgrammingError("no such column"))
    assert not is_trouble(ValueError("no number"))
    assert not is_trouble(None)
    broken = TransactionManagementError("An error occurred in the current transaction.")
    assert not is_trouble(broken)
    broken.__context__ = OperationalError("the connection is gone")
    assert is_trouble(broken)
