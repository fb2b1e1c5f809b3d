"""Remember pages that could not be rendered, one file each, for all processes and the desk.

Readers are given the last good copy of such a page, a feed among them, so that without a word it
would stay the old one until nobody wonders any more. What was made again is taken out at once.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from threading import local
from time import time
from typing import Any

from articles.delivery.pages.store import Address
from articles.lib.host import atomic_files

logger = logging.getLogger(__name__)

#: So many are kept: where all pages fail, that is one problem.
MAX_FAILURES_KEPT = 50
MAX_REASON = 300
#: Seconds after which it is written down again that a page fails.
LOGGED_AGAIN_AFTER = 60.0
_raised = local()


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that can't be rendered; times in seconds since 1970."""

    path: str
    why: str
    since: float
    at: float
    #: When the copy was made that readers get; None where they get an error.
    copy: float | None
    release: str


class FailedPages:
    """The failures of this host, kept in `folder`; `release` tells those of former code."""

    def __init__(self, folder: Path, release: Callable[[], str]) -> None:
        self.folder, self.release = folder, release

    def put(self, address: Address, why: str, copy: float | None) -> None:
        """The page at `address` could not be made; readers get the `copy` of that moment."""
        path, now = _path(address), time()
        place = self._place(path)
        before = _read(place)
        is_known = before is not None and before.release == self.release()
        if (
            is_known
            and before
            and now - before.at < LOGGED_AGAIN_AFTER
            and before.why == why[:MAX_REASON]
        ):
            return
        since = before.since if is_known and before else now
        failure = Failure(path, why[:MAX_REASON], since, now, copy, self.release())
        if not is_known:
            given = "the last good copy" if copy else "an error"
            logger.error("%s can't be made: %s. Readers get %s.", path, failure.why, given)
            if sum(1 for _one in self._places()) >= MAX_FAILURES_KEPT:
                return
        with suppress(OSError):
            atomic_files.write(place, [json.dumps(asdict(failure)).encode()])

    def mended(self, address: Address) -> None:
        """The page at `address` was made."""
        path = _path(address)
        try:
            self._place(path).unlink()
        except OSError:
            return
        logger.warning("%s can be made again.", path)

    def found(self) -> list[Failure]:
        """Those that fail, the latest to have begun first."""
        read = [one for place in self._places() if (one := _read(place))]
        release = self.release() if read else ""
        there = [one for one in read if one.release == release]
        return sorted(there, key=lambda one: (-one.since, one.path))

    def paths(self) -> list[str]:
        """What is to be tried again after a change: the addresses without a question."""
        return [one.path for one in self.found() if "?" not in one.path]

    def _places(self) -> Iterator[Path]:
        with suppress(OSError):
            yield from self.folder.glob("[0-9a-f]*")

    def _place(self, path: str) -> Path:
        return self.folder / blake2b(path.encode(), digest_size=12).hexdigest()


def _path(address: Address) -> str:
    _scheme, _host, raw, query = address
    path = raw.encode("latin-1", "replace").decode("utf-8", "replace")
    return f"{path}?{query}" if query else path


def _read(place: Path) -> Failure | None:
    try:
        return Failure(**json.loads(place.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


class WatchedBody:
    """An answer that is made while it is sent, such as a sitemap: it may fail on the way."""

    def __init__(self, body: Iterable[bytes], failing: FailedPages, address: Address) -> None:
        self.body, self.failing, self.address = body, failing, address
        #: Whether the server is to send it piece by piece, as Django's answers say.
        self.streaming = bool(getattr(body, "streaming", True))

    def __iter__(self) -> Iterator[bytes]:
        """Pass it on; an error goes on to the server, which ends the connection."""
        try:
            yield from self.body
        except Exception as error:
            self.failing.put(self.address, describe(error), None)
            raise
        self.failing.mended(self.address)

    def close(self) -> None:
        """As the server asks it."""
        if (close := getattr(self.body, "close", None)) is not None:
            close()


# --- Why --------------------------------------------------------------------------


def noticed(sender: Any, **_kwargs: Any) -> None:
    """For Django's signal that a request has raised."""
    if (error := sys.exception()) is not None:
        _raised.error = describe(error)


def begun() -> None:
    """What was raised in this thread so far is another request's."""
    _raised.error = ""


def why() -> str:
    """What was raised since."""
    return getattr(_raised, "error", "") or "it answers with an error"


def describe(error: BaseException) -> str:
    """The error in a line, with what was noted on it."""
    words = [f"{type(error).__name__}: {error}", *getattr(error, "__notes__", [])]
    return " ".join(" · ".join(words).split())
