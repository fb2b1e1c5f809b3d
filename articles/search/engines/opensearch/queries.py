"""What the engine is asked in its own language, and what may be believed of its answers."""

from __future__ import annotations

from typing import Any, Final

from articles.search.engines.base import Expression, Span, Wanted
from articles.search.engines.opensearch.wire import Away

#: The words are folded already: what stands between blanks is one. They lie by their place, the
#: newest first, so that a search may end with the first ones that it finds. Documents are not kept:
#: the database has them. How many shards and copies there are is the operator's.
INDEX: Final = {
    "settings": {
        "index": {"sort.field": "place", "sort.order": "desc", "refresh_interval": "1s"},
    },
    "mappings": {
        "dynamic": "strict",
        "_source": {"enabled": False},
        "properties": {
            "story": {"type": "long"},
            "place": {"type": "long"},
            #: Of place and text, by which one tells whether the document is ours.
            "digest": {"type": "long", "index": False},
            "text": {"type": "text", "analyzer": "whitespace", "norms": False},
        },
    },
}
#: The parts of an answer that are read.
WANTED = "filter_path=timed_out,_shards.failed,hits.hits._id,hits.hits.sort"
WANTED_DIGESTS = "filter_path=timed_out,_shards.failed,hits.hits._id,hits.hits.fields.digest"
#: Words that the last one of a phrase may begin.
_MOST_BEGUN = 1_000


def search(expression: Expression, span: Span, most: int, milliseconds: int) -> dict[str, Any]:
    """The newest `most` in the span that answer to the expression."""
    every = [_any(part) for part in expression.all]
    if bounds := {
        test: place for test, place in (("gte", span.start), ("lt", span.end)) if place is not None
    }:
        every.append({"range": {"place": bounds}})
    asked: dict[str, Any] = {"filter": every}
    if expression.none:
        asked["must_not"] = [_one(wanted) for wanted in expression.none]
    return {
        "query": {"bool": asked},
        "sort": [{"place": {"order": "desc"}}],
        "size": most,
        "timeout": f"{milliseconds}ms",
        "_source": False,
        # It need not go on for how many there are.
        "track_total_hits": False,
    }


def digests(after: int, most: int) -> dict[str, Any]:
    """The documents of the next `most` stories behind number `after`."""
    return {
        "query": {"range": {"story": {"gt": after}}},
        "sort": [{"story": {"order": "asc"}}],
        "size": most,
        "docvalue_fields": ["digest"],
        "_source": False,
        "track_total_hits": False,
    }


def _any(part: tuple[Wanted, ...]) -> dict[str, Any]:
    words = [one.tokens[0] for one in part if len(one.tokens) == 1 and not one.is_begun]
    ways = [_one(one) for one in part if len(one.tokens) > 1 or one.is_begun]
    if words:
        ways.insert(0, {"terms": {"text": words}} if len(words) > 1 else _word(words[0]))
    if len(ways) == 1:
        return ways[0]
    return {"bool": {"should": ways, "minimum_should_match": 1}}


def _one(wanted: Wanted) -> dict[str, Any]:
    *first, last = wanted.tokens
    if wanted.is_together:
        phrase = {"query": " ".join(wanted.tokens), "analyzer": "whitespace"}
        if wanted.is_begun:
            begun = {**phrase, "max_expansions": _MOST_BEGUN}
            return {"match_phrase_prefix": {"text": begun}}
        return {"match_phrase": {"text": phrase}}
    end = {"prefix": {"text": {"value": last}}} if wanted.is_begun else _word(last)
    return {"bool": {"filter": [*map(_word, first), end]}} if first else end


def _word(token: str) -> dict[str, Any]:
    return {"term": {"text": {"value": token}}}


class Hits(list[tuple[int, int]]):
    """Places with the numbers of their stories, newest first."""

    is_cut = False


def hits(said: Any, span: Span, most: int) -> Hits:
    """What it has found. Raises Away where that can't be so."""
    found = Hits()
    for one in _all(said, most):
        try:
            (place,) = one["sort"]
            found.append((_whole(place), _whole(int(one["_id"]))))
        except (KeyError, TypeError, ValueError):
            raise Away("its answer is not OpenSearch’s") from None
    places = [place for place, _story in found]
    is_within = all(
        (span.start is None or span.start <= place) and (span.end is None or place < span.end)
        for place in places
    )
    if places != sorted(places, reverse=True) or not is_within:
        raise Away("its answer is of other places than were asked for")
    found.is_cut = said["timed_out"]
    return found


def digests_of(said: Any, after: int, most: int) -> dict[int, int]:
    """The digests that it has, by the numbers of the stories. Raises Away."""
    found: dict[int, int] = {}
    for one in _all(said, most):
        try:
            (digest,) = one["fields"]["digest"]
            found[_whole(int(one["_id"]))] = _whole(digest)
        except (KeyError, TypeError, ValueError):
            raise Away("its answer is not OpenSearch’s") from None
    if list(found) != sorted(found) or (found and min(found) <= after) or said["timed_out"]:
        raise Away("its answer is of other stories than were asked for")
    return found


def _all(said: Any, most: int) -> list[Any]:
    try:
        # Where it has found nothing, it leaves out the list.
        found = said.get("hits", {}).get("hits", [])
        failed, is_cut = said["_shards"]["failed"], said["timed_out"]
    except (AttributeError, KeyError, TypeError):
        raise Away("its answer is not OpenSearch’s") from None
    if not isinstance(found, list) or len(found) > most or type(is_cut) is not bool:
        raise Away("its answer is not OpenSearch’s")
    if failed:
        raise Away("a part of its index does not answer")
    return found


def _whole(number: Any) -> int:
    """Raises ValueError where it is none of the database's."""
    if type(number) is not int or not -(2**63) <= number < 2**63:
        raise ValueError
    return number
