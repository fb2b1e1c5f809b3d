"""The Content-Security-Policy of an answer."""

from __future__ import annotations

from typing import Any

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


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
