"""What a page says to machines: in its headers, and in its meta tags."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from articles.lib.addresses import path_of, site_url
from articles.lib.machines import telling
from articles.lib.machines.policy import Policy
from articles.models.publication.policies import policy_of
from articles.web.sitewide import chrome


def policy(request: HttpRequest) -> Policy:
    """The paper's policy; of what a page fetches anyway."""
    if not hasattr(request, "_policy"):
        request._policy = policy_of(chrome.paper(request), chrome.sections(request))  # type: ignore[attr-defined]
    return request._policy  # type: ignore[attr-defined,no-any-return]


def context(request: HttpRequest) -> dict[str, Any]:
    """Of every page: what its head says to machines, where it says anything."""
    return {"machines": SimpleLazyObject(lambda: _head(request))}


def _head(request: HttpRequest) -> dict[str, Any]:
    found, path, site = policy(request), path_of(request), site_url(request)
    robots = telling.robots_of(found, path)
    named = robots | telling.reservation(found, found.allowed(path), site)
    others = [(name, value) for name, value in named.items() if value and name != "robots"]
    return {"robots": robots["robots"], "named": others}


class MachineHeaders:
    """Say with every page that is kept what machines may do with it. It is kept with the page, so
    that a hit costs nothing more, and goes with it when the policy changes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer with its headers."""
        response = self.get_response(request)
        match = request.resolver_match
        if response.status_code != 200 or match is None:
            return response
        if getattr(match.func, "is_delivered", False):
            _say(response, telling.headers(policy(request), path_of(request), site_url(request)))
        return response


def _say(response: HttpResponseBase, headers: dict[str, str]) -> None:
    """Beside what the view itself says: a feed names its hub in Link."""
    for name, value in headers.items():
        there = response.headers.get(name) if name in {"Link", "X-Robots-Tag"} else ""
        response.headers[name] = f"{there}, {value}" if there else value
