"""What the search engine has, compared with the documents: drift is found, and told anew."""

from __future__ import annotations

from collections.abc import Iterator

from articles.models import SearchDocument, SearchTelling
from articles.models.search.telling import tell
from articles.search.engines.opensearch import cluster
from articles.search.engines.opensearch.wire import Server

#: Stories that are looked at in one step.
AT_ONCE = 1_000


def compared(at: Server, *, repair: bool = True) -> Iterator[tuple[int, list[int]]]:
    """Go through all that either has, some at a time; yields after each step how many documents
    were looked at, and which stories the engine has otherwise, or has though they are gone: these
    are told anew. What waits to be told anyway is no drift. Raises Away."""
    last, seen = 0, 0
    while True:
        ours = _ours(last)
        theirs = cluster.digests(at, at.name, last, AT_ONCE)
        # As far as both were read.
        ends = [max(some) for some in (ours, theirs) if len(some) == AT_ONCE]
        looked_at = {one for one in {*ours, *theirs} if not ends or one <= min(ends)}
        differ = sorted(one for one in looked_at if ours.get(one) != theirs.get(one))
        waiting = SearchTelling.objects.filter(story__in=differ).values_list("story", flat=True)
        wrong = sorted(set(differ).difference(waiting)) if differ else []
        if repair:
            tell(wrong)
        seen += len(looked_at.intersection(ours))
        yield seen, wrong
        if not ends:
            return
        last = min(ends)


def _ours(after: int) -> dict[int, int]:
    rows = SearchDocument.objects.filter(story__gt=after).order_by("story")
    return {
        story: cluster.digest(place, text)
        for story, place, text in rows.values_list("story", "place", "text")[:AT_ONCE]
    }
