"""What a server with LanguageTool's protocol (POST /v2/check) says of a text.

It is a server of the newsroom's own: texts go to the address in the settings, past any proxy, and
nowhere that it may send us on to. What it answers is taken as if it came from anybody.
"""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections import OrderedDict
from collections.abc import Sequence
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings

#: Seconds for each wait, and within which all of an answer is there; bytes of one.
TIMEOUT, WHOLE, MOST_BYTES = 5.0, 8.0, 2 * 1024 * 1024
#: Threads that may wait for it at once, seconds for a turn among them, and for which a server that
#: was away is not asked again.
TURNS, TURN, NOT_AGAIN_FOR = threading.BoundedSemaphore(2), 1.0, 30.0
#: Marks in a paragraph, proposals for one, characters of what is told.
MOST_MARKS, MOST_PROPOSALS, MOST_WORDS = 200, 5, 300
#: Paragraphs whose answer is remembered.
REMEMBERED = 2_000
#: What LanguageTool calls languages of which it knows the spelling in one country only.
VARIANTS = {"en": "en-GB", "de": "de-DE", "pt": "pt-PT", "ca": "ca-ES"}
_PARTED = "\n\n"


class Away(Exception):
    """It does not answer as it should: why, for the operator."""


class Mark(NamedTuple):
    """One thing it found: where, in units of UTF-16 as browsers count, and what it says."""

    start: int
    end: int
    rule: str
    why: str
    proposals: tuple[str, ...]
    #: Whether it is a word that is spelt wrongly.
    is_word: bool


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


_known: OrderedDict[tuple[str, str, str], tuple[Mark, ...]] = OrderedDict()
_lock = threading.Lock()
_away: dict[str, float] = {}


def is_on() -> bool:
    """Whether the newsroom has such a server."""
    return bool(settings.LANGUAGETOOL_URL)


def check(texts: Sequence[str], language: str) -> list[tuple[Mark, ...]]:
    """What it says of each paragraph; those that it was asked about before are not sent again.
    Raises Away."""
    where, tag = settings.LANGUAGETOOL_URL, variant_of(language)
    found = {text: _remembered((where, tag, text)) for text in texts}
    asked = [text for text, there in found.items() if there is None and text.strip()]
    if asked:
        told = _ask(asked, where, tag)
        for text, marks in zip(asked, told, strict=True):
            found[text] = marks
            _remember((where, tag, text), marks)
    return [found[text] or () for text in texts]


def variant_of(language: str) -> str:
    """The language as LanguageTool calls it: en-GB."""
    main, _dash, rest = language.replace("_", "-").partition("-")
    if rest:
        return f"{main.lower()}-{rest.upper() if len(rest) == 2 else rest}"
    wanted = {one.partition("-")[0].lower(): one for one in settings.LANGUAGETOOL_VARIANTS}
    return (VARIANTS | wanted).get(main.lower(), main.lower())


def _remembered(asked: tuple[str, str, str]) -> tuple[Mark, ...] | None:
    with _lock:
        if asked in _known:
            _known.move_to_end(asked)
        return _known.get(asked)


def _remember(asked: tuple[str, str, str], marks: tuple[Mark, ...]) -> None:
    with _lock:
        _known[asked] = marks
        while len(_known) > REMEMBERED:
            _known.popitem(last=False)


def _ask(texts: list[str], where: str, tag: str) -> list[tuple[Mark, ...]]:
    if time.monotonic() < _away.get(where, 0.0) or not TURNS.acquire(timeout=TURN):
        raise Away("it did not answer just now")
    try:
        answer = _posted(_PARTED.join(texts), where, tag)
    except Away:
        _away.clear()
        _away[where] = time.monotonic() + NOT_AGAIN_FOR
        raise
    finally:
        TURNS.release()
    return _parted(texts, answer)


def _posted(text: str, where: str, tag: str) -> list[Any]:
    data = urlencode({"language": tag, "text": text}).encode()
    headers = {"Accept": "application/json", "User-Agent": "Newsportal"}
    asked = urllib.request.Request(f"{where}/v2/check", data, headers)  # noqa: S310 - by settings
    opener = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))
    try:
        with opener.open(asked, timeout=TIMEOUT) as answer:
            told = json.loads(_body(answer))
    except urllib.error.HTTPError as refusal:
        with refusal:
            if refusal.code == 400:
                return []  # A language that it does not know.
            raise Away(f"it answered {refusal.code}") from refusal
    except (OSError, HTTPException, ValueError, RecursionError) as reason:
        raise Away(str(getattr(reason, "reason", reason))) from reason
    if not isinstance(told, dict) or not isinstance(told.get("matches"), list):
        raise Away("its answer is not LanguageTool’s")
    matches: list[Any] = told["matches"]
    return matches


def _body(answer: Any) -> bytes:
    """All of an answer: of bounded length, and in time however small the pieces."""
    ends, parts, size = time.monotonic() + WHOLE, [], 0
    while part := answer.read1(65_536):
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise Away("its answer is too long")
        if time.monotonic() > ends:
            raise Away("its answer takes too long")
    return b"".join(parts)


def _parted(texts: list[str], matches: list[Any]) -> list[tuple[Mark, ...]]:
    """The marks of each text; what goes beyond one, or can't be read, is left out."""
    marks = [mark for one in matches if (mark := _mark(one))]
    found, start = [], 0
    for text in texts:
        end = start + _length(text)
        own = [
            mark._replace(start=mark.start - start, end=mark.end - start)
            for mark in marks
            if start <= mark.start and mark.end <= end
        ]
        own.sort(key=lambda mark: (mark.start, -mark.end))
        apart = [mark for at, mark in enumerate(own) if not at or mark.start >= own[at - 1].end]
        found.append(tuple(apart[:MOST_MARKS]))
        start = end + len(_PARTED)
    return found


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _mark(one: Any) -> Mark | None:
    try:
        start, length, rule = one["offset"], one["length"], one["rule"]
        why = str(one.get("message") or one.get("shortMessage") or "")[:MOST_WORDS]
        said = [str(replacement["value"]) for replacement in one.get("replacements") or ()]
        is_word = rule.get("issueType") == "misspelling"
        name = str(rule["id"])[:100]
    except (AttributeError, KeyError, TypeError):
        return None
    whole = type(start) is int and type(length) is int
    if not whole or start < 0 or length < 1 or not name:
        return None
    proposals = tuple(dict.fromkeys(text[:MOST_WORDS] for text in said[:MOST_PROPOSALS]))
    return Mark(start, start + length, name, why, proposals, is_word)
