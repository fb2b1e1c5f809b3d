"""Have Django render a page, and record what it depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from articles.delivery.pages import failures
from articles.delivery.pages.failures import FailedPages
from articles.delivery.pages.page import Headers, Page
from articles.delivery.pages.store import Address
from articles.lib.dependencies import Dependencies, recording

#: What may be kept: a page, and that a story is gone.
KEPT = ("200", "410")
#: What is said to one reader of a page that is kept for all, in small letters.
OWN = ("ratelimit", "ratelimit-policy")
#: Where a page depends on more stories than these, it depends on all of them.
MOST_KEYS = 1_500


@dataclass(slots=True)
class Rendered:
    """The result of a rendering; `page` is None where nothing may be stored."""

    status: str = ""
    headers: Headers = field(default_factory=list)
    body: Iterable[bytes] = ()
    page: Page | None = None
    #: What was raised where it is an error of ours that is no passing matter; "" where it is none.
    why: str = ""

    @property
    def failed(self) -> bool:
        """Whether it is an error of ours."""
        return self.status.startswith("5")

    def with_own(self, start_response: Callable[..., Any]) -> Callable[..., Any]:
        """What also says what is of this answer alone, and not of the page that is kept."""
        own = [pair for pair in self.headers if pair[0].lower() in OWN]

        def told(status: str, headers: Headers) -> Any:
            return start_response(status, [*headers, *own])

        return told if own else start_response

    def replay(self, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Give the answer on as it came."""
        start_response(self.status, self.headers)
        return self.body


def render(application: Callable[..., Any], environ: dict[str, Any], generation: int) -> Rendered:
    """Ask `application`. `generation` was read from the ledger before this.

    The page is asked for whole and as it is, because it is kept for every reader: with GET,
    without conditions, in no encoding.
    """
    rendered = Rendered()

    def start_response(status: str, headers: Headers, _error: Any = None) -> None:
        rendered.status, rendered.headers = status, headers

    whole = environ | {"REQUEST_METHOD": "GET"}
    for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_ACCEPT_ENCODING"):
        whole.pop(name, None)
    failures.begun()
    with recording(generation) as seen:
        body = application(whole, start_response)
        if rendered.status.startswith("500"):
            rendered.why = failures.why()
        if not (seen.kind and _may_be_kept(rendered)):
            rendered.body = body if environ["REQUEST_METHOD"] == "GET" else _only_ended(body)
            return rendered
        try:
            content = b"".join(body)
        finally:
            _end(body)
    rendered.page = Page.made(
        rendered.status, rendered.headers, content, _bounded(seen), generation
    )
    return rendered


def watched(
    application: Callable[..., Any],
    environ: dict[str, Any],
    start_response: Callable[..., Any],
    address: Address,
    failed: FailedPages,
) -> Iterable[bytes]:
    """Ask `application` for what is made while it is sent, and never kept; that it fails is put
    down all the same."""
    said: list[str] = []

    def noting(status: str, *answer: Any) -> Any:
        said.append(status)
        return start_response(status, *answer)

    failures.begun()
    body: Iterable[bytes] = application(environ, noting)
    if said and said[-1].startswith("500"):
        failed.put(address, failures.why(), None)
    elif said and said[-1].startswith("200") and environ["REQUEST_METHOD"] == "GET":
        return failures.WatchedBody(body, failed, address)
    return body


def _may_be_kept(rendered: Rendered) -> bool:
    if not rendered.status.startswith(KEPT):
        return False
    for name, value in ((name.lower(), value.lower()) for name, value in rendered.headers):
        if name == "set-cookie" or (name == "vary" and "cookie" in value):
            return False
        if name == "cache-control" and ("private" in value or "no-store" in value):
            return False
    return True


def _bounded(seen: Dependencies) -> Dependencies:
    for keys in (seen.hard, seen.soft):
        if len(keys) > MOST_KEYS:
            keys -= {key for key in keys if key.startswith("article:")}
            keys.add("stories")
    return seen


def _only_ended(body: Iterable[bytes]) -> Iterable[bytes]:
    _end(body)
    return [b""]


def _end(body: Iterable[bytes]) -> None:
    if (close := getattr(body, "close", None)) is not None:
        close()
