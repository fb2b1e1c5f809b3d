"""What browsers may do with an answer: its Content-Security-Policy, and what all answers say."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from articles.delivery.door.response_headers import always
from articles.lib.access import page_sources
from articles.lib.access.content_policy import ENDPOINTS
from articles.lib.branding import sheets

DESK = "/admin/"


class ContentSecurityPolicy(CSPMiddleware):
    """django-csp's, with a policy for the desk, and what a page has: the hashes of its sheets, the
    hosts of its players."""

    def process_request(self, request: HttpRequest) -> None:
        """From here on it is noted which sheets are in the page, and what of other sites."""
        sheets.begin()
        page_sources.begin()
        super().process_request(request)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The answer with its policy."""
        if settings.HTTPS:
            response.headers.setdefault("Reporting-Endpoints", ENDPOINTS)
        has_own = any(name.startswith("_csp") for name in vars(response))
        if settings.DEBUG or has_own or getattr(request, "_csp_nonce", None) is not None:
            return super().process_response(request, response)
        response.headers.setdefault(
            HEADER, _plain(_is_desk(request), sheets.noted(), page_sources.noted())
        )
        # Whoever asks for a nonce now is told that it comes too late.
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined]
        return response

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """django-csp's, where an answer has a nonce or a policy of its own."""
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only:
            parts.config = parts.config or _directives(_is_desk(request))
            parts.update = _besides(sheets.noted(), page_sources.noted()) | (parts.update or {})
        return parts


@lru_cache(maxsize=256)
def _plain(is_desk: bool, hashes: tuple[str, ...], sources: tuple[page_sources.Source, ...]) -> str:
    """The policy of an answer without a nonce, the same in all processes."""
    policy = build_policy(_directives(is_desk), update=_besides(hashes, sources))
    return "; ".join(sorted(policy.split("; ")))


def _besides(
    hashes: tuple[str, ...], sources: tuple[page_sources.Source, ...]
) -> dict[str, list[str]]:
    """What a page's own policy lets in."""
    found = {"style-src": [*hashes]}
    for directive, source in sources:
        found.setdefault(directive, []).append(source)
    return found


def _directives(is_desk: bool) -> dict[str, Any]:
    return (
        settings.DESK_SECURITY_POLICY if is_desk else settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    )


def _is_desk(request: HttpRequest) -> bool:
    return request.path_info.startswith(DESK)


class CommonHeaders:
    """Set the headers of every answer; comes first, so that static files and errors get them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        # Feeds and those who link to a story show its pictures elsewhere.
        self.shared = (settings.STATIC_URL, settings.MEDIA_URL)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, with what it does not say itself."""
        response = self.get_response(request)
        if request.path_info.startswith(self.shared):
            response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
        if _is_desk(request):
            # Its refusals name who is logged in, too; caches keep a 404 that says nothing of it.
            response.headers.setdefault("Cache-Control", "no-store")
        for name, value in always():
            if name == "X-Frame-Options" and getattr(response, "xframe_options_exempt", False):
                continue
            if name != HEADER or not _is_of_debug(response):
                response.headers.setdefault(name, value)
        return response


def _is_of_debug(response: HttpResponseBase) -> bool:
    """Whether it may be one of Django's pages for developers, which have their style in them."""
    return settings.DEBUG and response.status_code in {404, 500}
