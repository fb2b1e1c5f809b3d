"""Send one HTTP request to a cache, and turn its answer into a sentence for the operator."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from email.message import Message
from http.client import HTTPException
from typing import Any

from articles.delivery.purging.base import PurgeFailed

#: Seconds, for connecting and for each wait for an answer.
TIMEOUT = 5.0
#: The longest wait that we let a cache impose, in seconds.
LONGEST_WAIT = 300.0
#: Bytes of an answer that are read.
MAX_ANSWER_BYTES = 65_536
#: Characters of what a cache says that are told on.
MAX_REASON = 200


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A purge that is sent elsewhere has purged nothing."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def request(
    who: str,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: Any = None,
    *,
    hint: str,
    direct: bool = False,
) -> Any:
    """Send it, and return what the JSON of the answer holds; None where it is no JSON.

    `who` and `hint` (what to look at when we are refused) become part of the sentence in
    PurgeFailed. `direct` passes by the proxy that HTTPS_PROXY or HTTP_PROXY may name.
    """
    data = None if body is None else json.dumps(body).encode()
    more = {"Content-Type": "application/json"} if data else {}
    asked = urllib.request.Request(  # noqa: S310 - settings accept http and https alone
        url, data, {"User-Agent": "Newsportal", **more, **headers}, method=method
    )
    handlers: list[Any] = [_NoRedirects]
    if direct:
        handlers.append(urllib.request.ProxyHandler({}))
    try:
        with urllib.request.build_opener(*handlers).open(asked, timeout=TIMEOUT) as answer:
            return _json(answer.read(MAX_ANSWER_BYTES))
    except urllib.error.HTTPError as refusal:
        with refusal:
            raise _refused(who, refusal, hint) from refusal
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        why = getattr(reason, "strerror", None) or reason
        raise PurgeFailed(
            f"{who} does not answer ({why}). Check that it is "
            "running and that this machine can reach it."
        ) from error


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _refused(who: str, refusal: urllib.error.HTTPError, hint: str) -> PurgeFailed:
    code = refusal.code
    said = b""
    with suppress(OSError, HTTPException):
        said = refusal.read(MAX_ANSWER_BYTES)
    if code == 429:
        wait = _wait(refusal.headers)
        return PurgeFailed(f"{who} limits how often it may be purged (429).", wait=wait)
    if code >= 500:
        return PurgeFailed(
            f"{who} reports an error of its own ({code}).",
            wait=_wait(refusal.headers),
        )
    words = _words(said)
    return PurgeFailed(f"{who} refused the purge ({code}{': ' if words else ''}{words}). {hint}")


def _words(said: bytes) -> str:
    """What the answer says for itself, in one short line."""
    content = _json(said)
    if isinstance(content, dict):
        errors = content.get("errors")
        if isinstance(errors, list):
            return "; ".join(str(one.get("message", one)) for one in errors if one)[:MAX_REASON]
        return str(content.get("detail") or content.get("msg") or "")[:MAX_REASON]
    text = said.decode("utf-8", "replace").strip()
    return "" if text.startswith("<") else text.partition("\n")[0][:MAX_REASON]


def _wait(headers: Message) -> float | None:
    """How long we are to stay away: Retry-After in seconds, or Fastly's moment of a reset."""
    with suppress(ValueError):
        if after := headers.get("Retry-After", ""):
            return min(max(float(after), 0.0), LONGEST_WAIT)
        if reset := headers.get("Fastly-RateLimit-Reset", ""):
            return min(max(float(reset) - time.time(), 0.0), LONGEST_WAIT)
    return None
