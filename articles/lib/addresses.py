"""Addresses with scheme and host."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf, reverse


def path_to(name: str, *args: Any) -> str:
    """The path of an address by its name, as `reverse` has it. What a page names, it names several
    times, and other pages name it too."""
    return _path(get_script_prefix(), get_urlconf(), name, args)


@lru_cache(maxsize=2_048)
def _path(_prefix: str, urlconf: str | None, name: str, args: tuple[Any, ...]) -> str:
    return reverse(name, urlconf, args)


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
