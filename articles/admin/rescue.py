"""What is posted to a story's form is not lost because a login or a token has run out.

Without a script the form's post would be answered by the login page, and the text gone. Here it
comes back on a page that keeps it and says what to do.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import csrf

from articles.admin.doors import View, wants_json

#: The story's form: the only posts whose loss would be the loss of a text.
_FORMS = re.compile(r"^/admin/articles/article/(?:add|[0-9]+/change)/$")


def rescuing(view: View) -> View:
    """Answer a post of somebody who is not logged in with their text, not with the login page."""

    @wraps(view)
    def rescued(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not admin.site.has_permission(request):
            return _keep(request, 401)
        return view(request, *args, **kwargs)

    return rescued


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token did not fit, as after logging in anew in another window: press once more.

    Only for posts from our own pages; anything else is refused as ever.
    """
    if request.method == "POST" and _FORMS.match(request.path) and _from_here(request):
        return _keep(request, 403)
    return csrf.csrf_failure(request, reason)


def _from_here(request: HttpRequest) -> bool:
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(source).netloc == request.get_host()


def _keep(request: HttpRequest, status: int) -> HttpResponse:
    if wants_json(request):
        error = _("You were logged out.") if status == 401 else _("Please try again.")
        return JsonResponse({"ok": False, "error": error}, status=status)
    get_token(request)
    posted = [
        (name, text)
        for name, texts in request.POST.lists()
        for text in texts
        if name != "csrfmiddlewaretoken"
    ]
    context = {
        "posted": posted,
        "headline": request.POST.get("headline", ""),
        "logged_out": status == 401,
        "login": reverse("admin:login"),
        "robots": "noindex",
    }
    return render(request, "admin/articles/article/rescue.html", context, status=status)
