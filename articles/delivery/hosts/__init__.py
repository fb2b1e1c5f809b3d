"""Several hosts that serve one site: what changes on one of them is known to all.

    hosts.announce(keys, number)   # within the transaction of the change
    hosts.tell(keys, number)       # after its commit
    hosts.listen()                 # in a server: hear what the others say

Each host has a ledger of its own. Where the database is PostgreSQL they hear of each other by it;
a Redis is a second way, and the place where a new host finds out what has changed before it came.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep, time

from django.conf import settings
from django.db import connection

from articles.delivery.hosts.base import Untold, Way
from articles.delivery.hosts.dummy import Alone
from articles.delivery.hosts.listener import Listener, last_heard, say
from articles.delivery.hosts.postgres import Postgres
from articles.delivery.ledger.ledger import Ledger

__all__ = ["Hosts", "Untold", "ways"]

#: Seconds that a server which starts waits until it has caught up with the others. After that it
#: serves what it knows: older pages are better than none.
PATIENCE = 3.0


def ways(ledger: Ledger) -> list[Way]:
    """The ways that the settings open."""
    found: list[Way] = []
    if connection.vendor == "postgresql":
        found.append(Postgres(ledger))
    if settings.REDIS_URL:
        # Its client takes 18 MB: more than the rest of the page store's code.
        from articles.delivery.hosts.redis import Redis

        found.append(Redis(ledger, settings.REDIS_URL))
    return found or [Alone()]


class Hosts:
    """The other hosts, as this one reaches them; `folder` is where the ledger lies."""

    def __init__(self, ledger: Ledger, folder: Path, by: Sequence[Way]) -> None:
        self.ledger = ledger
        self.folder = folder
        self.ways = [way for way in by if not isinstance(way, Alone)]

    def announce(self, keys: Collection[str], number: int) -> None:
        """`keys` will have changed once this transaction is committed."""
        for way in self.ways:
            way.announce(keys, number)

    def tell(self, keys: Iterable[str], number: int) -> None:
        """`keys` have changed: this host knows it at once. Raises Untold where the others could
        not be told; the next call with the same number tells them again."""
        told = spread(keys)
        for way in self.ways:
            way.begin()
        self.ledger.put_down(told, number)
        untold = []
        for way in self.ways:
            try:
                way.tell(told, number)
            except Untold as reason:
                untold.append(str(reason))
        if untold:
            raise Untold(" ".join(untold))

    def hear(self, keys: Iterable[str], number: int) -> None:
        """Another host says by one way that `keys` have changed: this one says so by the others,
        so that whoever knows it has told it. What could not be told stays noted in the ledger."""
        if not self.ledger.knows(spread(keys), number):
            with suppress(Untold):
                self.tell(keys, number)

    def turned(self, moment: int) -> None:
        """All that time has changed until `moment` was told."""
        for way in self.ways:
            way.turned(moment)

    # --- In a server ---------------------------------------------------------------------

    def listen(self) -> None:
        """Hear the others from now on; returns when what was missed is known, or can't be."""
        if not self.ways:
            return
        began, until = time(), monotonic() + PATIENCE
        self._start()
        # A process that is forked off has no threads: it begins its own.
        os.register_at_fork(after_in_child=self._start)
        while monotonic() < until and any(last_heard(self.ledger, w) < began for w in self.ways):
            sleep(0.005)

    def _start(self) -> None:
        for way in self.ways:
            Listener(way, self.ledger, self.folder, self.hear).start()

    def say(self) -> tuple[bool, str]:
        """Whether this host hears all that it should, and a line on it for the operator."""
        if not self.ways:
            return True, "this one alone"
        said = [say(self.ledger, way) for way in self.ways]
        return all(well for well, _words in said), "; ".join(words for _well, words in said)


def spread(keys: Iterable[str]) -> set[str]:
    """`keys`, and what changes with every story: what shows more of them than can be named."""
    told = set(keys)
    if any(key.startswith("article:") for key in told):
        told.add("stories")
    return told
