"""The WSGI callable in front of Django, which answers readers from the page store.

A hit is one look into a dictionary and three comparisons: is the page good at the ledger's
generation, at this moment, and has the clock passed the next moment at which something changes?
Everything else goes the long way below, and what is not a public page goes through untouched.

Nobody who can be given a page waits for the database: where it is away, or those who are with
Django stand still (`thread_limit.py`), readers get the last good page at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from time import time
from typing import Any

from django.conf import settings

from articles.delivery.door import addresses, twins
from articles.delivery.door.feeds import shown_as_page
from articles.delivery.door.negotiation import encodings_for, quickest
from articles.delivery.door.thread_limit import REFUSED, ThreadLimit
from articles.delivery.ledger import counters
from articles.delivery.ledger.ledger import COUNTERS, GENERATION, NEXT_MOMENT
from articles.delivery.pages.freshness import Verdict, judge, may_stand_in
from articles.delivery.pages.page import Page
from articles.delivery.pages.rendering import Rendered, render, watched
from articles.delivery.pages.store import Address
from articles.delivery.services import Services
from articles.lib.access.networks import is_proxy
from articles.lib.database.availability import watch
from articles.models.partners.counting import USES

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

NOTHING = [b""]
#: How a page came about that stands in for one that could not be made.
STOOD_IN = "newsportal; hit; detail=origin-failed"
HITS = COUNTERS + counters.HITS
SAME = COUNTERS + counters.SAME
MICRO = 1_000_000
#: Seconds that a reader waits for another one's rendering of the page.
WAIT = 10.0
#: What asks nothing of a database, and so needs no place in the room; static files neither.
FREE = ("/healthz", "/metrics")
MADE_WHILE_SENT = "/sitemap"
PARTNER = "partner"
#: Kinds of pages that are feeds.
FEEDS = ("feed", PARTNER)


class FrontDoor:
    """Answer from the page store in `services`; ask `application` for what is not there."""

    def __init__(self, application: Application, services: Services) -> None:
        self.application = application
        self.services = services
        self.get = services.store.get
        self.words = services.ledger.words
        services.ledger.moved.append(self._look_there)
        self.is_proxied = services.is_proxied
        proxies = tuple(settings.TRUSTED_PROXIES)
        #: By the peer alone: to look at the networks would cost more than all else of a hit.
        self.is_proxy = lru_cache(256)(lambda peer: is_proxy(peer, proxies))
        self.threads = ThreadLimit(settings.WEB_THREADS, lambda: watch.is_doubtful)
        self.free = (*FREE, settings.STATIC_URL)
        #: Compresses densely what is asked for often, while readers go on with what there is.
        self.packers = ThreadPoolExecutor(1, "packing")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """The answer to one request."""
        answer = self.at_once(environ, start_response)
        if answer is not None:
            return answer
        if twins.LED in environ:
            start_response = twins.answering(environ, start_response)
        elif "/feed/" in environ["PATH_INFO"] and "text/html" in environ.get("HTTP_ACCEPT", ""):
            start_response = shown_as_page(start_response)
        if environ["REQUEST_METHOD"] in {"GET", "HEAD"}:
            return self._long_way(self._address(environ), environ, start_response)
        return self._through(environ, start_response)

    def at_once(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes] | None:
        """The page that is there, without waiting for anything; None for whatever else."""
        method = environ["REQUEST_METHOD"]
        if method == "GET" or method == "HEAD":  # noqa: PLR1714 - the quickest way to ask
            form = twins.wanted(environ.get("HTTP_ACCEPT", ""))
            if form and twins.lead(environ, form):
                start_response = twins.answering(environ, start_response)
            address = self._address(environ)
            page = self.get(address)
            if page is not None and "sessionid" not in environ.get("HTTP_COOKIE", ""):
                words, now = self.words, time()
                if (
                    page.checked == words[GENERATION]
                    and now < page.look_at
                    and now * MICRO < words[NEXT_MOMENT]
                ):
                    return self.send(page, address, environ, start_response)
        return None

    def _address(self, environ: Environ) -> Address:
        get = environ.get
        scheme = environ["wsgi.url_scheme"]
        if self.is_proxied:
            is_secure = get("HTTP_X_FORWARDED_PROTO") == "https"
            is_secure = is_secure and self.is_proxy(get("REMOTE_ADDR", ""))
            scheme = "https" if is_secure else "http"
        return (scheme, get("HTTP_HOST", ""), environ["PATH_INFO"], get("QUERY_STRING", ""))

    def send(
        self,
        page: Page,
        address: Address,
        environ: Environ,
        start_response: StartResponse,
        how: str = "",
        *,
        is_new: bool = False,
    ) -> Iterable[bytes]:
        """The page in the encoding that is asked for, or 304 where the reader has it. `how` says
        that it is not simply the page as it is now, `is_new` that it was rendered for this one."""
        get = environ.get
        if page.kind in FEEDS:
            start_response = self._feed(page, environ, start_response)
        encodings = encodings_for(get("HTTP_ACCEPT_ENCODING", ""))
        encoding = quickest(encodings) if is_new else encodings[0]
        answer = page.answers.get(encoding)
        page.used += 1
        if answer is None:
            answer = page.answer(encoding)
            self.services.store.weigh(address, page)
        elif page.used == counters.ASKED_FOR:
            self.packers.submit(self._pack, address, page)
        tag, date = get("HTTP_IF_NONE_MATCH"), get("HTTP_IF_MODIFIED_SINCE")
        if (tag or date) and not how:
            same = page.known_by(tag, date, answer, encodings)
            if same is not None:
                self.words[SAME] += 1
                start_response("304 Not Modified", same)
                return NOTHING
        if is_new:
            start_response(page.status, answer.miss)
        elif how:
            start_response(page.status, answer.passing(how))
        else:
            self.words[HITS] += 1
            start_response(page.status, answer.hit)
        return answer.body if environ["REQUEST_METHOD"] == "GET" else NOTHING

    def _look_there(self, words: memoryview) -> None:
        self.words = words

    def _pack(self, address: Address, page: Page) -> None:
        page.pack_densely()
        self.services.store.weigh(address, page)

    def _feed(self, page: Page, environ: Environ, start_response: StartResponse) -> StartResponse:
        """Whom to answer with a feed. A partner's fetch is counted; nobody who waits writes that
        down."""
        if page.kind == PARTNER and USES.count(environ["PATH_INFO"].split("/")[3]):
            self.packers.submit(USES.write_aside)
        as_page = "text/html" in environ.get("HTTP_ACCEPT", "")
        return shown_as_page(start_response) if as_page else start_response

    # --- The long way ------------------------------------------------------------------

    def _long_way(
        self, raw: Address, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """For whatever is not a plain hit."""
        if raw[2].startswith(self.free):
            self.services.ledger.count(counters.PASSED)
            return self.application(environ, start_response)
        address = addresses.public(raw, environ)
        with self.threads.entered(for_page=address is not None) as inside:
            if inside:
                if self._knows_time():
                    environ["newsportal.due_is_done"] = True
                if address is not None:
                    return self._page(raw, address, environ, start_response)
                self.services.ledger.count(counters.PASSED)
                if raw[2].startswith(MADE_WHILE_SENT):
                    failed_pages = self.services.failed_pages
                    return watched(self.application, environ, start_response, raw, failed_pages)
            elif address is not None and (page := self._stand_in(address)) is not None:
                return self.send(page, address, environ, start_response, STOOD_IN)
            else:
                environ[REFUSED] = True
            return self.application(environ, start_response)

    def _through(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """What is not read but done: to Django, untouched."""
        with self.threads.entered(for_page=False) as inside:
            environ[REFUSED] = not inside
            return self.application(environ, start_response)

    def _knows_time(self) -> bool:
        """Whether all that time has changed by now is put down."""
        deadlines = self.services.deadlines
        return not deadlines.is_due(time()) or deadlines.turn()

    def _page(
        self, raw: Address, address: Address, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """A public page that is no plain hit."""
        services = self.services
        if services.ledger.alone:
            # Nobody tells this process what others change, so that it keeps nothing.
            services.ledger.count(counters.PASSED)
            return self.application(environ, start_response)
        if address != raw:
            environ = addresses.cleaned(environ, address)
        page, verdict = self._found(address, time())
        if verdict is Verdict.FRESH and page is not None:
            return self.send(page, address, environ, start_response)
        # Only asked again where there is nothing else to give.
        if watch.is_away and (last := self._stand_in(address)) is not None:
            return self.send(last, address, environ, start_response, STOOD_IN)
        stands_in = verdict is Verdict.LAGS
        with services.flights.alone("|".join(address), wait=0 if stands_in else WAIT) as alone:
            if stands_in and not alone and page is not None:
                services.ledger.count(counters.STALE)
                return self.send(page, address, environ, start_response, "newsportal; hit; stale")
            if alone:
                # Whoever had the lock before may have made it.
                page, verdict = self._found(address, time())
                if verdict is Verdict.FRESH and page is not None:
                    return self.send(page, address, environ, start_response)
            rendered = self._render(address, environ)
        return self._answer(rendered, address, environ, start_response)

    def _stand_in(self, address: Address) -> Page | None:
        """The last good page, for when no newer one can be made."""
        services, now = self.services, time()
        found = services.store.get(address) or services.shelf.stale(addresses.name(address))
        if found is None or not may_stand_in(found, services.ledger, now):
            return None
        services.ledger.count(counters.SPARED)
        # Whoever stands here waits for nothing.
        self._dress(found, address, may_ask=False)
        return found

    def _found(self, address: Address, now: float) -> tuple[Page | None, Verdict]:
        """The page that is there, in memory or on the shelf, and how good it is."""
        services = self.services
        page = services.store.get(address)
        # Before it is judged: from then on it is sent without another look.
        self._dress(page, address)
        verdict = judge(page, services.ledger, now)
        if verdict is not Verdict.FRESH:
            other = services.shelf.get(addresses.name(address))
            better = judge(other, services.ledger, now)
            if other is not None and better < verdict:
                self._dress(other, address)
                services.store.put(address, other)
                return other, better
        # The banner may have changed in between.
        self._dress(page, address)
        return page, verdict

    def _dress(self, page: Page | None, address: Address, *, may_ask: bool = True) -> None:
        """Put the banner that is up now into the page, or take one out whose time is over."""
        if page is not None and page.place >= 0:
            banner = self.services.banners.current(may_ask=may_ask).html
            if banner != page.banner:
                page.dress(banner)
                self.services.store.weigh(address, page)

    def _render(self, address: Address, environ: Environ) -> Rendered:
        """Have the page made, and keep it where that is allowed."""
        services = self.services
        rendered = render(self.application, environ, services.ledger.generation)
        if (page := rendered.page) is not None:
            services.ledger.count(counters.RENDERED)
            services.remember(address)
            page.date(services.ledger.last_change((*page.hard_slots, *page.soft_slots)))
            self._dress(page, address)
            if services.ledger.is_unchanged(page.hard_slots, page.generation):
                services.store.put(address, page)
                services.shelf.put(addresses.name(address), page)
        return rendered

    def _answer(
        self,
        rendered: Rendered,
        address: Address,
        environ: Environ,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """What was rendered, or the last good page where that failed."""
        failed_pages = self.services.failed_pages
        if rendered.failed:
            page = self._stand_in(address)
            if rendered.why:
                failed_pages.put(address, rendered.why, page.made_at if page else None)
            if page is not None:
                return self.send(page, address, environ, start_response, STOOD_IN)
        else:
            failed_pages.mended(address)
        if rendered.page is not None:
            told = rendered.with_own(start_response)
            return self.send(rendered.page, address, environ, told, is_new=True)
        return rendered.replay(start_response)
