"""A shelf in Redis, for all hosts of a site: what one has rendered, none renders again.

A page lies there with the sums of its keys, as they were when it was still unchanged. A host takes
it where its own ledger has the same sums: it has heard of the same changes, no more and no less.
"""

from __future__ import annotations

from contextlib import suppress
from struct import Struct
from time import time
from typing import cast

from articles.delivery.door.response_headers import TEN_DAYS
from articles.delivery.hosts.redis_client import Away, Client, names
from articles.delivery.ledger.ledger import LIFE, TAKEN_SINCE, Ledger
from articles.delivery.pages.page import Page

#: The sums of the hard keys, of the soft ones, and of the recalls among the hard ones.
SUMS = Struct(">QQQ")
#: Seconds by which the clocks of hosts may differ.
CLOCKS = 5.0


class RedisShelf:
    """Pages in the Redis at `url`; `release` is what is served, so that pages of the release
    before are not."""

    def __init__(self, url: str, ledger: Ledger, release: str) -> None:
        self.ledger = ledger
        self.client = Client(url)
        self.prefix = f"{names()}:page:{release}"

    def get(self, name: str) -> Page | None:
        """The page, as far as none of its hard keys has changed."""
        # Before the sums are looked at: what changes meanwhile is seen as a change.
        generation = self.ledger.generation
        found = self._found(name)
        if found is None:
            return None
        page, (hard, soft, _recalls) = found
        since = self.ledger.words[TAKEN_SINCE] / 1e6
        if since and not since + CLOCKS < page.made_at < time() + CLOCKS:
            return None
        if self.ledger.sums(page.hard_slots) != hard:
            return None
        page.generation = generation
        if self.ledger.sums(page.soft_slots) != soft:
            # Nobody knows since when.
            page.lag_until(0.0)
        return page

    def stale(self, name: str) -> Page | None:
        """The page, as far as no story on it was recalled."""
        generation = self.ledger.generation
        found = self._found(name)
        if found is None or self.ledger.sums(found[0].recall_slots) != found[1][2]:
            return None
        found[0].generation = generation
        return found[0]

    def put(self, name: str, page: Page) -> None:
        """Keep `page`, unless something has changed since it was begun."""
        ledger = self.ledger
        if not ledger.words[LIFE]:
            return
        hard, soft = ledger.sums(page.hard_slots), ledger.sums(page.soft_slots)
        recalls = ledger.sums(page.recall_slots)
        # After the sums were read: then they are of before a change that is not noticed here.
        if not ledger.is_unchanged(page.hard_slots, page.generation):
            return
        if not ledger.is_unchanged(page.soft_slots, page.generation):
            soft = ~soft & (2**64 - 1)
        raw = SUMS.pack(hard, soft, recalls) + page.dump()
        key = self._key(name)
        with suppress(Away):
            self.client.ask(lambda redis: redis.set(key, raw, ex=TEN_DAYS))

    def _key(self, name: str) -> str:
        return f"{self.prefix}:{self.ledger.words[LIFE]:x}:{name}"

    def _found(self, name: str) -> tuple[Page, tuple[int, int, int]] | None:
        if not self.ledger.words[LIFE]:
            # Nobody has told yet what has changed before.
            return None
        key = self._key(name)
        try:
            raw: bytes | None = self.client.ask(lambda redis: redis.get(key))
        except Away:
            return None
        if raw is None or len(raw) < SUMS.size:
            return None
        page = Page.load(raw[SUMS.size :])
        sums = cast("tuple[int, int, int]", SUMS.unpack_from(raw))
        return None if page is None else (page, sums)
