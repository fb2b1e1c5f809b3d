"""The engine's indexes of ours: made, told documents, compared, and one put in another's place.

`news` is the name of the index that is searched, an alias; `news.next` of the one that is being
built. The indexes themselves are called `news.` and the moment in which they were begun: no other
name has a point, so that nothing of anybody else is touched.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

from django.utils import timezone

from articles.search.engines.opensearch import queries
from articles.search.engines.opensearch.wire import Away, Server, ask, words

#: Seconds for work that no reader waits for.
PATIENCE = 30.0
#: What a bulk may be long; more documents go in the next one.
MOST_BYTES = 4 * 1024 * 1024
#: Of a document in an index that is built as a whole: lower than of anything that is told.
BUILT = 1
_ITEMS = "filter_path=errors,items.*.status,items.*._id,items.*.error.type,items.*.error.reason"
#: Our version, or a newer one, is there; or nothing is, where it was to be taken away.
_THERE, _NOT_THERE = 409, 404


class Document(NamedTuple):
    """What it is told of a story."""

    story: int
    version: int
    #: None where the story is gone.
    place: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why it did not take a document."""

    why: str
    #: Whether there is no index for it.
    is_missing: bool = False


def digest(place: int, text: str) -> int:
    """By which a document is known again."""
    found = blake2b(f"{place} {text}".encode(), digest_size=8).digest()
    return int.from_bytes(found, "big", signed=True)


def next_of(to: Server) -> str:
    """The name of the one that is being built."""
    return f"{to.name}.next"


def create(to: Server) -> str:
    """Begin an index beside the one that is searched; one that was begun before is taken away.
    Returns what it is called. Raises Away."""
    name = f"{to.name}.{timezone.now():%Y%m%d%H%M%S}-{secrets.token_hex(3)}"
    _changed(ask(to, "PUT", f"/{name}", queries.INDEX, seconds=PATIENCE))
    begun = [one for one, aliases in indexes(to).items() if to.name not in aliases and one != name]
    _aliases(
        to,
        [
            *({"remove_index": {"index": one}} for one in begun),
            {"add": {"index": name, "alias": next_of(to)}},
        ],
    )
    return name


def put_in_place(to: Server, name: str) -> None:
    """Have that index searched from now on, and the others gone: all at one moment. Raises Away."""
    ask(to, "POST", f"/{name}/_refresh", seconds=PATIENCE)
    there = indexes(to)
    actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": to.name}}]
    if next_of(to) in there.get(name, ()):
        actions.append({"remove": {"index": name, "alias": next_of(to)}})
    _aliases(to, actions + [{"remove_index": {"index": one}} for one in there if one != name])


def indexes(to: Server) -> dict[str, set[str]]:
    """Our indexes with their other names. Raises Away."""
    said = ask(to, "GET", f"/{to.name}.*/_alias", seconds=PATIENCE)
    try:
        return {str(name): set(one["aliases"]) for name, one in said.items()}
    except (AttributeError, KeyError, TypeError):
        raise Away("its answer is not OpenSearch’s") from None


def _aliases(to: Server, actions: list[dict[str, Any]]) -> None:
    _changed(ask(to, "POST", "/_aliases", {"actions": actions}, seconds=PATIENCE))


def _changed(said: Any) -> None:
    """Raise Away where the cluster may not have done it; it can be asked for once more."""
    if not isinstance(said, dict) or said.get("acknowledged") is not True:
        raise Away("it did not confirm in time")


def bulk(
    to: Server, alias: str, documents: Sequence[Document], *, until_found: bool
) -> dict[int, Problem]:
    """Tell it documents; returns those that it did not take, by the numbers of their stories. With
    `until_found` it answers once they can be found, after about a second. Raises Away."""
    refused: dict[int, Problem] = {}
    for part, data in _parts(documents):
        refresh = "wait_for" if until_found else "false"
        path = f"/{alias}/_bulk?require_alias=true&refresh={refresh}&{_ITEMS}"
        said = ask(to, "POST", path, data, seconds=PATIENCE, lines=True)
        refused |= _refused(said, part)
    return refused


def _parts(documents: Sequence[Document]) -> Iterable[tuple[list[Document], bytes]]:
    part: list[Document] = []
    data = bytearray()
    for one in documents:
        lines = _lines(one)
        if part and len(data) + len(lines) > MOST_BYTES:
            yield part, bytes(data)
            part, data = [], bytearray()
        part.append(one)
        data += lines
    if part:
        yield part, bytes(data)


def _lines(one: Document) -> bytes:
    action = {"_id": str(one.story), "version": one.version, "version_type": "external"}
    if one.place is None:
        return json.dumps({"delete": action}).encode() + b"\n"
    said = {
        "story": one.story,
        "place": one.place,
        "digest": digest(one.place, one.text),
        "text": one.text,
    }
    lines = f"{json.dumps({'index': action})}\n{json.dumps(said, ensure_ascii=False)}\n"
    return lines.encode()


def _refused(said: Any, asked: list[Document]) -> dict[int, Problem]:
    try:
        answers = [next(iter(one.values())) for one in said["items"]]
        by_story = {int(one["_id"]): one for one in answers}
        # One that says less, or something of others, has not told what became of ours.
        if len(answers) != len(asked) or by_story.keys() != {one.story for one in asked}:
            raise ValueError
        found = {one.story: _problem(one, by_story[one.story]) for one in asked}
    except (AttributeError, KeyError, StopIteration, TypeError, ValueError):
        raise Away("its answer is not OpenSearch’s") from None
    return {story: problem for story, problem in found.items() if problem}


def _problem(one: Document, answer: dict[str, Any]) -> Problem | None:
    status, error = answer["status"], answer.get("error") or {}
    if status in {200, 201, _THERE} or (status == _NOT_THERE and one.place is None and not error):
        return None
    is_missing = error.get("type") == "index_not_found_exception"
    return Problem(f"it answered {status}: {words(error.get('reason'))}", is_missing)


def digests(to: Server, alias: str, after: int, most: int) -> dict[int, int]:
    """What it has of the next `most` stories behind number `after`, by their numbers, in order.
    Raises Away."""
    path = f"/{alias}/_search?allow_partial_search_results=false&{queries.WANTED_DIGESTS}"
    said = ask(to, "POST", path, queries.digests(after, most), seconds=PATIENCE)
    return queries.digests_of(said, after, most)
