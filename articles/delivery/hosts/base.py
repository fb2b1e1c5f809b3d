"""The interface of a transport, by which the hosts of one site hear of each other's changes."""

from __future__ import annotations

from collections.abc import Callable, Collection

#: What a listener does with a change that it hears of: (keys, number).
Hear = Callable[[Collection[str], int], object]


class NotifyFailed(Exception):
    """The other hosts could not be told. The change stays announced, and they are told again."""


class Transport:
    """A way to notify the other hosts.

    A change is known by the number of its announcement, so that it may come by several ways, and
    more than once. `name` is for people, and names the words of the ledger that say when the
    others were last heard.
    """

    name = ""

    def announce(self, keys: Collection[str], number: int) -> None:
        """Within the transaction of the change, so that its commit sends it."""

    def begin(self) -> None:
        """After the commit, before this host itself takes note of the change."""

    def tell(self, keys: Collection[str], number: int) -> None:
        """After that. Raises NotifyFailed."""

    def turned(self, moment: int) -> None:
        """All that time has changed until `moment` (in microseconds since 1970) was told."""

    def put_back(self, life: int) -> None:
        """The database is that of a backup: the others begin anew."""

    def listen(self, hear: Hear, hears: Callable[[], None]) -> None:
        """Catch up with what was missed, then put down what is heard, for ever; raises whatever
        goes wrong. `hears` is called as long as it is well, several times a second."""
        raise NotImplementedError
