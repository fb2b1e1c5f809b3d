"""A peer that speaks what we speak of OpenSearch's protocol, over a real socket.

It is no OpenSearch. It keeps documents, and evaluates the few forms that we send, as OpenSearch's
reference says they are evaluated; what it does not know it refuses in OpenSearch's way. So it shows
that our requests are complete and our answers read, and what we do where the other end refuses,
hangs, breaks off or lies. That a real one takes the same requests is shown where there is one
(`TEST_OPENSEARCH_URL`, CONTRIBUTING.md).
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

#: A real OpenSearch, as an operator names it; the name of the indexes is the tests' own.
REAL = os.environ.get("TEST_OPENSEARCH_URL", "")
#: Those beside the database that there are.
BESIDE = ["peer", *(["opensearch"] if REAL else [])]
AUTH = "Basic dXNlcjpzZWNyZXQtcGFzc3dvcmQ="
LONGEST_RESULT = 10_000


class No(Exception):
    """It refuses."""

    def __init__(self, status: int, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.status, self.kind = status, kind

    def error(self) -> dict[str, Any]:
        """As a bulk has it of a document."""
        return {"type": self.kind, "reason": str(self)}


def unknown(what: object) -> No:
    """It does not understand."""
    return No(400, "parsing_exception", f"unknown: {what}")


@dataclass
class Index:
    """Documents by their numbers, and the version of each, also of those that are gone."""

    aliases: set[str] = field(default_factory=set)
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)


class Peer(ThreadingHTTPServer):
    """`asked` are the requests; `does` says how it answers them, one after the other, the last one
    for all that follow."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.indexes: dict[str, Index] = {}
        self.asked: list[tuple[str, str, bytes]] = []
        self.connections = 0
        self.does = "answer"
        #: Of which paths that is so.
        self.does_to = ""
        #: What hangs goes on once this is set.
        self.over = threading.Event()

    def url(self, name: str = "news") -> str:
        """As an operator sets it."""
        return f"http://user:secret-password@127.0.0.1:{self.server_address[1]}/{name}"

    def searches(self) -> int:
        """How many questions of readers came here."""
        return sum("_search" in path for _method, path, _said in self.asked)

    # --- Its indexes ---------------------------------------------------------------

    def find(self, name: str) -> Index:
        """The index of that name, or that other name."""
        found = [one for key, one in self.indexes.items() if name in {key, *one.aliases}]
        if len(found) != 1:
            raise No(404, "index_not_found_exception", f"no such index [{name}]")
        return found[0]

    def answer(self, method: str, path: str, asked: dict[str, str], said: bytes) -> Any:
        """What a well one answers."""
        match [method, *path.strip("/").split("/")]:
            case ["PUT", name]:
                return self.create(name, json.loads(said))
            case ["GET", pattern, "_alias"] if pattern.endswith(".*"):
                start = pattern.removesuffix("*")
                found = {name: one for name, one in self.indexes.items() if name.startswith(start)}
                return {n: {"aliases": {a: {} for a in one.aliases}} for n, one in found.items()}
            case ["POST", "_aliases"]:
                return self.rename(json.loads(said)["actions"])
            case ["POST", name, "_refresh"]:
                self.find(name)
                return {"_shards": {"total": 1, "successful": 1, "failed": 0}}
            case ["POST", name, "_bulk"]:
                return self.bulk(name, asked, said)
            case ["POST", name, "_search"]:
                return search(self.find(name), json.loads(said))
        raise No(405, "", f"Incorrect HTTP method for uri [{path}] and method [{method}]")

    def create(self, name: str, body: dict[str, Any]) -> Any:
        """Only with settings and mappings as we have them."""
        if name in self.indexes:
            raise No(400, "resource_already_exists_exception", f"index [{name}] already exists")
        if name != name.lower() or body.keys() != {"settings", "mappings"}:
            raise unknown(name)
        mappings, index = body["mappings"], body["settings"]["index"]
        if index["sort.field"] not in mappings["properties"]:
            raise No(400, "illegal_argument_exception", "unknown index sort field")
        if mappings["properties"].keys() != {"story", "place", "digest", "text"}:
            raise No(400, "mapper_parsing_exception", "other fields")
        self.indexes[name] = Index()
        return {"acknowledged": True, "shards_acknowledged": True, "index": name}

    def rename(self, actions: list[dict[str, Any]]) -> Any:
        """All of it, or nothing."""
        after = {name: set(one.aliases) for name, one in self.indexes.items()}
        for action in actions:
            ((kind, what),) = action.items()
            if what["index"] not in after:
                raise No(404, "index_not_found_exception", f"no such index [{what['index']}]")
            if kind == "add":
                after[what["index"]].add(what["alias"])
            elif kind == "remove":
                if what["alias"] not in after[what["index"]]:
                    raise No(404, "aliases_not_found_exception", "aliases missing")
                after[what["index"]].remove(what["alias"])
            elif kind == "remove_index":
                del after[what["index"]]
            else:
                raise unknown(kind)
        self.indexes = {name: self.indexes[name] for name in after}
        for name, aliases in after.items():
            self.indexes[name].aliases = aliases
        return {"acknowledged": True}

    def bulk(self, name: str, asked: dict[str, str], said: bytes) -> Any:
        """Actions, each with its document in the next line."""
        if not said.endswith(b"\n") or asked.get("require_alias") != "true":
            raise No(400, "illegal_argument_exception", "The bulk request must be terminated")
        items = []
        lines = iter(said.decode().splitlines())
        for line in lines:
            ((kind, what),) = json.loads(line).items()
            document = json.loads(next(lines)) if kind == "index" else None
            item: dict[str, Any] = {"_id": what["_id"]}
            try:
                aliased = [one for one in self.indexes.values() if name in one.aliases]
                if len(aliased) != 1:
                    why = f"no such index [{name}] and [require_alias] request flag is [true]"
                    raise No(404, "index_not_found_exception", why)
                item["status"] = write(aliased[0], kind, what, document)
            except No as no:
                item |= {"status": no.status, "error": no.error()}
            items.append({kind: item})
        return {"errors": any("error" in str(one) for one in items), "items": items}


