"""What is posted to the desk's forms is not lost because a login or a token has run out, or because
somebody else has logged in meanwhile.

Without a script the form's post would be answered by the login page, and the text gone. Here it
comes back on a page that keeps it and says what to do.
"""

from __future__ import annotations

import json
import re
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import csrf

from articles.admin.access import gate
from articles.admin.common.json_views import View, wants_json
from articles.admin.unsaved import autosaving
from articles.lib.access.form_owner import FIELD, HEADER, opener_of
from articles.models import Article, Right, may

#: The forms of a story, whose text is kept on the server as well.
_STORIES = re.compile(r"^/admin/articles/article/(?:add|(?P<pk>[0-9]{1,18})/change)/$")
_DOORS = re.compile(r"^/admin/articles/article/(?:autosave|presence)(?:/discard)?/$")
_DESK = "/admin/"
#: What is never said again, and fields that are ours.
_SECRET = re.compile(r"password|secret|token", re.IGNORECASE)


def rescuing(view: View) -> View:
    """Answer a post of somebody who is not logged in with their text, not with the login page."""

    @wraps(view)
    def rescued(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not admin.site.has_permission(request):
            return keep(request, 401)
        return view(request, *args, **kwargs)

    return rescued


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token did not fit, as after logging in anew in another window: press once more.

    Only for posts from our own pages; anything else is refused as ever.
    """
    at_desk = request.path.startswith(_DESK) and request.path != reverse("admin:login")
    if request.method == "POST" and at_desk and _from_here(request):
        if refused := refusal(request):
            return refused
        if FIELD in request.POST or _STORIES.match(request.path):
            return keep(request, 403)
    return csrf.csrf_failure(request, reason)


def _from_here(request: HttpRequest) -> bool:
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(source).netloc == request.get_host()


def keep(request: HttpRequest, status: int) -> HttpResponse:
    """The form once more: 401 for somebody who was logged out, 403 where the token did not fit."""
    if wants_json(request):
        error = _("You were logged out.") if status == 401 else _("Please try again.")
        if status == 401 and gate.stand_of(request) is not gate.Stand.OPEN:
            error = _("Your account needs a second factor now: log in in another window.")
        return JsonResponse({"ok": False, "error": error}, status=status)
    return _page(request, status, _posted(request))


def refusal(request: HttpRequest) -> HttpResponse | None:
    """The answer to a post whose page was opened by somebody else; None for all others."""
    marks = _marks(request)
    if not marks:
        return None
    if not admin.site.has_permission(request):
        return keep(request, 401) if all(map(opener_of, marks)) else None
    openers = {opener_of(mark) for mark in marks}
    others = openers - {request.user.pk}
    if not others or (len(openers) > 1 and "_mine" in request.POST):
        return None
    opener = User.objects.filter(pk__in=others).first()
    return _refuse(request, opener)


def _marks(request: HttpRequest) -> list[str]:
    said = request.headers.get(HEADER, "")
    return [said] if said else request.POST.getlist(FIELD)


def _refuse(request: HttpRequest, opener: User | None) -> HttpResponse:
    """A page that `opener` has opened (None: nobody knows who) was posted by somebody else. Nothing
    is done; a story's text is put among what the opener has not saved, and shown to whoever is here
    now."""
    whose = (opener.get_full_name() or opener.get_username()) if opener else _("someone else")
    _keep_for(request, opener)
    me: Any = request.user
    name = me.get_full_name() or me.get_username()
    error = _(
        "This page was opened by %(opener)s, and you are logged in as %(name)s: nothing was saved."
    ) % {"opener": whose, "name": name}
    if wants_json(request) or _DOORS.match(request.path):
        return JsonResponse({"ok": False, "error": error, "opened_by": whose}, status=409)
    return _page(request, 409, _anew(request), error=error, whose=whose)


def begun_by_another(request: HttpRequest) -> HttpResponse:
    """The key of the form belongs to somebody else's story: the text is kept under another one."""
    error = _("Someone else started this form: nothing was saved.")
    autosaving.keep(request, uuid4(), None)
    if wants_json(request):
        return JsonResponse({"ok": False, "error": error}, status=409)
    return _page(request, 409, _anew(request), error=error)


def of_gone_story(request: HttpRequest, answer: JsonResponse) -> HttpResponse:
    """The story was deleted or moved away, which `answer` says: its text, to be saved as a new one
    by those who begin stories."""
    told = json.loads(answer.content)
    posted = [(name, text) for name, text in _anew(request) if name not in {"_base", "_move"}]
    posted += [("_took", request.POST.get("_key", ""))]
    return _page(request, 404, posted, error=told["error"], add=told["gone"]["add"], is_gone=True)


def _keep_for(request: HttpRequest, opener: User | None) -> None:
    """Put what was typed into a story's form among the unsaved texts of its opener."""
    form = _STORIES.match(request.path)
    if opener is None or not (form or _DOORS.match(request.path)) or "headline" not in request.POST:
        return
    number = (form["pk"] if form else request.POST.get("_pk")) or ""
    known = number.isascii() and number.isdigit() and len(number) < 19
    story = Article.objects.filter(pk=number).first() if known else None
    if story is not None and not may(opener, Right.EDIT, story):
        story = None
    key = autosaving.key_of(request)
    if not autosaving.keep(request, key or uuid4(), story, by=opener.pk):
        autosaving.keep(request, uuid4(), story, by=opener.pk)


def _posted(request: HttpRequest) -> list[tuple[str, str]]:
    """What was posted, but for the token, and nothing at all where a password is among it."""
    if any(map(_SECRET.search, set(request.POST) - {"csrfmiddlewaretoken"})):
        return []
    return [
        (name, text)
        for name, texts in request.POST.lists()
        for text in texts
        if name != "csrfmiddlewaretoken"
    ]


def _anew(request: HttpRequest) -> list[tuple[str, str]]:
    """The same with a key that is nobody's yet."""
    posted = [(name, text) for name, text in _posted(request) if name not in {"_key", "_mine"}]
    return [*posted, ("_key", str(uuid4()))] if posted else []


def _page(
    request: HttpRequest, status: int, posted: list[tuple[str, str]], **more: Any
) -> HttpResponse:
    get_token(request)
    context = {
        "posted": posted,
        "texts": [(name, text) for name, text in posted if text and not name.startswith("_")],
        "headline": request.POST.get("headline", ""),
        "logged_out": status == 401,
        "is_held": status == 401 and gate.stand_of(request) is not gate.Stand.OPEN,
        "has_files": bool(request.FILES),
        "login": reverse("admin:login"),
        "robots": "noindex",
        **more,
    }
    return render(request, "admin/articles/article/rescue.html", context, status=status)
