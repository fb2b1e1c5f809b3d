"""Budgets of one host, in memory that its processes have in common: so many, and never more.

The generic cell rate algorithm: of each budget one number is kept, the moment at which all that was
taken will be paid for. Two processes that write at once may let one through too many.
"""

from __future__ import annotations

from pathlib import Path

from articles.delivery.ledger.scratch import Scratch
from articles.delivery.limits.kinds import Budget

SECOND = 1_000_000  # microseconds, in which all is counted here
#: A budget lies in one of a row's places; a new one takes the place of the one longest paid for.
ROWS, PLACES = 4_096, 4


def terms(budget: Budget) -> tuple[int, int]:
    """What one costs, and how much may be owed, in microseconds."""
    price = 60 * SECOND // budget.a_minute
    return price, price * budget.at_once


class Buckets:
    """The budgets in the file at `path`: 256 KB."""

    def __init__(self, path: Path) -> None:
        self._scratch = Scratch(path, 2 * ROWS * PLACES, version=1)

    def owed(self, whose: bytes, now: float) -> float:
        """Seconds until all that was taken of the budget `whose` is paid for."""
        name, row = int.from_bytes(whose[:8]) or 1, int.from_bytes(whose[8:16]) % ROWS
        words, first = self._scratch.words, 2 * PLACES * row
        places = range(first, first + 2 * PLACES, 2)
        at = next((one for one in places if words[one] == name), None)
        return 0.0 if at is None else max(0.0, words[at + 1] / SECOND - now)

    def take(self, whose: bytes, budget: Budget, now: float) -> float:
        """Take one of the budget `whose` (16 bytes). 0 where it was there, else the seconds after
        which it will be. `now` is in seconds since 1970."""
        price, most = terms(budget)
        name, row = int.from_bytes(whose[:8]) or 1, int.from_bytes(whose[8:16]) % ROWS
        words, moment = self._scratch.words, int(now * SECOND)
        first = 2 * PLACES * row
        places = range(first, first + 2 * PLACES, 2)
        at = next((one for one in places if words[one] == name), None)
        if at is None:
            at, paid_at = min(places, key=lambda one: words[one + 1]), 0
        else:
            paid_at = words[at + 1]
        if paid_at > moment + most:
            # Of before the clock was set back.
            paid_at = 0
        paid_at = max(paid_at, moment) + price
        if (left := paid_at - moment - most) > 0:
            return left / SECOND
        words[at], words[at + 1] = name, paid_at
        return 0.0
