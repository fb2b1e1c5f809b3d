"""A page as it is kept: bytes that are ready to be sent, and what they depend on."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from time import time

from django.utils.http import http_date, parse_http_date_safe

from articles.delivery.door import response_headers
from articles.delivery.ledger.ledger import slot_of
from articles.delivery.pages.compression import DENSE, QUICK, compressed
from articles.delivery.pages.place import place_in
from articles.lib.dependencies import Dependencies

Headers = list[tuple[str, str]]

#: Said anew for each answer, or by whoever sends it.
NOT_KEPT = {
    "content-length",
    "content-encoding",
    "etag",
    "vary",
    "cache-control",
    "date",
    "last-modified",
    "connection",
    "transfer-encoding",
    "server",
    "ratelimit",
    "ratelimit-policy",
    "x-content-type-options",
    "strict-transport-security",
}


@dataclass(slots=True, eq=False)
class Answer:
    """One form of a page: its body in one encoding, with the headers for it."""

    body: list[bytes]
    tag: str
    #: The headers of a hit, of a 304, and of what is said in each case.
    hit: Headers
    miss: Headers
    same: Headers
    plain: Headers
    level: int = 0

    def passing(self, how: str) -> Headers:
        """The headers of an answer that is not simply the page as it is now: `how` it came about
        (RFC 9211). Nobody is to keep it."""
        said = [
            pair for pair in self.plain if pair[0] not in {"Surrogate-Control", "Cache-Control"}
        ]
        return [
            *said,
            ("Cache-Control", "public, max-age=0, must-revalidate"),
            ("Surrogate-Control", "max-age=1"),
            ("Cache-Status", how),
        ]


@dataclass(slots=True, eq=False)
class Page:
    """What was rendered for one address, and when it stops being true."""

    status: str
    headers: Headers
    body: bytes
    kind: str
    hard: tuple[str, ...]
    soft: tuple[str, ...]
    #: The ledger's generation before it was rendered.
    generation: int
    made_at: float
    since: float = 0.0
    gone_at: float = float("inf")
    dated_at: float = float("inf")
    #: What Last-Modified says, in whole seconds since 1970; 0 where a date would not tell this page
    #: from the one before.
    modified: int = 0
    #: From this moment on it has to be looked at more closely: an age is no longer true, a story
    #: on it ends, or a soft key has changed long enough ago.
    look_at: float = float("inf")
    answers: dict[str, Answer] = field(default_factory=dict)
    #: The generation at which it was last found to be good; 0 before that.
    checked: int = 0
    used: int = 0
    size: int = 0
    digest: str = ""
    hard_slots: tuple[int, ...] = ()
    soft_slots: tuple[int, ...] = ()
    recall_slots: tuple[int, ...] = ()
    #: Where its banner goes (-1: nowhere), what stands there, and the body with that.
    place: int = -1
    banner: bytes = b""
    shown: bytes = b""

    def __post_init__(self) -> None:
        self.hard_slots = tuple({slot_of(key) for key in self.hard})
        self.soft_slots = tuple({slot_of(key) for key in self.soft})
        self.recall_slots = tuple({slot_of(key) for key in self.hard if _is_recall(key)})
        self.look_at = min(self.gone_at, self.dated_at)
        self.place = place_in(self.body)
        self._show(self.body)

    @classmethod
    def made(
        cls, status: str, headers: Headers, body: bytes, seen: Dependencies, generation: int
    ) -> Page:
        """The page of an answer that was just rendered, from what was seen meanwhile."""
        kept = [pair for pair in headers if pair[0].lower() not in NOT_KEPT]
        return cls(
            status=status,
            headers=kept,
            body=body,
            kind=seen.kind,
            hard=tuple(sorted(seen.hard)),
            soft=tuple(sorted(seen.soft - seen.hard)),
            generation=generation,
            made_at=time(),
            since=seen.since.timestamp() if seen.since else 0.0,
            gone_at=seen.gone_at.timestamp() if seen.gone_at else float("inf"),
            dated_at=seen.dated_at.timestamp() if seen.dated_at else float("inf"),
        )

    def date(self, changed_at: float) -> None:
        """Let it be known by the second in which it was made (RFC 9110, 8.8.2.2), unless what it
        shows changed in that same second: then it may be two pages. `changed_at` is when that
        was, in seconds since 1970."""
        self.modified = int(self.made_at) if changed_at < int(self.made_at) else 0

    def dress(self, banner: bytes) -> None:
        """Let `banner` stand in its place; forms that were compressed with another one go."""
        self.banner = banner
        self._show(self.body[: self.place] + banner + self.body[self.place :])

    def _show(self, body: bytes) -> None:
        self.shown = body
        self.digest = blake2b(body, digest_size=12).hexdigest()
        self.size = len(self.body) + 1_500 + 90 * (len(self.hard) + len(self.soft))
        self.size += len(body) if self.banner else 0
        # Last of all: whoever still packs the former body puts it where nobody looks any more.
        self.answers = {}

    def lag_until(self, moment: float) -> None:
        """It may be sent as it is until `moment`, in seconds since 1970."""
        self.look_at = min(self.look_at, moment)

    def answer(self, encoding: str) -> Answer:
        """The page in `encoding` (br, gzip or "" for as it is); compressed once."""
        answers = self.answers
        found = answers.get(encoding)
        if found is None:
            found = answers[encoding] = self._form(encoding, QUICK.get(encoding, 0))
        return found

    def pack_densely(self) -> None:
        """Compress it harder in the encodings in which it was asked for: that takes a while."""
        answers = self.answers
        for encoding, level in DENSE.items():
            if (found := answers.get(encoding)) is not None and found.level != level:
                answers[encoding] = self._form(encoding, level)

    def known_by(
        self, tag: str | None, date: str | None, answer: Answer, encodings: Iterable[str]
    ) -> Headers | None:
        """The headers of a 304 for the reader who has the page by an If-None-Match, or else by an
        If-Modified-Since (RFC 9110, 13.2.2); None for one who has not."""
        if tag:
            if answer.tag in tag or tag == "*":
                return answer.same
            # The reader may have it in another encoding, as the first one has.
            other = next((known for one in encodings if (known := self.tag(one)) in tag), "")
            return [("ETag", other), *answer.same[1:]] if other else None
        # A date would not tell it from the page without its banner.
        modified = 0 if self.banner else self.modified
        since = parse_http_date_safe(date or "") if modified else None
        return answer.same if since is not None and modified <= since <= time() else None

    def tag(self, encoding: str) -> str:
        """The entity tag of the page in `encoding`."""
        return f'"{self.digest}-{encoding}"' if encoding else f'"{self.digest}"'

    def _form(self, encoding: str, level: int) -> Answer:
        is_brief = bool(self.banner)
        body = compressed(self.shown, encoding, level)
        tag = self.tag(encoding)
        same: Headers = [
            ("ETag", tag),
            *response_headers.secured(),
            ("Vary", "Accept-Encoding"),
            *response_headers.headers(
                self.kind, self.since, self.hard, self.soft, is_brief=is_brief
            ),
        ]
        if self.modified and not is_brief:
            same.append(("Last-Modified", http_date(self.modified)))
        plain = [*self.headers, *same, ("Content-Length", str(len(body)))]
        if encoding:
            plain.append(("Content-Encoding", encoding))
        self.size += len(body) + 800
        hit = [*plain, ("Cache-Status", "newsportal; hit")]
        miss = [*plain, ("Cache-Status", "newsportal; fwd=miss; stored")]
        return Answer([body], tag, hit, miss, same, plain, level)

    # --- As the shelf keeps it -----------------------------------------------------------

    def dump(self) -> bytes:
        """The page as bytes: a line of facts, then its body."""
        facts = {
            "status": self.status,
            "headers": self.headers,
            "kind": self.kind,
            "hard": self.hard,
            "soft": self.soft,
            "generation": self.generation,
            "modified": self.modified,
            "times": [self.made_at, self.since, self.gone_at, self.dated_at],
        }
        line = json.dumps(facts, ensure_ascii=False).encode()
        return b"%d\n%s%s%s" % (len(line), line, self.body, _checksum(line + self.body))

    @classmethod
    def load(cls, raw: bytes) -> Page | None:
        """The page that `dump` wrote; None for anything else, such as half a file."""
        try:
            length, _newline, rest = raw.partition(b"\n")
            end = int(length)
            facts, body = json.loads(rest[:end]), rest[end:-8]
            if rest[-8:] != _checksum(rest[:-8]):
                return None
            made_at, since, gone_at, dated_at = facts.pop("times")
            facts["headers"] = [(name, value) for name, value in facts["headers"]]
            facts["hard"], facts["soft"] = tuple(facts["hard"]), tuple(facts["soft"])
            return cls(
                **facts,
                body=body,
                made_at=made_at,
                since=since,
                gone_at=gone_at,
                dated_at=dated_at,
            )
        except (ValueError, TypeError, KeyError):
            return None


def _checksum(raw: bytes) -> bytes:
    return b"%08x" % zlib.crc32(raw)


def _is_recall(key: str) -> bool:
    return key.startswith("recall:")
