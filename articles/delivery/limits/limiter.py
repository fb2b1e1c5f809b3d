"""Take what somebody asks for out of their budget, or say how long to wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from pathlib import Path
from time import time

from django.conf import settings

from articles.delivery.hosts.redis_client import Away
from articles.delivery.limits.buckets import Buckets
from articles.delivery.limits.kinds import Budget, Kind
from articles.delivery.limits.redis import RedisBuckets


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
        budget = Budget(
            max(1, round(budget.at_once * self.share)), max(1, round(budget.a_minute * self.share))
        )
        # Nobody reads an address out of the memory or the Redis.
        name = blake2b(whose.encode(), digest_size=16, key=self.secret).digest()
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
