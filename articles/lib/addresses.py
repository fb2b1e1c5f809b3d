"""Addresses with scheme and host."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.encoding import escape_uri_path, uri_to_iri

Response = TypeVar("Response", bound=HttpResponse)
View = Callable[..., HttpResponse]


def path_to(name: str, *args: Any) -> str:
    """The path of an address by its name, as `reverse` has it. What a page names, it names several
    times, and other pages name it too."""
    return _path(get_script_prefix(), get_urlconf(), name, args)


@lru_cache(maxsize=2_048)
def _path(_prefix: str, urlconf: str | None, name: str, args: tuple[Any, ...]) -> str:
    return reverse(name, urlconf, args)


def path_of(request: HttpRequest) -> str:
    """The path that was asked for as `reverse` writes it, which is percent-encoded."""
    return request.path if request.path.isascii() else escape_uri_path(request.path)


def readable(address: str) -> str:
    """An address as people read it: letters of any script as they are."""
    return uri_to_iri(address)


def site_url(request: HttpRequest) -> str:
    """Scheme and host without a slash at the end: SITE_URL where it is set, else the request's."""
    if settings.SITE_URL:
        return str(settings.SITE_URL)
    if not hasattr(request, "_site_url"):
        request._site_url = f"{request.scheme}://{request.get_host()}"  # type: ignore[attr-defined]
    return request._site_url  # type: ignore[attr-defined,no-any-return]


def absolute(request: HttpRequest, path: str) -> str:
    """The address of `path`, such as /politics/, with scheme and host."""
    return f"{site_url(request)}{path}"


def with_host(address: str, site: str) -> str:
    """`address` with the site's scheme and host in front, where it has none of its own."""
    return address if "://" in address else f"{site}{address}"


def asked_anew(response: Response) -> Response:
    """Have browsers ask again next time. Without a word about it they keep a 301 and a 410 for
    ever (RFC 9110, 15.1), and would not hear that a story was restored, or has moved back."""
    response["Cache-Control"] = "no-cache"
    return response


def moved(request: HttpRequest, path: str) -> HttpResponse:
    """301 to `path`, with what the request asks there: the second page stays the second page."""
    query = request.META.get("QUERY_STRING", "")
    return asked_anew(HttpResponsePermanentRedirect(f"{path}?{query}" if query else path))


def leading_on(leading_from: Callable[[str], str]) -> Callable[[View], View]:
    """Let a view whose address names a `slug` answer 301 to the present address where it finds
    nothing, but `leading_from` says what that slug is now. Whoever comes to the present address
    pays nothing for it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def led(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except Http404:
                now, match = leading_from(kwargs["slug"]), request.resolver_match
                if not now or match is None or match.url_name is None:
                    raise
                return moved(request, reverse(match.url_name, kwargs={**kwargs, "slug": now}))

        return led

    return decorate
