"""Fragments that many pages share, rendered once per version of what they show.

    services.kept(("sections",), lambda: list(Category.objects.all()))

A part is made in a recording of its own, and kept with what it depends on, as a page is: it is good
as long as none of its keys has changed and no moment of its has come. The page that it is put into
depends on all that it depends on. Outside of the page store it is made anew each time.

What stands beside a story may lag, within a page as with it: a part of which something has just
changed is taken as it is, and the page made anew some seconds later. So whoever waits for a story
that was published does not wait for the cards of others too.

What is made may show nothing but what it fetches itself and what its name says. What is kept is
shared by threads, and so must not be changed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from time import time
from typing import Any, TypeVar, cast

from articles.delivery.ledger.ledger import Ledger, slot_of
from articles.delivery.pages import freshness
from articles.lib.dependencies import Dependencies, recording

Part = TypeVar("Part")
Name = tuple[Hashable, ...]

#: Parts that are kept; the least recently used go first. One is some kilobytes at most.
MAX_FRAGMENTS = 2_000


@dataclass(slots=True, eq=False)
class Fragment:
    """A part, with what it depends on."""

    part: Any
    seen: Dependencies
    slots: tuple[int, ...]
    generation: int
    #: Those of the keys whose change is seen at once, wherever it stands.
    recalls: tuple[int, ...]
    #: Both in seconds since 1970: when it shows what must not be seen, and when it says an age that
    #: is no longer true.
    gone_at: float
    dated_at: float
    checked: int = 0

    def is_good(self, ledger: Ledger) -> bool:
        """Whether it is as it would be made now."""
        if time() >= min(self.gone_at, self.dated_at):
            return False
        generation = ledger.generation
        if self.checked != generation:
            if not ledger.is_unchanged(self.slots, self.generation):
                return False
            self.checked = generation
        return True

    def lags_until(self, ledger: Ledger) -> float:
        """Until when it may stand beside a story as it is; a moment that is past for not at all."""
        if time() >= self.gone_at or not ledger.is_unchanged(self.recalls, self.generation):
            return 0.0
        changed = ledger.oldest_change(self.slots, self.generation)
        return (
            self.dated_at if changed is None else min(self.dated_at, changed + freshness.SOFT_LAG)
        )


class Fragments:
    """The parts that a process keeps."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._kept: OrderedDict[Name, Fragment] = OrderedDict()
        self._lock = Lock()

    def part(self, name: Name, make: Callable[[], Part], page: Dependencies) -> Part:
        """The part `name`, made by `make` where there is no good one; `page` depends on it."""
        found = self._kept.get(name)
        if found is not None and not found.is_good(self.ledger):
            lags_until = found.lags_until(self.ledger) if page.is_soft else 0.0
            if time() < lags_until:
                page.say_until(datetime.fromtimestamp(lags_until, UTC))
            else:
                found = None
        if found is None:
            found = self._made(make, page)
            if self.ledger.is_unchanged(found.slots, found.generation):
                self._keep(name, found)
        page.add(found.seen)
        return cast("Part", found.part)

    def _made(self, make: Callable[[], Any], page: Dependencies) -> Fragment:
        # What it shows may have been fetched for the page already, before this.
        generation = self.ledger.generation if page.generation is None else page.generation
        with recording(generation) as seen:
            part = make()
        slots = tuple({slot_of(key) for key in seen.hard | seen.soft})
        recalls = tuple({slot_of(key) for key in seen.hard if key.startswith("recall:")})
        gone_at, dated_at = _seconds(seen.gone_at), _seconds(seen.dated_at)
        return Fragment(part, seen, slots, generation, recalls, gone_at, dated_at)

    def _keep(self, name: Name, fragment: Fragment) -> None:
        with self._lock:
            self._kept[name] = fragment
            self._kept.move_to_end(name)
            while len(self._kept) > MAX_FRAGMENTS:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._kept.clear()


def _seconds(moment: datetime | None) -> float:
    return float("inf") if moment is None else moment.timestamp()
