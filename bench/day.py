"""A day in the life of the page store: how often a page is made, beside two common ways of caching.

    python -m bench.day --hours 1

Requests come at 1,000 a second: of stories by Zipf's law over the newest 100,000, the newest asked
for most; of the front and the sections, too. Each minute a story is published in some section, on
some topics, of which a few are much written about (Zipf, too); beside a story stand others on them.
Our own way is judged by the very code that judges pages, with the keys that pages have; only the
making of a page is left out. Time is made up, and after an hour that fills the caches an hour is
counted: a part of a day, which would be 86 million requests.

The other two: what a site does that purges the story's page and its lists, and keeps all else for
ten minutes; and what keeps every page for a minute.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from math import inf
from pathlib import Path
from typing import Any

import django

STORIES = 100_000
SECTIONS = 8
RATE = 1_000  # requests a second
EVERY = 60  # seconds between two publications
#: Of all, of a story, and how many of the newest on one are looked at.
TOPICS, OF_STORY, ON_TOPIC = 500, 3, 7
#: Fewer on its topics are no rail: then the section's stand there.
RAIL, SHORTEST = 6, 3
ON_FRONT, ON_SECTION = 30, 20
#: Of a hundred readers, so many look at the front, and at a section.
FRONT, SECTION = 15, 10
START = 1_800_000_000.0
MUCH_WRITTEN_ABOUT = list(accumulate(1 / rank for rank in range(1, TOPICS + 1)))

#: ("front", 0), ("section", n) or ("story", number).
Address = tuple[str, int]


@dataclass(slots=True)
class Paper:
    """What there is: stories by their number, the newest the highest."""

    chance: random.Random
    newest: int = STORIES
    #: The section of each story, and the newest of each section.
    sections: dict[int, int] = field(default_factory=dict)
    topics: dict[int, tuple[int, ...]] = field(default_factory=dict)
    rails: list[list[int]] = field(default_factory=lambda: [[] for _ in range(SECTIONS)])
    on_topics: list[list[int]] = field(default_factory=lambda: [[] for _ in range(TOPICS)])

    def __post_init__(self) -> None:
        for number in range(1, STORIES + 1):
            self._add(number)

    def _add(self, number: int) -> int:
        section = self.sections[number] = self.chance.randrange(SECTIONS)
        self.rails[section] = [number, *self.rails[section][: ON_SECTION - 1]]
        drawn = self.chance.choices(range(TOPICS), cum_weights=MUCH_WRITTEN_ABOUT, k=OF_STORY)
        self.topics[number] = tuple(dict.fromkeys(drawn))
        for topic in self.topics[number]:
            self.on_topics[topic] = [number, *self.on_topics[topic][: ON_TOPIC - 1]]
        return section

    def beside(self, number: int) -> tuple[set[str], set[int]]:
        """Whose lists are looked at for what stands beside a story, and the stories in them."""
        on, found = set[str](), set[int]()
        for topic in self.topics[number]:
            on.add(f"topic:{topic}")
            found.update(self.on_topics[topic])
            if len(found - {number}) >= RAIL:
                break
        if len(found - {number}) < SHORTEST:
            section = self.sections[number]
            on.add(f"section:{section}")
            found.update(self.rails[section][:ON_TOPIC])
        return on, found

    def publish(self) -> tuple[int, int]:
        """One more: its number and section."""
        self.newest += 1
        return self.newest, self._add(self.newest)


def out_at(number: int) -> float:
    """When a story was published."""
    return START + (number - STORIES) * EVERY


def true_until(number: int, now: float) -> float:
    """Until when its age, as a card says it, is true: by the minute, then by the hour, for twelve
    hours."""
    age = now - out_at(number)
    if age >= 12 * 3_600:
        return inf
    step = 60 if age < 3_600 else 3_600
    return out_at(number) + (age // step + 1) * step


class Way:
    """A way of caching, and how often it has had a page made."""

    now = START
    renders = 0

    def publish(self, number: int, section: int) -> None:
        """A story comes out."""
        raise NotImplementedError

    def ask(self, address: Address, now: float) -> None:
        """A reader asks for a page."""
        raise NotImplementedError

    def live(self, now: float, published: tuple[int, int] | None, asked: list[Address]) -> None:
        """A second of it."""
        self.now = now
        if published is not None:
            self.publish(*published)
        for address in asked:
            self.ask(address, now)


class Ours(Way):
    """The ledger and the judging of the page store, with the keys of real pages."""

    def __init__(self, folder: Path, paper: Paper) -> None:
        from articles.delivery import hosts
        from articles.delivery.ledger import ledger
        from articles.delivery.pages import freshness

        ledger.time_ns = lambda: int(self.now * 1e9)  # type: ignore[attr-defined]
        self.ledger = ledger.Ledger(folder / "ledger")
        self.judge, self.fresh, self.implied = (
            freshness.judge,
            freshness.Verdict.FRESH,
            hosts.with_implied_keys,
        )
        self.paper = paper
        self.pages: dict[Address, Any] = {}

    def publish(self, number: int, section: int) -> None:
        """The keys that a publication tells of."""
        keys = {f"article:{number}", "front:1", f"section:{section}", f"author:{number % 40}"}
        keys |= {f"topic:{topic}" for topic in self.paper.topics[number]}
        self.ledger.put_down(self.implied(keys))

    def ask(self, address: Address, now: float) -> None:
        """A reader asks for a page."""
        self.now = now
        page = self.pages.get(address)
        if self.judge(page, self.ledger, now) is not self.fresh:
            self.renders += 1
            self.pages[address] = self._made(address, now)

    def _made(self, address: Address, now: float) -> Any:
        from articles.delivery.pages.page import Page

        kind, number = address
        hard, soft = {"chrome"}, set[str]()
        if kind == "story":
            soft, beside = self.paper.beside(number)
            shown = sorted(beside)
            hard |= {f"article:{number}", f"recall:{number}"}
            hard |= {f"tag:{topic}" for topic in self.paper.topics[number]}
            hard |= {f"recall:{one}" for one in shown}
            soft |= {f"article:{one}" for one in shown}
        else:
            shown = self.paper.rails[number]
            if kind == "front":
                shown = list(range(self.paper.newest, self.paper.newest - ON_FRONT, -1))
            hard |= {f"article:{one}" for one in shown} | {f"recall:{one}" for one in shown}
            hard.add("front:1" if kind == "front" else f"section:{number}")
        since = out_at(number) if kind == "story" else 0.0
        # What stands beside a story says no age.
        ages = (true_until(one, now) for one in shown)
        until = inf if kind == "story" else min(ages, default=inf)
        known = (tuple(hard), tuple(soft), self.ledger.generation, now, since)
        return Page("200 OK", [], b"", kind, *known, dated_at=until)


class Timed(Way):
    """A cache that keeps a page for some seconds; where it `purges`, a publication drops the
    story's page and the lists that it is in."""

    def __init__(self, seconds: float, *, purges: bool) -> None:
        self.seconds, self.purges = seconds, purges
        self.until: dict[Address, float] = {}

    def publish(self, number: int, section: int) -> None:
        """Purge what is purged."""
        if self.purges:
            for address in (("story", number), ("section", section), ("front", 0)):
                self.until.pop(address, None)

    def ask(self, address: Address, now: float) -> None:
        """A reader asks for a page."""
        if self.until.get(address, 0.0) <= now:
            self.renders += 1
            self.until[address] = now + self.seconds


