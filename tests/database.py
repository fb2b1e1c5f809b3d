"""The SQLite file of a run of tests: migrated once, copied to each worker, put back after a test.

A test that a live server takes part in can't be rolled back. Emptying all tables and filling in
what the migrations had filled in takes a good part of a second each time; the file as it was
takes milliseconds.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections

#: What the name of a copy of a PostgreSQL database ends in.
COPY = "_as_migrated"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep the other workers of this run out as long as the block lasts."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrated_in(shared: Path) -> Path:
    """Where the migrated file is, once it was made: for all parts of a run, else in `shared`."""
    return Path(os.environ.get("TEST_RUN") or shared) / "migrated.sqlite3"


def migrated(shared: Path, own: Path) -> Path:
    """A file of one's own in `own`, just migrated. The first worker makes the one it is copied
    from."""
    made = migrated_in(shared)
    with alone(made.parent):
        if not made.exists():
            being_made = made.with_suffix(".new")
            before = connection.settings_dict["NAME"]
            use(being_made)
            call_command("migrate", verbosity=0)
            use(before)
            being_made.rename(made)
    return Path(shutil.copy(made, own / "migrated.sqlite3"))


def use(file: Path | str) -> None:
    """From now on, `file` is the database."""
    connections.close_all()
    connection.settings_dict["NAME"] = str(file)


def put_back(file: Path) -> None:
    """Make the database what it is in `file`, under the eyes of whoever has it open."""
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as source:
        source.backup(connection.connection)


def keep(file: Path) -> None:
    """Keep the database as it is now in `file`, for `put_back`."""
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as kept:
        connection.connection.backup(kept)


def copied_on_postgres() -> None:
    """Keep a copy of the database that was just migrated, for portals that have one of their own:
    to migrate takes five seconds of the processor."""
    from tests.postgres import Server

    connections.close_all()
    name = str(connection.settings_dict["NAME"])
    Server(_folder()).database(f"{name}{COPY}", like=name)


def leave_alone_on_postgres() -> None:
    """End what else is connected to the database, which is about to be dropped: the watch may be in
    the middle of a question that it began in the last test."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    connections.close_all()


def url_of_copy() -> str:
    """The address of that copy."""
    return f"postgres://postgres@/{connection.settings_dict['NAME']}{COPY}?host={_folder()}"


def _folder() -> str:
    return os.environ["TEST_DATABASE_URL"].partition("host=")[2]


def database_url() -> str:
    """The address of the database that this test stands on."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    return f"postgres://postgres@/{settings['NAME']}?host={_folder()}"