def write(index: Index, kind: str, what: dict[str, Any], document: dict[str, Any] | None) -> int:
    """One document, if its version is higher than that which is there; returns its status."""
    if what.keys() != {"_id", "version", "version_type"} or what["version_type"] != "external":
        raise unknown(what)
    number, was = what["_id"], index.versions.get(what["_id"])
    if was is not None and was >= what["version"]:
        why = f"[{number}]: version conflict, current version [{was}] is higher or equal"
        raise No(409, "version_conflict_engine_exception", why)
    index.versions[number] = what["version"]
    if document is None:
        return 200 if index.documents.pop(number, None) else 404
    if document.keys() != {"story", "place", "digest", "text"}:
        raise No(400, "strict_dynamic_mapping_exception", "mapping set to strict")
    is_new = number not in index.documents
    words = document["text"].split(" ")
    index.documents[number] = document | {"words": words, "bag": set(words)}
    return 201 if is_new else 200


# --- Its queries --------------------------------------------------------------------


def search(index: Index, body: dict[str, Any]) -> Any:
    """The documents that match, in order."""
    body = dict(body)
    query, (sort,) = body.pop("query"), body.pop("sort")
    ((by, order),) = sort.items()
    size, given = body.pop("size"), body.pop("docvalue_fields", [])
    if size > LONGEST_RESULT:
        raise No(400, "illegal_argument_exception", "Result window is too large")
    if body.pop("_source") is not False or body.pop("track_total_hits") is not False:
        raise unknown("what need not be asked for")
    if not body.pop("timeout", "1ms").endswith("ms") or body:
        raise unknown(body)
    found = [one for one in index.documents.values() if matches(one, query)]
    found.sort(key=lambda one: one[by], reverse=order["order"] == "desc")
    hits = [
        {"_id": str(one["story"]), "_score": None, "sort": [one[by]]}
        | ({"fields": {name: [one[name]] for name in given}} if given else {})
        for one in found[:size]
    ]
    shards = {"total": 1, "successful": 1, "skipped": 0, "failed": 0}
    return {"took": 1, "timed_out": False, "_shards": shards, "hits": {"hits": hits}}


