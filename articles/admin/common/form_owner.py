"""A page of the desk belongs to whoever opened it: another login in the same browser does not save
it under their name.

Every form carries its opener's mark (the tag `csrf_token` puts it there), and so do the posts of
scripts. A post without a mark comes from no page of ours, and is asked for nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from articles.admin.unsaved.login_recovery import refusal


class FormOwnerMiddleware:
    """Refuse posts of pages that somebody else has opened; what they say is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.desk = reverse("admin:index")
        # It saves nothing, and whoever presses it wants the browser logged out.
        self.logout = reverse("admin:logout")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the view, or the refusal."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Look before the view does, and after the token was looked at."""
        path = request.path_info
        if request.method != "POST" or not path.startswith(self.desk) or path == self.logout:
            return None
        return refusal(request)
