"""Request bodies: which addresses accept one, how large and how slow it may be, and reading it.

They are read in the event loop, so that a slow one holds no thread; and only after it is known
that the address takes one, that it is not too large, and that whoever sends much is logged in.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings

from articles.lib.access.content_policy import REPORTS
from newsportal.reception.refusals import Refusal, busy, too_large, too_slow
from newsportal.reception.wsgi_bridge import Environ

#: Where programs write, with a token; they change what is there, too.
PROGRAMS = "/api/v1/desk/"
#: Where something may be posted. Everything else is read only.
TAKES = ("/admin/", REPORTS, PROGRAMS)
#: All steps of logging in begin with it.
LOGIN = "/admin/login/"
#: Where a password is hashed: to log in, for a new account, for a new password.
HASHES = re.compile(
    r"^/admin/(?:login/(?:choose/[^/]+/)?|password_change/|auth/user/[^/]+/password/)$"
)
#: What stands behind any address of the desk where a password is asked for once more.
CONFIRMS = "confirm=1"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: A story's form gives back what was posted after the login has run out.
STORY = re.compile(r"^/admin/articles/article/(?:add|[0-9]+/change)/$")
#: Bytes that anybody may send to such an address; what is larger comes from who is logged in.
SMALL = 64 * 1024
#: Bytes of what browsers report.
REPORT = 16 * 1024
#: Addresses that take nothing larger, whoever sends it.
SMALL_AT = {LOGIN: SMALL, REPORTS: REPORT}
IN_MEMORY = 1024 * 1024
#: Around a file that is uploaded: the other fields of its form.
AROUND = 1024 * 1024
#: A body is there within so many seconds, and one more for each so many bytes: a large one that
#: comes from nobody sooner.
GRACE, BYTES_A_SECOND, UNKNOWN_BYTES_A_SECOND = 10.0, 4 * 1024, 64 * 1024
#: Bodies under way at once: in a process; of one network, where it is not known whose they are;
#: large ones, and large ones that come from nobody.
MOST, MOST_OF_ONE, MOST_LARGE, MOST_UNKNOWN = 256, 24, 32, 8
#: Bytes of a text that is given back to whoever was logged out, and seconds that a large body waits
#: for its turn.
LONGEST_TEXT, TURN = 4 * 1024 * 1024, 20.0


def hashes(environ: Environ) -> bool:
    """Whether a password is checked, or made, to answer it."""
    confirms = CONFIRMS in environ.get("QUERY_STRING", "").split("&")
    return confirms or HASHES.match(environ["PATH_INFO"]) is not None


def length_of(environ: Environ) -> int | None:
    """Bytes that are announced; None where it is not said how many come."""
    if "HTTP_TRANSFER_ENCODING" in environ:
        return None
    said = environ.get("CONTENT_LENGTH", "")
    return int(said) if said.isascii() and said.isdigit() else 0


def small_at(path: str) -> int | None:
    """Bytes that anybody at all may send there; None for other addresses."""
    return SMALL_AT.get(LOGIN if path.startswith(LOGIN) else path)


def limit_at(path: str) -> int:
    """Bytes that a body may have at `path`."""
    if (small := small_at(path)) is not None:
        return small
    return int(max(settings.PICTURE_MAX_BYTES, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)) + AROUND


class Bodies:
    """The bodies being read in this process."""

    def __init__(self) -> None:
        self._of: Counter[str] = Counter()
        self.large = asyncio.Semaphore(MOST_LARGE)
        self.unknown = asyncio.Semaphore(MOST_UNKNOWN)

    @contextmanager
    def counted(self, network: str) -> Iterator[bool]:
        """Whether the network has as many under way as strangers may. Raises Refusal where all
        have."""
        if self._of.total() >= MOST:
            raise busy()
        is_crowded = bool(network) and self._of[network] >= MOST_OF_ONE
        self._of[network] += 1
        try:
            yield is_crowded
        finally:
            self._of[network] -= 1
            if not self._of[network]:
                del self._of[network]


@asynccontextmanager
async def turn(of: asyncio.Semaphore) -> AsyncIterator[None]:
    """Wait for one of the places; raises Refusal where that takes too long."""
    try:
        await asyncio.wait_for(of.acquire(), TURN)
    except TimeoutError:
        raise busy() from None
    try:
        yield
    finally:
        of.release()


async def read(
    proto: Any, expected: int | None, limit: int, rate: int = BYTES_A_SECOND
) -> IO[bytes]:
    """The body, as a file; raises Refusal where it is too large, too slow or not all there."""
    loop = asyncio.get_running_loop()
    file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - its reader closes it
    began, size, ends = loop.time(), 0, 0
    try:
        async with asyncio.timeout_at(began + GRACE) as deadline:
            async for piece in proto:
                if not piece:
                    # The end. A body that broke off says so by a second one.
                    ends += 1
                    continue
                size += len(piece)
                if size > limit:
                    raise too_large(limit)
                file.write(piece)
                deadline.reschedule(began + GRACE + size / rate)
        if ends > 1 or (expected is not None and size != expected):
            raise Refusal(400, "The request is incomplete. Send it again.")
    except BaseException as reason:
        file.close()
        if isinstance(reason, TimeoutError):
            raise too_slow() from None
        raise
    file.seek(0)
    return file