def requests(paper: Paper) -> Callable[[], Iterator[Address]]:
    """What is asked for in a second."""
    weights = list(accumulate(1 / rank for rank in range(1, STORIES + 1)))
    ranks, chance = range(STORIES), paper.chance

    def second() -> Iterator[Address]:
        for rank in chance.choices(ranks, cum_weights=weights, k=RATE):
            kind = chance.random() * 100
            if kind < FRONT:
                yield ("front", 0)
            elif kind < FRONT + SECTION:
                yield ("section", rank % SECTIONS)
            else:
                yield ("story", paper.newest - rank)

    return second


def simulate(hours: float, warm: float, folder: Path) -> list[tuple[str, str, str, str]]:
    """Hit share, renders, and renders for each publication, of each way."""
    paper = Paper(random.Random(11))
    ways: dict[str, Way] = {
        "ours: by keys": Ours(folder, paper),
        "page and lists purged, the rest for 10 minutes": Timed(600, purges=True),
        "every page for a minute": Timed(60, purges=False),
    }
    second, seconds = requests(paper), int(hours * 3_600)
    before: dict[str, int] = {}
    begin = int(warm * 3_600)
    for tick in range(begin + seconds):
        if tick == begin:
            before = {name: way.renders for name, way in ways.items()}
        now = START + tick
        published = paper.publish() if tick % EVERY == 0 else None
        asked = list(second())
        for way in ways.values():
            way.live(now, published, asked)
    total, publications = seconds * RATE, seconds / EVERY
    lines = [("", "hits", "renders", "for each publication")]
    for name, way in ways.items():
        renders = way.renders - before[name]
        share = f"{100 * (1 - renders / total):.2f} %"
        lines.append((name, share, f"{renders:,}", f"{renders / publications:,.0f}"))
    return lines


def main() -> None:
    """Simulate and print."""
    from bench.delivery.tables import show

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--hours", type=float, default=1.0, help="that are counted")
    parser.add_argument("--warm", type=float, default=1.0, help="hours before, to fill the caches")
    options = parser.parse_args()
    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        lines = simulate(options.hours, options.warm, Path(folder))
    asked = int(options.hours * 3_600) * RATE
    show(f"{asked:,} requests in {options.hours:g} h, a publication a minute", lines)


if __name__ == "__main__":
    main()
