"""Redis: the sums of all places, changed once for each number, and a channel that tells of it.

A host that comes, or comes back, takes all sums: what differs from its own has changed meanwhile.
Redis may forget everything at any time, or come back as it was some minutes ago: that begins a new
life, which the first host that notices gives a name, and in which no page of the former one counts.

How sums stay true: a page on the shelf counts where the sums of its keys are those of the reader's
own ledger. So no ledger may come back to a sum that it had before. Where it knows of something that
Redis does not, a change of which it could not tell, both get a sum that no page has ever had.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from time import monotonic
from typing import Any

import redis
from redis.client import PubSub

from articles.delivery.hosts.base import Hear, NotifyFailed, Transport
from articles.delivery.hosts.redis_client import Away, Client, names
from articles.delivery.ledger.ledger import (
    LAST_MOMENT,
    LIFE,
    NEXT_MOMENT,
    OUT_OF_STEP,
    UNTOLD,
    Ledger,
    identity,
    mixed,
    places_of,
)

#: Seconds for which a number is remembered: the log of announcements reaches back as far.
REMEMBERED = 2 * 86_400
#: Places in one change: of more, several are made.
MAX_SLOTS_PER_CALL = 1_000
#: Seconds: between two looks at whether all is well, between two questions, until it is gone.
BEAT, ASK, GONE = 0.25, 2.0, 6.0

CHANGE = """
-- A change of that number, unless it was made before. Names: state, sums, seen.
-- Arguments: seconds, channel, number, what it adds, places.
local life = redis.call('HGET', KEYS[1], 'life')
if not life or redis.call('EXISTS', KEYS[2]) == 0 then return -1 end
if not redis.call('SET', KEYS[3], '1', 'NX', 'EX', ARGV[1]) then return 0 end
for place = 5, #ARGV do
    redis.call('BITFIELD', KEYS[2], 'INCRBY', 'i64', '#' .. ARGV[place], ARGV[4])
end
local said = {life, redis.call('HINCRBY', KEYS[1], 'count', 1), ARGV[3]}
for place = 5, #ARGV do said[#said + 1] = ARGV[place] end
redis.call('PUBLISH', ARGV[2], table.concat(said, ' '))
return 1
"""

JOIN = """
-- All that a host has to know. Names: state, sums.
-- Arguments: which run of the server it is, a name for a new life, what to begin with: sums, and
-- until when what time has changed is among them.
local state = KEYS[1]
if redis.call('HGET', state, 'run') ~= ARGV[1] or redis.call('EXISTS', KEYS[2]) == 0 then
    redis.call('HSET', state, 'run', ARGV[1], 'life', ARGV[2])
    redis.call('HSETNX', state, 'turned', ARGV[4])
    redis.call('SETNX', KEYS[2], ARGV[3])
end
return {redis.call('HGET', state, 'life'), redis.call('GET', KEYS[2]),
        redis.call('HGET', state, 'count') or '0', redis.call('HGET', state, 'turned') or '0'}
"""

TURNED = """
-- The later one counts; a double holds it to the microsecond. Names: state. Arguments: a moment.
if tonumber(redis.call('HGET', KEYS[1], 'turned') or '0') < tonumber(ARGV[1]) then
    redis.call('HSET', KEYS[1], 'turned', ARGV[1])
