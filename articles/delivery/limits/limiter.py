"""Take what somebody asks for out of their budget, or say how long to wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from math import ceil, floor
from pathlib import Path
from time import time

from django.conf import settings

from articles.delivery.hosts.redis_client import Away
from articles.delivery.limits.buckets import Buckets
from articles.delivery.limits.kinds import Budget, Kind
from articles.delivery.limits.redis import RedisBuckets


@dataclass(frozen=True, slots=True)
class Standing:
    """A budget as it stands: `quota` at once, the whole of it again after `window` seconds; `left`
    of it now, and the seconds until nothing is missing."""

    name: str
    quota: int
    window: int
    left: int
    reset: int


@dataclass(slots=True)
class Limiter:
    """`share` is which part of the budgets is given; 0 for no limits at all. Where Redis does not
    answer, each host has budgets of its own meanwhile."""

    here: Buckets
    shared: RedisBuckets | None = None
    share: float = 1.0
    secret: bytes = field(default=b"", repr=False)

    def wait(self, kind: Kind, *, person: int | None = None, network: str = "") -> float:
        """Seconds until it may be asked for again; 0 where it may now, and was counted. "" is a
        network that is not known."""
        if not self.share:
            return 0.0
        return max((self._take(*one) for one in self._of(kind, person, network)), default=0.0)

    def standings(self, kind: Kind, *, network: str = "") -> list[Standing]:
        """How the budgets stand that a stranger's question is taken out of."""
        if not self.share:
            return []
        return [self._standing(kind, *one) for one in self._of(kind, None, network)]

    def _standing(self, kind: Kind, whose: str, budget: Budget) -> Standing:
        budget = self._given(budget)
        owed = self._owed(self._name(whose))
        # What it takes to have the whole of it again.
        window = ceil(60 * budget.at_once / budget.a_minute)
        left = floor(budget.at_once - owed * budget.a_minute / 60 + 1e-6)
        return Standing(kind.name, budget.at_once, window, max(0, left), ceil(owed))

    def _owed(self, name: bytes) -> float:
        if self.shared:
            try:
                return self.shared.owed(name)
            except Away:
                pass
        return self.here.owed(name, time())

    def _given(self, budget: Budget) -> Budget:
        return Budget(
            max(1, round(budget.at_once * self.share)), max(1, round(budget.a_minute * self.share))
        )

    def _name(self, whose: str) -> bytes:
        # Nobody reads an address out of the memory or the Redis.
        return blake2b(whose.encode(), digest_size=16, key=self.secret).digest()

    def _of(self, kind: Kind, person: int | None, network: str) -> Iterator[tuple[str, Budget]]:
        if person is not None:
            if kind.person:
                yield f"{kind.name} person {person}", kind.person
            return
        if kind.network and network:
            yield f"{kind.name} network {network}", kind.network
        if kind.everybody:
            yield f"{kind.name} everybody", kind.everybody

    def _take(self, whose: str, budget: Budget) -> float:
        budget, name = self._given(budget), self._name(whose)
        if self.shared:
            try:
                return self.shared.take(name, budget)
            except Away:
                pass
        return self.here.take(name, budget, time())


@cache
def limiter() -> Limiter:
    """This process's."""
    return Limiter(
        Buckets(Path(settings.VAR_DIR) / "pages" / "limits"),
        RedisBuckets(settings.REDIS_URL) if settings.REDIS_URL else None,
        settings.LIMITS_PERCENT / 100,
        settings.SECRET_KEY.encode()[:64],
    )