def matches(one: dict[str, Any], query: dict[str, Any]) -> bool:
    """Whether a document answers to a query; what has another form is not understood."""
    ((kind, said),) = query.items()
    test = FORMS.get(kind)
    if test is None:
        raise unknown(f"query [{kind}]")
    return test(one, said)


def _bool(one: dict[str, Any], said: dict[str, Any]) -> bool:
    if not said.keys() <= {"filter", "must_not", "should", "minimum_should_match"}:
        raise unknown(said.keys())
    should = said.get("should", [])
    if should and said["minimum_should_match"] != 1:
        raise unknown(said)
    # Each is looked at, so that none has a form that is not known.
    every = [matches(one, part) for part in said.get("filter", [])]
    none = [matches(one, part) for part in said.get("must_not", [])]
    some = [matches(one, part) for part in should]
    return all(every) and not any(none) and (not some or any(some))


def _term(one: dict[str, Any], said: dict[str, Any]) -> bool:
    return said["text"]["value"] in one["bag"]


def _terms(one: dict[str, Any], said: dict[str, Any]) -> bool:
    return not one["bag"].isdisjoint(said["text"])


def _prefix(one: dict[str, Any], said: dict[str, Any]) -> bool:
    start = said["text"]["value"]
    return f" {start}" in f" {one['text']}"


def _phrase(one: dict[str, Any], said: dict[str, Any], *, begun: bool = False) -> bool:
    asked = said["text"]
    known = {"query", "analyzer", *(["max_expansions"] if begun else [])}
    if asked.keys() != known or asked["analyzer"] != "whitespace":
        raise unknown(asked)
    words, wanted = one["words"], asked["query"].split()
    if not one["bag"].issuperset(wanted[:-1]):
        return False
    for at in range(len(words) - len(wanted) + 1):
        part = words[at : at + len(wanted)]
        ends = part[-1].startswith(wanted[-1]) if begun else part[-1] == wanted[-1]
        if ends and part[:-1] == wanted[:-1]:
            return True
    return False


def _begun(one: dict[str, Any], said: dict[str, Any]) -> bool:
    return _phrase(one, said, begun=True)


def _range(one: dict[str, Any], said: dict[str, Any]) -> bool:
    ((name, bounds),) = said.items()
    tests: dict[str, Callable[[int, int], bool]] = {
        "gte": int.__ge__, "gt": int.__gt__, "lt": int.__lt__, "lte": int.__le__,
    }  # fmt: skip
    return all(tests[test](one[name], bound) for test, bound in bounds.items())


FORMS = {
    "bool": _bool,
    "term": _term,
    "terms": _terms,
    "prefix": _prefix,
    "match_phrase": _phrase,
    "match_phrase_prefix": _begun,
    "range": _range,
}


def only(said: Any, paths: list[list[str]]) -> Any:
    """The parts of an answer that `filter_path` names; an empty list is left out with its name."""
    if isinstance(said, list):
        return [found for one in said if (found := only(one, paths))]
    if not isinstance(said, dict):
        return said
    kept: dict[str, Any] = {}
    for name, part in said.items():
        rest = [path[1:] for path in paths if path and path[0] in {name, "*"}]
        if rest:
            found = part if [] in rest else only(part, rest)
            if found not in ({}, []):
                kept[name] = found
    return kept


