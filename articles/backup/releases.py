"""The migrations that a backup is of, and those that this release knows."""

from __future__ import annotations

from collections.abc import Collection

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from articles.backup.failure import BackupFailed

Node = tuple[str, str]


def check(name: str, applied: Collection[Node]) -> None:
    """Raise BackupFailed where the backup `name` knows of migrations that this release does not."""
    executor = MigrationExecutor(connection)
    known = set(executor.loader.disk_migrations)
    if unknown := sorted(f"{app}.{one}" for app, one in set(applied) - known):
        told = ", ".join(unknown[:5]) + (" …" if len(unknown) > 5 else "")
        raise BackupFailed(
            f"{name} was made by a newer release, or with apps that are not installed here: "
            f"{told} is unknown. Install that release, and restore with it."
        )


def migrate_to(applied: Collection[Node]) -> None:
    """Make the tables of an empty database as they were when just these were applied: through each
    of them, since what stands for many has no tables of between."""
    executor = MigrationExecutor(connection)
    executor.loader = loader = MigrationLoader(connection, replace_migrations=False)
    graph, wanted = loader.graph, set(applied)
    known = {node for node, one in loader.disk_migrations.items() if not one.replaces}
    nodes = [node for node in applied if node in known]
    inner = {
        parent.key
        for node in nodes
        for parent in graph.node_map[node].parents
        if parent.key[0] == node[0] and parent.key in wanted
    }
    executor.migrate([node for node in nodes if node not in inner])


def migrate_on() -> None:
    """Bring the tables up to this release. Also where none is to be changed: after migrations
    comes what they are followed by, such as triggers and permissions."""
    call_command("migrate", interactive=False, verbosity=0)
