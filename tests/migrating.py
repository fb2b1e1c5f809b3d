"""Going through the migrations one by one, as a database of an earlier release does."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def every(database: Any = None) -> MigrationLoader:
    """What knows each migration, also those that another stands for; of `database`, which were
    applied there."""
    return MigrationLoader(database, replace_migrations=False)


def names() -> list[str]:
    """Ours in their order, without those that stand for many."""
    disk = every().disk_migrations
    return sorted(
        name for (app, name), one in disk.items() if app == "articles" and not one.replaces
    )


def step_by_step(target: str | None) -> None:
    """Go to that migration of ours through each on the way; None: to where there is none."""
    executor, recorder = MigrationExecutor(connection), MigrationRecorder(connection)
    for (app, name), one in executor.loader.disk_migrations.items():
        if one.replaces:
            recorder.record_unapplied(app, name)
    executor.loader = every(connection)
    executor.migrate([("articles", target)])