class _Handler(BaseHTTPRequestHandler):
    server: Peer
    protocol_version = "HTTP/1.1"
    # Headers and body are two packets: the second one would wait for the first to be acknowledged.
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def log_message(self, *_args: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        """Any request."""
        length = int(self.headers.get("Content-Length", 0))
        said = self.rfile.read(length)
        self.server.asked.append((self.command, self.path, said))
        is_so = self.server.does_to in self.path
        with suppress(OSError):
            getattr(self, f"does_{self.server.does}" if is_so else "does_answer")(said)

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - so called by http.server

    def give(self, status: int, said: Any, *, cut: int = 0, **headers: str) -> None:
        data = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(data) + cut))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
        if cut:
            self.close_connection = True

    def refuse(self, no: No) -> None:
        error = {"root_cause": [no.error()], **no.error()}
        self.give(no.status, {"error": error, "status": no.status})

    def answered(self, said: bytes) -> Any:
        parts = urlsplit(self.path)
        asked = {name: value for name, (value,) in parse_qs(parts.query).items()}
        found = self.server.answer(self.command, parts.path, asked, said)
        if wanted := asked.get("filter_path"):
            found = only(found, [path.split(".") for path in wanted.split(",")])
        return found

    def does_answer(self, said: bytes) -> None:
        if self.headers.get("Authorization") != AUTH:
            self.give(401, b"Unauthorized")
            return
        try:
            self.give(200, self.answered(said))
        except No as no:
            self.refuse(no)

    # --- How it misbehaves ----------------------------------------------------------

    def does_hang(self, _said: bytes) -> None:
        self.server.over.wait(20)
        self.close_connection = True

    def does_drip(self, _said: bytes) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.over.wait(0.02):
            self.wfile.write(b"X-Drip: 1\r\n")

    def does_hang_up(self, _said: bytes) -> None:
        self.close_connection = True

    def does_half(self, said: bytes) -> None:
        data = json.dumps(self.answered(said)).encode()
        self.give(200, data[: len(data) // 2], cut=len(data) - len(data) // 2)

    def does_429(self, _said: bytes) -> None:
        why = "rejected execution of coordinating operation"
        self.refuse(No(429, "opensearch_rejected_execution_exception", why))

    def does_503(self, _said: bytes) -> None:
        self.refuse(No(503, "cluster_block_exception", "blocked by: [SERVICE_UNAVAILABLE/1]"))

    def does_400(self, _said: bytes) -> None:
        self.refuse(No(400, "search_phase_execution_exception", "all shards failed"))

    def does_proxy(self, _said: bytes) -> None:
        self.give(502, b"<html><title>502 Bad Gateway</title></html>")

    def does_redirect(self, _said: bytes) -> None:
        self.give(307, b"", Location=f"http://127.0.0.1:{self.server.server_address[1]}/elsewhere")

    def does_page(self, _said: bytes) -> None:
        self.give(200, b"<html>Welcome</html>")

    def does_deep(self, _said: bytes) -> None:
        self.give(200, b"[" * 100_000)

    def does_huge(self, _said: bytes) -> None:
        self.give(200, b" " * 9_000_000)

    def does_other(self, _said: bytes) -> None:
        self.give(200, {"hits": 7, "items": 7})

    def does_shards(self, said: bytes) -> None:
        found = self.answered(said)
        self.give(200, found | {"_shards": {"failed": 1}})

    def does_cut_short(self, said: bytes) -> None:
        self.give(200, self.answered(said) | {"timed_out": True})

    def does_turn_round(self, said: bytes) -> None:
        found = self.answered(said)
        found["hits"]["hits"].reverse()
        self.give(200, found)

    def does_invent(self, said: bytes) -> None:
        size = json.loads(said)["size"]
        hits = [{"_id": str(10**9 + n), "sort": [-n]} for n in range(size)]
        shards = {"failed": 0}
        self.give(200, {"timed_out": False, "_shards": shards, "hits": {"hits": hits}})

    def does_words(self, _said: bytes) -> None:
        hits = [{"_id": "seven", "sort": ["now"]}]
        self.give(200, {"timed_out": False, "_shards": {"failed": 0}, "hits": {"hits": hits}})

    def does_unconfirmed(self, said: bytes) -> None:
        self.give(200, self.answered(said) | {"acknowledged": False})

    def does_some(self, said: bytes) -> None:
        found = self.answered(said)
        first = next(iter(found["items"][0].values()))
        first |= {"status": 400, "error": {"type": "mapper_parsing_exception", "reason": "no"}}
        self.give(200, found | {"errors": True})

    def does_fewer(self, said: bytes) -> None:
        found = self.answered(said)
        self.give(200, found | {"items": found["items"][1:]})


@contextmanager
def running_peer() -> Iterator[Peer]:
    """One that runs."""
    peer = Peer()
    thread = threading.Thread(target=peer.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        peer.over.set()
        peer.shutdown()
        peer.server_close()
        thread.join()
