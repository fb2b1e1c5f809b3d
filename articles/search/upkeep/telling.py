"""The search engine beside the database hears of documents that are others now, in batches.

A telling is taken in hand before its document is read, so that what goes out under its number is as
new as that, or newer; the engine keeps the highest. Where it fails, what waits is tried again,
later each time.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from articles.lib.host.background import BackgroundThread
from articles.models import Article, EngineIndex, SearchDocument, SearchTelling
from articles.models.search.telling import has_engine, tell
from articles.search.engines.opensearch import cluster
from articles.search.engines.opensearch.breaker import breaker
from articles.search.engines.opensearch.cluster import Document, Problem
from articles.search.engines.opensearch.wire import Away, Server, server
from articles.search.upkeep import building

logger = logging.getLogger(__name__)

#: Stories that are told at once.
AT_ONCE = 200


def is_due() -> bool:
    """Whether the engine has to hear of something, or be given an index; two queries."""
    if not has_engine():
        return False
    return SearchTelling.due().exists() or building.is_due(server())


def work() -> int:
    """Tell what is due, and go on with an index that is being built; returns how much that was. Any
    number may work at once. Raises DatabaseError where the database is away."""
    if not has_engine():
        return 0
    to = server()
    return told(to) + building.work(to)


def told(to: Server, most: int = AT_ONCE) -> int:
    """Tell at most so much of what is due; returns how much was done with."""
    rows = SearchTelling.claim_some(SearchTelling.due(), most)
    if not rows:
        return 0
    # In this order: see `building`.
    indexes = EngineIndex.objects.filter(at=to.at).order_by("pk")
    names = [(to.name if one.is_live else cluster.next_of(to), one) for one in indexes]
    documents = documents_of({one.story: one.version for one in sorted(rows, key=_number)})
    refused: dict[int, Problem] = {}
    try:
        for name, index in names:
            some = cluster.bulk(to, name, documents, until_found=index.is_live)
            if any(problem.is_missing for problem in some.values()):
                building.look_for(to, index)
            refused |= some
    except Away as why:
        _put_off(rows, str(why))
        return 0
    _put_off([one for one in rows if one.story in refused], _one_of(refused))
    done = [one.pk for one in rows if one.story not in refused]
    if done:
        SearchTelling.objects.filter(pk__in=done).delete()
        # It is well again: what failed before need not wait any longer.
        now = timezone.now()
        SearchTelling.objects.filter(next_try_at__gt=now, error__gt="").update(next_try_at=now)
    return len(done)


def documents_of(versions: dict[int, int]) -> list[Document]:
    """The documents of these stories as they are now, under these versions; one query."""
    rows = SearchDocument.objects.filter(story__in=list(versions))
    there = {story: rest for story, *rest in rows.values_list("story", "place", "text")}
    return [Document(story, version, *there.get(story, ())) for story, version in versions.items()]


def latest_due(span: timedelta) -> None:
    """Have the engine hear once more of the stories that were saved last: what had no engine to
    tell, since it ran without the setting, may have written them."""
    if has_engine() and EngineIndex.objects.filter(at=server().at).exists():
        latest = Article.objects.filter(modified_at__gte=timezone.now() - span)
        tell(latest.values_list("pk", flat=True))


def forget() -> None:
    """Where there is no engine any more: what it was told is not kept in step, so that it is given
    a new index if it comes back."""
    if not has_engine() and EngineIndex.objects.exists():
        EngineIndex.objects.all().delete()
        SearchTelling.objects.all().delete()


def _number(one: SearchTelling) -> int:
    return one.pk


def _one_of(refused: dict[int, Problem]) -> str:
    return next((problem.why for problem in refused.values()), "")


def _put_off(rows: Sequence[SearchTelling], why: str) -> None:
    """Have them tried again, and with them all that failed before, so that an engine that is away
    costs one try a time."""
    if not rows:
        return
    now = timezone.now()
    wait = SearchTelling.pace.after(max(one.attempts for one in rows))
    ours = SearchTelling.objects.filter(pk__in=[one.pk for one in rows])
    ours.update(claimed_until=None, next_try_at=now + wait, **SearchTelling.told(why))
    logger.warning(
        "The search engine was not told of %d stories (%s); tried again in %.0f s.",
        len({one.story for one in rows}),
        why,
        wait.total_seconds(),
    )


def state() -> str:
    """How it stands with the engine, as far as this process knows; two queries."""
    if not has_engine():
        return "not set up"
    at = server().at
    if breaker.why:
        return f"not asked: {breaker.why}"
    if failed := SearchTelling.objects.exclude(error="").order_by("pk").first():
        return f"not told: {failed.error}"
    is_live = EngineIndex.objects.filter(at=at, is_live=True).exists()
    return "in use" if is_live else "its index is not built yet"


#: This process's.
background = BackgroundThread("search engine", work)
