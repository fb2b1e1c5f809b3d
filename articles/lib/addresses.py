"""Addresses with scheme and host."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site_url(request: HttpRequest) -> str:
    """Scheme and host without a slash at the end: SITE_URL where it is set, else the request's."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def absolute(request: HttpRequest, path: str) -> str:
    """The address of `path`, such as /politics/, with scheme and host."""
    return f"{site_url(request)}{path}"


def with_host(address: str, site: str) -> str:
    """`address` with the site's scheme and host in front, where it has none of its own."""
    return address if "://" in address else f"{site}{address}"
