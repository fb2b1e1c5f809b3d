"""What browsers may do with an answer: its Content-Security-Policy, and what all answers say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from articles.delivery.door.response_headers import ALWAYS


class ContentSecurityPolicy(CSPMiddleware):
    """django-csp's; what is the same for all answers without a nonce and without a policy of their
    own is put together once."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        self.plain = build_policy()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The answer with its policy."""
        has_own = any(name.startswith("_csp") for name in vars(response))
        if settings.DEBUG or has_own or getattr(request, "_csp_nonce", None) is not None:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.plain)
        # Whoever asks for a nonce now is told that it comes too late.
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined]
        return response


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
        for name, value in ALWAYS:
            response.headers.setdefault(name, value)
        return response
