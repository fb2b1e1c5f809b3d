"""An index for the search engine, built beside the one that is searched and put in its place.

It is noted here before the first document of it is read, and whoever tells the engine of a change
takes that in hand before they look here: so no change is missed, whichever comes first. What is
told has the higher version, so that no older document takes its place.
"""

from __future__ import annotations

import logging
import time

from django.utils import timezone

from articles.models import EngineIndex, SearchDocument
from articles.search.engines.opensearch import cluster
from articles.search.engines.opensearch.cluster import BUILT, Document
from articles.search.engines.opensearch.wire import Away, Server

logger = logging.getLogger(__name__)

#: Documents that are told at once.
AT_ONCE = 500
#: Seconds until it is tried again to begin, or to go on, where the engine failed.
PAUSE = 30.0
_paused: dict[str, float] = {}


def is_due(at: Server) -> bool:
    """Whether there is an index to build; one query."""
    if time.monotonic() < _paused.get(at.at, 0.0):
        return False
    states = set(EngineIndex.objects.filter(at=at.at).values_list("is_live", flat=True))
    return not states or False in states


def begin(at: Server) -> EngineIndex:
    """Begin a new one, in the place of one that is being built. Raises Away."""
    name = cluster.create(at)
    EngineIndex.objects.filter(at=at.at, is_live=False).delete()
    return EngineIndex.objects.create(name=name, at=at.at)


def under_way(at: Server) -> EngineIndex | None:
    """The one that is being built."""
    return EngineIndex.objects.filter(at=at.at, is_live=False).order_by("-pk").first()


def work(at: Server) -> int:
    """Go on with what is being built, or begin where there is none yet; returns how many stories
    that were."""
    index = under_way(at)
    try:
        if index is None:
            if EngineIndex.objects.filter(at=at.at).exists():
                return 0
            index = begin(at)
            logger.info("The search engine is given an index, %s.", index)
        return go_on(at, index)
    except Away as why:
        logger.warning("The search engine’s index was not built on: %s.", why)
        _paused[at.at] = time.monotonic() + PAUSE
        return 0


def go_on(at: Server, index: EngineIndex) -> int:
    """Tell it the next documents; returns how many. After the last one it is searched from now on,
    and it is 0. Raises Away."""
    rows = SearchDocument.objects.filter(story__gt=index.last).order_by("story")
    some = [
        Document(story, BUILT, place, text)
        for story, place, text in rows.values_list("story", "place", "text")[:AT_ONCE]
    ]
    if not some:
        _finish(at, index)
        return 0
    refused = cluster.bulk(at, cluster.next_of(at), some, until_found=False)
    if refused:
        if any(problem.is_missing for problem in refused.values()):
            look_for(at, index)
        raise Away(next(iter(refused.values())).why)
    # Another one may be at it, too: what is told twice does no harm.
    EngineIndex.objects.filter(pk=index.pk, last__lt=some[-1].story).update(last=some[-1].story)
    index.last = some[-1].story
    return len(some)


def _finish(at: Server, index: EngineIndex) -> None:
    cluster.put_in_place(at, index.name)
    EngineIndex.objects.filter(pk=index.pk).update(is_live=True)
    EngineIndex.objects.exclude(pk=index.pk).delete()
    took = (timezone.now() - index.begun_at).total_seconds()
    logger.info("The search engine’s index %s was built in %.0f s.", index, took)


def look_for(at: Server, index: EngineIndex) -> None:
    """It was not found: where the engine has lost it, have another one built. It may have been put
    in place just now. Raises Away."""
    if index.name not in cluster.indexes(at):
        logger.error("The search engine has lost the index %s; another one is built.", index)
        EngineIndex.objects.filter(pk=index.pk).delete()
