"""No cache in front: nothing to purge."""

from __future__ import annotations

from collections.abc import Sequence

from articles.delivery.purging.base import Purger


class Dummy(Purger):
    """Does nothing, and remembers nothing."""

    name = "dummy"
    again_after = None

    def send(self, keys: Sequence[str], *, soft: bool) -> None:
        """Nothing."""
