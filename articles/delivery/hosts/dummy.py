"""For a host that is alone."""

from __future__ import annotations

from articles.delivery.hosts.base import Way


class Alone(Way):
    """Nobody to tell, nobody to hear."""

    name = "alone"
