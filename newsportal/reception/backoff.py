"""Delay refusals to networks that were refused often of late.

Whoever is refused and asks again at once would take the processor from readers, however cheap a
refusal is. An answer that is held back costs nothing, and people never come to that.
"""

from __future__ import annotations

from collections import OrderedDict

#: So many refusals come at once; what is more is held back, longer and longer.
FREE = 12
#: One refusal is forgotten in so many seconds.
FORGOTTEN_IN = 2.0
#: Seconds for each refusal beyond the free ones, and at most.
STEP, LONGEST = 0.05, 2.0
MOST_NETWORKS = 4_096


class Backoff:
    """Counts refusals by network."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def note(self, network: str, now: float) -> None:
        """It was refused something. `now` in seconds of a clock that only goes on; "" is nobody."""
        if not network:
            return
        self._known[network] = (min(self._count(network, now) + 1, 100.0), now)
        self._known.move_to_end(network)
        while len(self._known) > MOST_NETWORKS:
            self._known.popitem(last=False)

    def delay(self, network: str, now: float) -> float:
        """Seconds for which its next answer is held back."""
        return min(LONGEST, max(0.0, (self._count(network, now) - FREE) * STEP))

    def _count(self, network: str, now: float) -> float:
        count, at = self._known.get(network, (0.0, now))
        return max(0.0, count - (now - at) / FORGOTTEN_IN)