end
"""


class Redis(Transport):
    """By the Redis at `url`."""

    name = "redis"

    def __init__(self, ledger: Ledger, url: str) -> None:
        self.ledger = ledger
        self.url = url
        self.client = Client(url)
        self.prefix = names()
        self.channel = f"{self.prefix}:changes"
        self._change = self.client.redis.register_script(CHANGE)
        self._turned = self.client.redis.register_script(TURNED)

    def _named(self, *ends: str) -> list[str]:
        return [f"{self.prefix}:{end}" for end in ends]

    # --- Telling -------------------------------------------------------------------------

    def begin(self) -> None:
        """Note that this host knows something of which Redis may not have heard."""
        self.ledger.add(UNTOLD, 1)

    def tell(self, keys: Collection[str], number: int) -> None:
        """Change the sums, and say so to all who listen; once for a number, whoever comes first."""
        self._tell_places(places_of(keys), number)
        self.ledger.add(UNTOLD, -1)

    def _tell_places(self, places: Iterable[int], number: int) -> None:
        places = sorted(places)
        adds = mixed(number)
        signed = adds - 2**64 if adds >= 2**63 else adds
        seen = f"seen:{identity(places, number):x}"
        try:
            made = self.client.ask(
                lambda _redis: self._change(
                    self._named("state", "sums", seen),
                    [REMEMBERED, self.channel, number, signed, *places],
                )
            )
        except Away as away:
            self.ledger.words[OUT_OF_STEP] = 1
            raise NotifyFailed(str(away)) from away
        if made < 0:
            self.ledger.words[OUT_OF_STEP] = 1
            raise NotifyFailed("Redis has lost what it knew; a server has to tell it anew.")

    def turned(self, moment: int) -> None:
        """Let a new host begin from there."""
        if self.ledger.words[UNTOLD]:
            return
        try:
            self.client.ask(lambda _redis: self._turned(self._named("state"), [moment]))
        except Away:
            self.ledger.words[OUT_OF_STEP] = 1

    def put_back(self, life: int) -> None:
        """Let it forget: the hosts notice, and begin a new life in which no page of before counts.
        Where it is away now, they know by the database."""
        with suppress(Away):
            self.client.ask(lambda found: found.delete(*self._named("state", "sums")))

    # --- Listening -----------------------------------------------------------------------

    def listen(self, hear: Hear, hears: Callable[[], None]) -> None:
        """Take all sums, then put down what comes by the channel."""
        with (
            redis.Redis.from_url(self.url, socket_timeout=5, socket_connect_timeout=2) as asking,
            asking.pubsub() as channel,
        ):
            channel.subscribe(self.channel)
            if not channel.get_message(timeout=2.0):
                raise ConnectionError("it does not let us subscribe")
            self._hear_all(channel, asking, hears)

    def _hear_all(self, channel: PubSub, asking: redis.Redis, hears: Callable[[], None]) -> None:
        until = self._join(asking)
        asked = last = monotonic()
        while True:
            hears()
            message = channel.get_message(timeout=BEAT)
            now = monotonic()
            if message is not None:
                last = now
                if message["type"] == "message":
                    until = self._heard(message["data"], until, asking)
            elif now - last > GONE:
                raise ConnectionError("it has fallen silent")
            is_out = self.ledger.words[OUT_OF_STEP]
            if now - asked > ASK:
                asked = now
                channel.ping()
                is_out = is_out or self._life(asking) != self.ledger.words[LIFE]
            if is_out:
                until = self._join(asking)

    def _life(self, asking: redis.Redis) -> int:
        life: Any = asking.hget(self._named("state")[0], "life")
        return int(life or 0)

    def _heard(self, data: bytes, until: int, asking: redis.Redis) -> int:
        """Put down one change; returns up to which count all are known."""
        life, count, number, *places = map(int, data.split())
        if life != self.ledger.words[LIFE]:
            return self._join(asking)
        if count > until:
            self.ledger.put_down_places(places, number)
        return until

    def _join(self, asking: redis.Redis) -> int:
        """Take all sums, and have what is disputed changed; returns up to which count the changes
        are among them."""
        words = self.ledger.words
        words[OUT_OF_STEP] = 0
        untold, generation = words[UNTOLD], self.ledger.generation
        run: Any = asking.info("server")
        answer: Any = asking.register_script(JOIN)(
            self._named("state", "sums"),
            [
                run["run_id"],
                secrets.randbits(62) | 1,
                self.ledger.all_sums(),
                words[LAST_MOMENT],
            ],
        )
        life, sums, count, turned = int(answer[0]), answer[1], int(answer[2]), int(answer[3])
        # In the same life Redis knows all that this host does, except for what is under way.
        since = 0 if life != words[LIFE] else generation
        number = secrets.randbits(62) | 2**62
        disputed = self.ledger.take_sums(sums, number, since)
        for start in range(0, len(disputed), MAX_SLOTS_PER_CALL):
            part = disputed[start : start + MAX_SLOTS_PER_CALL]
            self.ledger.remember(part, number)
            self._tell_places(part, number)
        if words[LAST_MOMENT] == 0 or 0 < turned < words[LAST_MOMENT]:
            words[LAST_MOMENT] = turned
            words[NEXT_MOMENT] = 0
        words[LIFE] = life
        self.ledger.add(UNTOLD, -untold)
        return count
