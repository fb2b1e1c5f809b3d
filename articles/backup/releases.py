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
    """Make the tables of an empty database as they were when just these were applied."""
    executor = MigrationExecutor(connection)
    executor.loader = loader = loader_for(applied)
    wanted = {node for node in loader.graph.nodes if _is_among(applied, node, loader)}
    inner = {
        parent.key
        for node in wanted
        for parent in loader.graph.node_map[node].parents
        if parent.key[0] == node[0]
    }
    executor.migrate([node for node in wanted if node not in inner])


def loader_for(applied: Collection[Node]) -> MigrationLoader:
    """What leads an empty database to just these: at once where each migration that stands for
    many comes to no more than they do, else through all of them, as it has no tables of between."""
    every = MigrationLoader(connection, replace_migrations=False)
    wanted = set(applied)
    if all(wanted.issuperset(one.replaces) for one in every.disk_migrations.values()):
        return MigrationLoader(connection)
    return every


def _is_among(applied: Collection[Node], node: Node, loader: MigrationLoader) -> bool:
    """Also one that stands for many, where those are not to be gone through."""
    if many := loader.disk_migrations[node].replaces:
        return many[0] not in loader.graph.nodes
    return node in applied


def migrate_on() -> None:
    """Bring the tables up to this release. Also where none is to be changed: after migrations
    comes what they are followed by, such as triggers and permissions."""
    call_command("migrate", interactive=False, verbosity=0)
