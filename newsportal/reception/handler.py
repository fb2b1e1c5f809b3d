"""Take each request from the server, and decide who answers it."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import IO, Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections
from django.http import parse_cookie

from articles.delivery.door.response_headers import always
from articles.lib.access.networks import network_of
from newsportal.reception import bodies, wsgi_bridge
from newsportal.reception.backoff import Backoff
from newsportal.reception.bodies import Bodies
from newsportal.reception.refusals import (
    Refusal,
    busy,
    logged_out,
    not_here,
    too_large,
    too_many,
    too_many_logins,
)
from newsportal.reception.thread_pools import ThreadPool
from newsportal.reception.wsgi_bridge import Environ, StartResponse

logger = logging.getLogger(__name__)

#: Requests that wait for a thread, as when thousands ask for a page that has just changed; and
#: logins, each of which takes a good part of a second.
MOST_WAITING, MOST_LOGINS_WAITING = 4_096, 8
#: Answers held back at once; beyond that they are given at once.
MOST_HELD = 500
#: Seconds for which a body that was refused is let go by, and how many at once.
DRAIN_FOR, MOST_DRAINED = 5.0, 16
HEALTH = "/healthz"
FINE = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", "3")]
FINE += [("Cache-Control", "no-store")]


class Reception:
    """The entry of each process that serves readers."""

    def __init__(self, application: Any, threads: int) -> None:
        self.application = application
        #: Answers what is there, without waiting for anything; None for the rest.
        self.at_once: Callable[..., Any] = getattr(application, "at_once", _nothing)
        self.readers = ThreadPool("reader", threads, MOST_WAITING)
        #: Passwords are checked by a thread of its own, one after the other.
        self.logins = ThreadPool("login", 1, MOST_LOGINS_WAITING)
        self.temper = Backoff()
        self.held = self.draining = 0

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """`loop` runs from now on: bodies are read in it."""
        self.loop = loop
        self.bodies = Bodies()

    def take(self, scope: Any, proto: Any) -> None:
        """Answer, or see to it that somebody does. Waits for nothing; never raises."""
        try:
            environ = wsgi_bridge.environ_of(scope)
            said = StartResponse()
            body = self.at_once(environ, said)
            if body is not None:
                proto.response_bytes(said.status, said.headers, body[0])
            else:
                self._admit(environ, scope, proto)
        except Refusal as reason:
            self._refuse(reason, environ, proto)
        except Exception:
            logger.exception("A request could not be received.")
            proto.response_empty(500, list(always()))

    def _admit(self, environ: Environ, scope: Any, proto: Any) -> None:
        """What is not there: by a thread, once its body is there. Raises Refusal."""
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if method in bodies.SAFE:
            if path == HEALTH and method != "OPTIONS":
                said = StartResponse()
                said("200 OK", [*FINE, *always()])
                proto.response_bytes(200, said.headers, b"ok\n" if method == "GET" else b"")
                return
            # A body that comes with these is not looked at.
            environ.pop("CONTENT_LENGTH", None)
            environ.pop("HTTP_TRANSFER_ENCODING", None)
            whole = wsgi_bridge.whole(environ, scope, io.BytesIO())
            self._hold(self._delay(environ), partial(self._look, whole, proto))
            return
        if not path.startswith(bodies.TAKES):
            raise not_here()
        if method != "POST" and not (method == "PATCH" and path.startswith(bodies.PROGRAMS)):
            raise not_here(f"{not_here().headers['Allow']}, POST")
        length = bodies.length_of(environ)
        if length is not None and length > (limit := bodies.limit_at(path)):
            raise too_large(limit)
        task = partial(self._receive, environ, scope, proto, length)
        self.loop.call_soon_threadsafe(lambda: self.loop.create_task(task()))

    def _delay(self, environ: Environ) -> float:
        """Seconds for which whoever is refused again and again waits for the form to try on."""
        path, cookies = environ["PATH_INFO"], environ.get("HTTP_COOKIE", "")
        if not path.startswith(bodies.TAKES):
            return 0.0
        if not path.startswith(bodies.LOGIN) and settings.SESSION_COOKIE_NAME in cookies:
            return 0.0
        return self.temper.delay(self._network(environ), monotonic())

    def _look(self, environ: Environ, proto: Any) -> None:
        """Something is only looked at."""
        try:
            self._hand_over(environ, proto, self.readers)
        except Refusal as reason:
            self._refuse(reason, environ, proto)

    # --- In the event loop -------------------------------------------------------------

    async def _receive(self, environ: Environ, scope: Any, proto: Any, length: int | None) -> None:
        """Read the body, then hand the request over."""
        try:
            with self.bodies.counted(self._network(environ)) as is_crowded:
                body = await self._body(environ, proto, length, is_crowded)
            environ["CONTENT_LENGTH"] = str(body.seek(0, io.SEEK_END))
            body.seek(0)
            environ.pop("HTTP_TRANSFER_ENCODING", None)
            crew = self.logins if bodies.hashes(environ) else self.readers
            self._hand_over(wsgi_bridge.whole(environ, scope, body), proto, crew)
        except Refusal as reason:
            self._refuse(reason, environ, proto)
        except Exception:
            logger.exception("A body could not be read.")
            proto.response_empty(500, list(always()))

    async def _body(
        self, environ: Environ, proto: Any, length: int | None, is_crowded: bool
    ) -> IO[bytes]:
        path = environ["PATH_INFO"]
        limit = bodies.limit_at(path)
        delay = self.temper.delay(self._network(environ), monotonic())
        large = length is None or length > bodies.SMALL
        known = (large or delay > 0 or is_crowded) and await self._is_known(environ)
        if is_crowded and not known:
            raise too_many()
        if delay and not known:
            await asyncio.sleep(delay)
        if not large or bodies.small_at(path) is not None:
            return await bodies.read(proto, length, limit)
        if known:
            async with bodies.turn(self.bodies.large):
                return await bodies.read(proto, length, limit)
        if not bodies.STORY.match(path):
            raise logged_out(environ)
        if length is not None and length > bodies.LONGEST_TEXT:
            raise logged_out(environ)
        async with bodies.turn(self.bodies.unknown):
            rate = bodies.UNKNOWN_BYTES_A_SECOND
            return await bodies.read(proto, length, bodies.LONGEST_TEXT, rate)

    async def _is_known(self, environ: Environ) -> bool:
        """Whether whoever sends it is logged in; one query."""
        if environ["PATH_INFO"].startswith(bodies.PROGRAMS):
            secret = environ.get("HTTP_AUTHORIZATION", "").partition(" ")[2]
            return bool(secret) and await self.loop.run_in_executor(
                self.readers.pool, is_known, secret
            )
        cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
        key = cookies.get(settings.SESSION_COOKIE_NAME)
        if not key:
            return False
        return await self.loop.run_in_executor(self.readers.pool, is_logged_in, key)

    # --- Handing over, and refusing ----------------------------------------------------

    def _hand_over(self, environ: Environ, proto: Any, crew: ThreadPool) -> None:
        if not crew.take(partial(self._answer, environ, proto)):
            environ["wsgi.input"].close()
            raise too_many_logins() if crew is self.logins else busy()

    def _answer(self, environ: Environ, proto: Any) -> None:
        """In a thread: let the application answer."""
        said = StartResponse()
        try:
            wsgi_bridge.respond(proto, said, self.application(environ, said))
        except Exception:
            logger.exception("A request could not be answered.")
            proto.response_empty(500, list(always()))
        finally:
            environ["wsgi.input"].close()
        if environ["REQUEST_METHOD"] == "POST" and was_refused(environ, said.status):
            self.temper.note(self._network(environ), monotonic())

    def _refuse(self, reason: Refusal, environ: Environ, proto: Any) -> None:
        """Say no: at once to who is seldom refused."""
        network, now = self._network(environ), monotonic()
        delay = self.temper.delay(network, now)
        self.temper.note(network, now)
        self._hold(delay, partial(reason.send, proto, environ))
        if not delay and bodies.length_of(environ) != 0:
            self.loop.call_soon_threadsafe(lambda: self.loop.create_task(self._drain(proto)))

    async def _drain(self, proto: Any) -> None:
        """Let what is still being sent go by for a moment: a browser that is cut off while it
        sends shows no answer."""
        if self.draining >= MOST_DRAINED:
            return
        self.draining += 1
        try:
            with suppress(Exception):
                async with asyncio.timeout(DRAIN_FOR):
                    async for _piece in proto:
                        pass
        finally:
            self.draining -= 1

    def _hold(self, delay: float, job: Callable[[], None]) -> None:
        """Do `job` after a while, which costs nobody anything."""
        if not delay or self.held >= MOST_HELD:
            job()
            return
        self.held += 1
        self.loop.call_soon_threadsafe(self.loop.call_later, delay, self._let_go, job)

    def _let_go(self, job: Callable[[], None]) -> None:
        self.held -= 1
        job()

    def _network(self, environ: Environ) -> str:
        return network_of(environ, settings.TRUSTED_PROXIES, is_proxied=settings.HTTPS)


def _nothing(_environ: Environ, _said: StartResponse) -> None:
    return None


def is_logged_in(key: str) -> bool:
    """Whether the session is one of somebody; True where the database cannot say."""
    close_old_connections()
    try:
        return bool(SessionStore(key).get(SESSION_KEY))
    except Exception:
        logger.exception("A session could not be looked up.")
        return True
    finally:
        close_old_connections()


def is_known(secret: str) -> bool:
    """Whether it is that of a token that holds; True where the database cannot say."""
    # Models are there once the apps are.
    from articles.models import ApiToken

    close_old_connections()
    try:
        return ApiToken.find(secret) is not None
    except Exception:
        logger.exception("A token could not be looked up.")
        return True
    finally:
        close_old_connections()


def _asks_again(path: str) -> bool:
    """What a browser asks a passkey comes as JSON; the other steps show their form again."""
    return path.startswith(bodies.LOGIN) and not path.endswith(("/passkey/", "/options/"))


def was_refused(environ: Environ, status: int) -> bool:
    """Whether a post came to nothing by its sender's doing; a login that failed is shown its form
    again."""
    return 400 <= status < 500 or (_asks_again(environ["PATH_INFO"]) and status == 200)
