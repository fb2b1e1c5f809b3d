"""Budgets of all hosts of a site, in Redis: one question for each, by the clock that they share."""

from __future__ import annotations

from articles.delivery.hosts.redis_client import PATIENCE, Client, names
from articles.delivery.limits.buckets import SECOND, terms
from articles.delivery.limits.kinds import Budget

#: As `Buckets.take`; a key goes by itself once all is paid for.
TAKE = """
local price, most, time = tonumber(ARGV[1]), tonumber(ARGV[2]), redis.call("TIME")
local now = time[1] * 1000000 + time[2]
local paid_at = tonumber(redis.call("GET", KEYS[1]) or "0")
if paid_at > now + most then paid_at = 0 end
paid_at = math.max(paid_at, now) + price
local left = paid_at - now - most
if left > 0 then return left end
redis.call("SET", KEYS[1], string.format("%.0f", paid_at), "PX", math.ceil((paid_at - now) / 1000))
return 0
"""


#: Microseconds until all is paid for.
OWED = """
local time, paid_at = redis.call("TIME"), tonumber(redis.call("GET", KEYS[1]) or "0")
return math.max(0, paid_at - (time[1] * 1000000 + time[2]))
"""


class RedisBuckets:
    """The budgets in the Redis at `url`, which has `patience` seconds for each answer."""

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        self._client = Client(url, patience)
        self._prefix = f"{names()}:limit:"

    def owed(self, whose: bytes) -> float:
        """As `Buckets.owed`. Raises Away where Redis does not answer at once."""
        key = self._prefix + whose.hex()
        return int(self._client.ask(lambda redis: redis.eval(OWED, 1, key))) / SECOND

    def take(self, whose: bytes, budget: Budget) -> float:
        """As `Buckets.take`. Raises Away where Redis does not answer at once."""
        price, most = terms(budget)
        key = self._prefix + whose.hex()
        left = self._client.ask(lambda redis: redis.eval(TAKE, 1, key, str(price), str(most)))
        return int(left) / SECOND
