"""What machines may do with the site: one value, of which everything that is told them is made.

robots.txt, headers, meta tags, tdmrep.json and the licence ask this and nothing else, so that they
cannot disagree. A path belongs to a section, to what holds all sections' texts (`MIXED`), or to the
site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from articles.lib.machines.crawlers import Crawler, Use, added, released

#: What no crawler is to ask for.
CLOSED = ("/admin/", "/search/?")
#: What says the terms: also for those that may read nothing else.
TERMS = ("/license.xml", "/tdm-policy.json", "/.well-known/")
#: What holds whole texts of all sections.
MIXED = ("/feed/", "/feed.", "/by/*/feed", "/topic/*/feed", "/search/feed", "/api/")

#: What is given once can't be taken back, so that training waits for a decision.
GRANTED = frozenset({Use.SEARCH, Use.AI_SEARCH})
ALL = frozenset(Use)

Uses = frozenset[Use]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the site: its path, and what it may be used for."""

    name: str
    path: str
    allowed: Uses

    @property
    def paths(self) -> tuple[str, str]:
        """What its addresses begin with: pages, and their twins for machines (/politics.json)."""
        return self.path, f"{self.path.removesuffix('/')}."


@dataclass(frozen=True)
class Policy:
    """What the site and its sections may be used for, and which crawlers are excepted."""

    site: Uses = GRANTED
    sections: tuple[Section, ...] = ()
    crawlers: tuple[Crawler, ...] = field(default_factory=released)
    #: Those that may read all, or nothing, whatever they read for.
    exceptions: Mapping[str, bool] = field(default_factory=dict)
    #: Where a licence can be asked for.
    licence: str = ""
    #: Whether robots.txt has Content-Signal and License as directives of their own.
    has_directives: bool = False

    @classmethod
    def read(cls, stored: Any, sections: Iterable[tuple[int, str, str]]) -> Policy:
        """The policy that is `stored` (`kept`), for sections given as number, name and path.
        What is not there any more, or not understood, says nothing."""
        said = _dict(stored)
        site = _applied(GRANTED, said.get("site"))
        parts = _dict(said.get("sections"))
        ours, _wrong = added(str(said.get("added") or ""))
        crawlers = (*released(), *ours)
        excepted = _dict(said.get("crawlers"))
        return cls(
            site=site,
            sections=tuple(
                Section(name, path, _applied(site, parts.get(str(number))))
                for number, name, path in sections
            ),
            crawlers=crawlers,
            exceptions={
                one.name: excepted[one.name]
                for one in crawlers
                if isinstance(excepted.get(one.name), bool)
            },
            licence=str(said.get("licence") or ""),
            has_directives=said.get("directives") is True,
        )

    # --- Of a path ---------------------------------------------------------------------

    @property
    def everywhere(self) -> Uses:
        """What every text of the site may be used for."""
        return self.site.intersection(*(one.allowed for one in self.sections))

    def allowed(self, path: str) -> Uses:
        """What may be done with what stands at `path`, percent-encoded as in robots.txt."""
        for one in self.sections:
            if path.startswith(one.paths):
                return one.allowed
        return self.everywhere if any(matches(one, path) for one in MIXED) else self.site

    def may(self, crawler: Crawler, path: str) -> bool:
        """Whether a crawler may read what stands at `path`."""
        if any(matches(one, path) for one in TERMS):
            return True
        excepted = self.exceptions.get(crawler.name)
        if excepted is False or any(matches(one, path) for one in CLOSED):
            return False
        return excepted is True or crawler.use in self.allowed(path)

    # --- Of a crawler --------------------------------------------------------------------

    def rules(self, crawler: Crawler | None) -> list[tuple[bool, str]]:
        """What a crawler (None: any other) may read and may not, as whether and path; of two that
        match, the longer one holds, and it comes first."""
        excepted = self.exceptions.get(crawler.name) if crawler else None
        use = crawler.use if crawler else Use.SEARCH
        opened = [(True, path) for path in TERMS]
        closed = [(False, path) for path in CLOSED]
        if excepted is False:
            return [*opened, (False, "/")]
        if excepted is True:
            return closed
        parts = [
            (use in one.allowed, path)
            for one in self.sections
            if (use in one.allowed) != (use in self.site)
            for path in one.paths
        ]
        if use in self.site:
            mixed = [] if use in self.everywhere else [(False, path) for path in MIXED]
            return [*closed, *mixed, *parts]
        return [*opened, *closed, *parts, (False, "/")] if parts else [*opened, (False, "/")]

    def named(self) -> Iterator[Crawler]:
        """The crawlers to which robots.txt says something else than to all others. Also those
        whose name begins with such a one's, the longer first: many look for a name's beginning."""
        others = self.rules(None)
        differing = {one.name.lower() for one in self.crawlers if self.rules(one) != others}
        for one in sorted(self.crawlers, key=lambda one: -len(one.name)):
            if any(name in one.name.lower() for name in differing):
                yield one

    def reach(self, crawler: Crawler) -> tuple[bool, list[str]]:
        """Whether a crawler may read the site, and the sections of which the opposite holds."""
        excepted = self.exceptions.get(crawler.name)
        if excepted is not None:
            return excepted, []
        whole = crawler.use in self.site
        names = [one.name for one in self.sections if (crawler.use in one.allowed) != whole]
        return whole, names


def _dict(said: Any) -> dict[str, Any]:
    return said if isinstance(said, dict) else {}


def _applied(start: Uses, switches: Any) -> Uses:
    """The uses of `start`, with those that are switched on or off."""
    said = _dict(switches)
    return frozenset(use for use in Use if said.get(use.value, use in start) is True)


def matches(pattern: str, path: str) -> bool:
    """Whether a path matches a pattern of robots.txt (RFC 9309, 2.2.3)."""
    return _compiled(pattern).match(path) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    ends = pattern.endswith("$")
    parts = (re.escape(part) for part in pattern.removesuffix("$").split("*"))
    return re.compile(".*".join(parts) + ("$" if ends else ""))
