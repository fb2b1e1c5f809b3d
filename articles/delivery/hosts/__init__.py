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

from articles.delivery.hosts.base import NotifyFailed, Transport
from articles.delivery.hosts.dummy import NoOtherHosts
from articles.delivery.hosts.listener import Listener, last_heard, say
from articles.delivery.hosts.postgres import Postgres
from articles.delivery.ledger.ledger import Ledger

__all__ = ["Hosts", "NotifyFailed", "transports"]

#: Seconds that a server which starts waits until it has caught up with the others. After that it
#: serves what it knows: older pages are better than none.
PATIENCE = 3.0


def transports(ledger: Ledger) -> list[Transport]:
    """The ways that the settings open."""
    found: list[Transport] = []
    if connection.vendor == "postgresql":
        found.append(Postgres(ledger))
    if settings.REDIS_URL:
        # Its client takes 18 MB: more than the rest of the page store's code.
        from articles.delivery.hosts.redis import Redis

        found.append(Redis(ledger, settings.REDIS_URL))
    return found or [NoOtherHosts()]


class Hosts:
    """The other hosts, as this one reaches them; `folder` is where the ledger lies."""

    def __init__(self, ledger: Ledger, folder: Path, by: Sequence[Transport]) -> None:
        self.ledger = ledger
        self.folder = folder
        self.transports = [transport for transport in by if not isinstance(transport, NoOtherHosts)]

    def announce(self, keys: Collection[str], number: int) -> None:
        """`keys` will have changed once this transaction is committed."""
        for transport in self.transports:
            transport.announce(keys, number)

    def tell(self, keys: Iterable[str], number: int) -> None:
        """`keys` have changed: this host knows it at once. Raises NotifyFailed where others could
        not be told; the next call with the same number tells them."""
        told = with_implied_keys(keys)
        for transport in self.transports:
            transport.begin()
        self.ledger.put_down(told, number)
        untold = []
        for transport in self.transports:
            try:
                transport.tell(told, number)
            except NotifyFailed as reason:
                untold.append(str(reason))
        if untold:
            raise NotifyFailed(" ".join(untold))

    def hear(self, keys: Iterable[str], number: int) -> None:
        """Another host says by one way that `keys` have changed: this one says so by the others,
        so that whoever knows it has told it. What could not be told stays noted in the ledger."""
        if not self.ledger.knows(with_implied_keys(keys), number):
            with suppress(NotifyFailed):
                self.tell(keys, number)

    def turned(self, moment: int) -> None:
        """All that time has changed until `moment` was told."""
        for transport in self.transports:
            transport.turned(moment)

    def put_back(self, life: int) -> None:
        """The database is that of a backup, of another `life`: this host begins anew, and the
        others as soon as they hear of it. Whoever does not looks it up within a minute."""
        self.ledger.begin_anew(life)
        for transport in self.transports:
            transport.put_back(life)

    # --- In a server ---------------------------------------------------------------------

    def listen(self) -> None:
        """Hear the others from now on; returns when what was missed is known, or can't be."""
        if not self.transports:
            return
        began, until = time(), monotonic() + PATIENCE
        self._start()
        # A process that is forked off has no threads: it begins its own.
        os.register_at_fork(after_in_child=self._start)
        while monotonic() < until and any(
            last_heard(self.ledger, w) < began for w in self.transports
        ):
            sleep(0.005)

    def _start(self) -> None:
        for transport in self.transports:
            Listener(transport, self.ledger, self.folder, self.hear).start()

    def say(self) -> tuple[bool, str]:
        """Whether this host hears all that it should, and a line on it for the operator."""
        if not self.transports:
            return True, "this one alone"
        said = [say(self.ledger, transport) for transport in self.transports]
        return all(well for well, _words in said), "; ".join(words for _well, words in said)


def with_implied_keys(keys: Iterable[str]) -> set[str]:
    """`keys`, and what changes with every story: what shows more of them than can be named."""
    told = set(keys)
    if any(key.startswith("article:") for key in told):
        told.add("stories")
    return told
