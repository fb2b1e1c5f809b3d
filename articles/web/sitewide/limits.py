"""Ask whoever asks too often to wait, in words, before a view is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.translation import ngettext

from articles.delivery.ledger import counters
from articles.delivery.limits.kinds import (
    API,
    AUTOSAVE,
    CALENDAR,
    KNOCK,
    MAIL_LINK,
    PASSWORD_LINK,
    PREVIEW,
    REPORT,
    SEARCH,
    SPELLING,
    SUGGEST,
    TOLD,
    UPLOAD,
    Kind,
)
from articles.delivery.limits.limiter import limiter
from articles.delivery.services import services
from articles.doors.public import PUBLIC
from articles.lib.access.networks import network_of
from articles.lib.problems import is_for_programs, problem

#: The doors that have a limit, by the names of their addresses.
DOORS: dict[str, Kind] = {
    "search": SEARCH,
    "search-feed": SEARCH,
    "search-suggest": SUGGEST,
    "oembed": SEARCH,
    "preview-story": PREVIEW,
    "preview-new": PREVIEW,
    "preview-shared": PREVIEW,
    "planning-feed": CALENDAR,
    "csp-reports": REPORT,
    **dict.fromkeys((name for name in PUBLIC if name.startswith("api:")), API),
    "admin:login-passkey-ask": KNOCK,
    "admin:outside-login": KNOCK,
    "admin:outside-login-back": KNOCK,
    "admin:articles_article_autosave": AUTOSAVE,
    "admin:articles_article_presence": AUTOSAVE,
    "admin:articles_article_address": AUTOSAVE,
    "admin:articles_article_spelling": SPELLING,
    "admin:articles_picture_upload": UPLOAD,
    "notices-off": MAIL_LINK,
    "admin:notices-devices": TOLD,
    "admin:articles_chathook_test": TOLD,
    "admin:articles_webhook_test": TOLD,
    "admin:articles_webhookdelivery_again": TOLD,
    "admin:forgotten": PASSWORD_LINK,
    "admin:choose-password": PASSWORD_LINK,
}


class Limits:
    """Comes after the person is known. A page that is kept never gets as far."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer; to a program, with what is left of its budget."""
        response = self.get_response(request)
        if is_for_programs(request):
            for name, value in _standing(request):
                response.headers[name] = value
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """429 where the budget is used up; None to go on."""
        match = request.resolver_match
        kind = DOORS.get(match.view_name) if match else None
        if kind is None:
            return None
        wait = limiter().wait(kind, person=_person(request, kind), network=_network(request))
        return too_often(request, ceil(wait)) if wait else None


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    """429, in a form that whoever asks can read: it costs less than what was asked for."""
    sentence = ngettext(
        "Too many requests at once. Please try again in %(n)d second.",
        "Too many requests at once. Please try again in %(n)d seconds.",
        seconds,
    ) % {"n": seconds}
    response: HttpResponse
    if is_for_programs(request):
        response = problem(429, sentence)
    elif "application/json" in request.headers.get("Accept", ""):
        response = JsonResponse({"ok": False, "error": sentence}, status=429)
    else:
        page = render_to_string("429.html", {"sentence": sentence})
        response = HttpResponse(page, status=429)
    services().ledger.count(counters.LIMITED)
    response["Retry-After"] = str(seconds)
    patch_cache_control(response, no_store=True)
    return response


def _standing(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """The fields of draft-ietf-httpapi-ratelimit-headers-11, which are none of a page that is
    kept."""
    match = request.resolver_match
    kind = DOORS.get(match.view_name) if match else None
    if kind is None:
        return
    for one in limiter().standings(kind, network=_network(request)):
        yield "RateLimit-Policy", f'"{one.name}";q={one.quota};w={one.window}'
        yield "RateLimit", f'"{one.name}";r={one.left};t={one.reset}'


def _person(request: Any, kind: Kind) -> int | None:
    """The account of whoever is logged in. No session is read of whoever has none, nor where it
    makes no difference: the answer would be another one for each cookie."""
    if kind.person is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user.pk if request.user.is_authenticated else None


def _network(request: HttpRequest) -> str:
    return network_of(request.META, settings.TRUSTED_PROXIES, is_proxied=settings.HTTPS)
