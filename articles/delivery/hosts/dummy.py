"""The transport of a host that is alone."""

from __future__ import annotations

from articles.delivery.hosts.base import Transport


class NoOtherHosts(Transport):
    """Nobody to tell, nobody to hear."""

    name = "alone"
