"""The index keeps up with the stories, in the background: what is due, and what is to be learnt."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from articles.models import SearchDue
from articles.search import names
from articles.search.upkeep import indexing, learning, telling

logger = logging.getLogger(__name__)

#: Seconds of a turn that go into it.
A_TURN = 0.4
#: Stories that are learnt before the next turn may begin.
A_SLICE = 50
#: For so long two releases may have run beside each other.
BESIDE = timedelta(hours=1)
#: Up to so many that are due are counted.
COUNTED = 10_000


def keep_up(stop: Callable[[], bool]) -> None:
    """Do some of what is due, until it has taken long enough or `stop` says so."""
    if telling.is_due():
        # Not here: an engine that hangs would hold up what is due in the next second.
        telling.background.call()
    until = time.monotonic() + A_TURN
    while time.monotonic() < until and not stop():
        if not indexing.write_due() and not learning.learn(A_SLICE):
            return


def catch_up() -> None:
    """When a process begins to keep up: look for what others have left."""
    look_for_outdated()
    telling.latest_due(BESIDE)


def look_for_outdated() -> None:
    """After an upgrade: what another release has written up to now is written anew, and all of it
    where that one has split words differently."""
    is_upgraded = SearchDue.objects.exists()
    if indexing.outdated_due():
        logger.info("Words are split differently now: the search index is written anew.")
        is_upgraded = True
    indexing.latest_due(BESIDE)
    telling.forget()
    if is_upgraded:
        for _written in names.renewed():
            pass


def left() -> int:
    """How many stories are still to be written into the index, up to a bound."""
    return SearchDue.objects.values("pk")[:COUNTED].count()
