"""Hosts of one process that hear of each other by Redis, and what happens to them at random."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import redis as redis_package

from articles.delivery.hosts import Hosts, NotifyFailed, redis_client
from articles.delivery.hosts import redis as way
from articles.delivery.ledger.ledger import Ledger
from articles.delivery.pages.page import Page
from articles.delivery.shelves.redis import RedisShelf
from articles.lib.dependencies import Dependencies
from tests import redis_server
from tests.waiting import until

NAME = "0a" * 16


class Over(Exception):
    """The test has ended, or the machine is to be deaf."""


class Machine:
    """A host in this process: a ledger, a shelf, and a thread that listens."""

    numbers = iter(range(1, 1_000_000))

    def __init__(self, url: str, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.ledger = Ledger(folder / "ledger")
        self.way = way.Redis(self.ledger, url)
        self.hosts = Hosts(self.ledger, folder, [self.way])
        self.shelf = RedisShelf(url, self.ledger, "release")
        self.is_deaf = self.is_over = self.hears = False
        self.thread = threading.Thread(target=self._listen)
        self.thread.start()
        until(lambda: self.hears)

    def _listen(self) -> None:
        while not self.is_over:
            if not self.is_deaf:
                with suppress(Over, NotifyFailed, redis_package.RedisError, OSError):
                    self.way.listen(self.hosts.hear, self._beat)
            self.hears = False
            time.sleep(0.01)

    def _beat(self) -> None:
        self.hears = True
        if self.is_over or self.is_deaf:
            raise Over

    def deafen(self) -> None:
        """Hear nothing, until told to listen again."""
        self.is_deaf = True
        until(lambda: not self.hears)

    def listen(self) -> None:
        """Hear again."""
        self.is_deaf = False
        until(lambda: self.hears)

    def end(self) -> None:
        """Be no more."""
        self.is_over = True
        self.thread.join()

    def tell(self, *keys: str) -> int:
        """Something has changed here."""
        number = next(self.numbers)
        self.hosts.tell(keys, number)
        return number

    def has_told(self, key: str, others: Iterable[Machine]) -> bool:
        """Whether Redis takes it, and `others` hear it."""
        with suppress(NotifyFailed):
            number, until = self.tell(key), time.monotonic() + 0.5
            # Who joins just then gets it with all the rest, without the number.
            while time.monotonic() < until:
                if all(one.ledger.knows([key], number) for one in others):
                    return True
                time.sleep(0.005)
        return False

    def put(self, *keys: str, soft: tuple[str, ...] = (), body: str = "<p>Crane</p>") -> Page:
        """Render a page that depends on `keys`, and put it on the shelf."""
        seen = Dependencies(hard=set(keys), soft=set(soft), kind="article")
        page = Page.made("200 OK", [], body.encode(), seen, self.ledger.generation)
        self.shelf.put(NAME, page)
        return page

    @property
    def takes(self) -> bool:
        """Whether it takes the page that lies on the shelf."""
        return self.shelf.get(NAME) is not None


def ask(server: redis_server.Server, *command: Any) -> Any:
    """Whatever Redis answers."""
    with redis_package.Redis.from_url(server.url()) as client:
        return client.execute_command(*command)


def name(end: str) -> str:
    """What is called so in Redis."""
    return f"{redis_client.names()}:{end}"


def micro(moment: datetime) -> int:
    """As the ledger has it."""
    return int(moment.timestamp() * 1_000_000)


def settle(*machines: Machine) -> None:
    """Return once each of `machines` has heard what all the others have to say."""
    for one in machines:
        until(partial(one.has_told, "marker", machines))


Make = Callable[[str], Machine]


class Newsroom:
    """Things happen at random; pages say what they show."""

    def __init__(self, seed: int, machines: list[Machine], server: redis_server.Server) -> None:
        self.chance = random.Random(seed)
        self.machines, self.server = machines, server
        self.now = dict.fromkeys(("article:1", "article:2", "front:1"), 0)
        #: What each host was the one to tell.
        self.knows = [dict(self.now) for _ in machines]

    def step(self) -> None:
        """One thing happens."""
        who = self.chance.randrange(len(self.machines))
        happens = [self.change, self.put, self.fall_deaf, self.forget]
        self.chance.choices(happens, [40, 40, 10, 4])[0](who)
        self.look(self.knows)

    def change(self, who: int) -> None:
        key = self.chance.choice(list(self.now))
        self.now[key] += 1
        self.knows[who][key] = self.now[key]
        with suppress(NotifyFailed):
            self.machines[who].tell(key)

    def put(self, who: int) -> None:
        self.machines[who].put(*self.now, body=json.dumps(self.now))

    def fall_deaf(self, who: int) -> None:
        self.machines[who].is_deaf = not self.machines[who].is_deaf

    def forget(self, _who: int) -> None:
        if self.chance.random() < 0.7:
            ask(self.server, "DEL", name(self.chance.choice(["sums", "state"])))
        else:
            ask(self.server, "FLUSHALL")

    def look(self, least: list[dict[str, int]]) -> None:
        """No host takes a page that shows less than it knows."""
        for known, machine in zip(least, self.machines, strict=True):
            if (page := machine.shelf.get(NAME)) is not None:
                shown = json.loads(page.body)
                assert all(shown[key] >= known[key] for key in known), (shown, known)
