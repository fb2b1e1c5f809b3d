"""Purge caches in one background thread per process, so that no editor waits for them."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from articles.delivery.purging import queue
from articles.lib.host.background import BackgroundThread


class Background(BackgroundThread):
    """The thread that purges."""

    def __init__(self) -> None:
        # Looked up at each turn.
        super().__init__("purging", lambda: queue.work())  # noqa: PLW0108

    def call(self) -> None:
        """Have the queue worked off; returns at once. Does nothing where no cache is in front."""
        if queue.in_front():
            super().call()


#: This process's.
background = Background()


def purge_caches(keys: Collection[str]) -> None:
    """Have the caches in front told of `keys`, which have changed: now, if nothing is open, else
    once it is committed.

    Pages that are built around a thing go with it. Those that only mention it carry its key with
    a tilde, and are stale.
    """
    queue.enqueue(keys, soft=False)
    queue.enqueue([f"~{key}" for key in keys], soft=True)
    transaction.on_commit(background.call, robust=True)
