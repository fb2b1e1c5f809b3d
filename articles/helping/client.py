"""One question to a language model, in OpenAI's form, and its answer within a time and a size.

Whatever the other end does, the caller is back after `seconds`: it may hang, drip, send without
end, lead elsewhere or send a page. What it says of an error is told nobody: it may repeat the key.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from articles.helping.service import Service
from articles.lib.outside.deadline import TooLong, body_of, cut, cut_after

logger = logging.getLogger(__name__)

MAX_BYTES = 2_000_000
_CONNECT_SECONDS = 10.0
_LATE = 0.05
#: Shorter ones are words, such as "none", for servers that ask for none.
_KEY = 16

Message = Mapping[str, Any]


class NoAnswer(Exception):
    """There is none; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What it said, and what that cost."""

    text: str
    tokens: int


def ask(service: Service, messages: Sequence[Message], most: int) -> Answer:
    """What the model says to `messages`, in at most `most` tokens. Raises NoAnswer."""
    ends = time.monotonic() + service.seconds
    body: dict[str, Any] = {
        "model": service.model,
        "messages": list(messages),
        "stream": False,
        "max_tokens": most,
        "temperature": 0.3,
    }
    status, said = _post(service, body, ends)
    if status == 400 and b"max_completion_tokens" in said:
        # Newer models of OpenAI's know it by this name alone, and choose their temperature.
        del body["max_tokens"], body["temperature"]
        status, said = _post(service, body | {"max_completion_tokens": most}, ends)
    if status != 200:
        logger.warning("The language model at %s refused a question: %d", service.host, status)
        raise NoAnswer(_refused(status))
    if len(service.key) >= _KEY:
        # Whatever it repeats: the key is shown nobody.
        said = said.replace(service.key.encode(), b"")
    return _read(said, messages)


def _post(service: Service, body: Mapping[str, Any], ends: float) -> tuple[int, bytes]:
    parts = urlsplit(service.address)
    left = ends - time.monotonic()
    if left <= 0:
        raise NoAnswer(_late(service.seconds))
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    peer = kind(parts.hostname or "", parts.port, timeout=min(left, _CONNECT_SECONDS))
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "User-Agent": "Newsportal",
    }
    if service.key:
        headers["Authorization"] = f"Bearer {service.key}"
    try:
        with cut_after(left, lambda: cut(peer)):
            peer.connect()
            assert peer.sock is not None
            peer.sock.settimeout(max(0.1, ends - time.monotonic()))
            peer.request("POST", parts.path, json.dumps(body).encode(), headers)
            with peer.getresponse() as answer:
                return answer.status, _bytes(answer, ends)
    except (OSError, HTTPException) as error:
        late = time.monotonic() > ends - _LATE
        logger.warning("The language model at %s did not answer: %r", service.host, type(error))
        raise NoAnswer(_late(service.seconds) if late else _away(service.host)) from None
    finally:
        peer.close()


def _bytes(answer: HTTPResponse, ends: float) -> bytes:
    try:
        found = body_of(answer, ends, MAX_BYTES)
    except TooLong:
        said = _("The language model’s answer is too long to be read. Ask again.")
        raise NoAnswer(said) from None
    if time.monotonic() > ends - _LATE:
        raise IncompleteRead(b"")  # cut off by us
    return found


def _read(said: bytes, messages: Sequence[Message]) -> Answer:
    try:
        answer = json.loads(said)
        text = answer["choices"][0]["message"]["content"]
        if not isinstance(text, str):
            raise TypeError
    except (ValueError, LookupError, TypeError, RecursionError):
        raise NoAnswer(
            _(
                "The answer did not come from a language model. Ask your operator to check "
                "LANGUAGE_MODEL_URL."
            )
        ) from None
    used = answer.get("usage")
    total = used.get("total_tokens") if isinstance(used, dict) else None
    if not isinstance(total, int) or not 0 < total < 10**7:
        # One that does not count: four characters are about a token.
        total = (len(json.dumps(list(messages))) + len(text)) // 4
    return Answer(text, total)


def _late(seconds: int) -> str:
    said = _("The language model has not answered within %(n)d seconds. Try again later.")
    return said % {"n": seconds}


def _away(host: str) -> str:
    return _("The language model at %(host)s can’t be reached. Try again later.") % {"host": host}


def _refused(status: int) -> str:
    if status == 429:
        return _("The language model has reached its limit for now (429). Try again later.")
    if status in {401, 403}:
        said = _("The language model rejected the portal’s key (%(n)d). Ask your operator.")
    elif status in {404, 405}:
        said = _("The language model was not found at its address (%(n)d). Ask your operator.")
    elif 300 <= status < 400:
        said = _("The language model’s address redirects (%(n)d), which is not followed.")
    elif status == 413:
        said = _("The text is too long for the language model (%(n)d).")
    elif status >= 500:
        said = _("The language model had an internal error (%(n)d). Try again later.")
    else:
        said = _("The language model refused the question (%(n)d). Ask your operator.")
    return said % {"n": status}
