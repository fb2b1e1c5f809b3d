"""Where somebody is logged in: the list, ending sessions, and what a page knows of its own end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from articles.admin.common.json_views import json_view
from articles.models import Entry
from articles.models.access import devices, sessions
from articles.models.changes.log import record
from articles.models.people.accounts import may_manage

#: What pages ask by themselves while they stand open: nobody does anything by it.
BY_ITSELF = (
    "/articles/article/presence/",
    "/notices/state/",
    "/notices/devices/",
    "/notices/worker.js",
    "/session/",
    "/jsi18n/",
)


class DeskSessions:
    """Note that sessions are used, and give a new device what it is known by."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.desk = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Readers' pages are passed by: they ask for no session."""
        if not request.path_info.startswith(self.desk):
            return self.get_response(request)
        if not request.path_info.endswith(BY_ITSELF):
            sessions.used(request)
        before = request.session.session_key
        response = self.get_response(request)
        sessions.follow(request, before)
        devices.put_cookie(request, response)
        return response


def left(request: HttpRequest) -> HttpResponse:
    """Seconds until the session ends; a post is somebody who wants to stay."""
    if request.method == "POST":
        sessions.used(request, at_once=True)
    idle, whole = sessions.left_of(request) or (0, 0)
    return JsonResponse({"ok": True, "idle": idle, "whole": whole})


def own_sessions(request: HttpRequest) -> HttpResponse:
    """One's own."""
    return _page(request, request.user)


def sessions_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else's, for those who may look after their account."""
    account = User.objects.filter(pk=pk).first() if pk < 2**63 else None
    if account is None:
        raise Http404(_("This account no longer exists."))
    if account.pk == request.user.pk:
        return HttpResponseRedirect(reverse("admin:sessions"))
    if not request.user.has_perm("auth.change_user") or not may_manage(request.user, account):
        raise PermissionDenied
    return _page(request, account)


def _page(request: HttpRequest, account: Any) -> HttpResponse:
    is_own = account.pk == request.user.pk
    here = request.session.session_key if is_own else None
    if request.method == "POST":
        _end(request, account, here)
        return HttpResponseRedirect(request.path)
    rows = sessions.sessions_of(account)
    rows.sort(key=lambda row: row.key != here)  # this one first
    context = {
        **admin.site.each_context(request),
        "title": _("Where you are logged in") if is_own else _("Open logins"),
        "account": account,
        "is_own": is_own,
        "rows": [(row, row.key == here) for row in rows],
        "others": sum(row.key != here for row in rows),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/auth/user/sessions.html", context)


def _end(request: HttpRequest, account: Any, here: str | None) -> None:
    name = account.get_username()
    if request.POST.get("which") == "all":
        number = sessions.end_all(account, but=here)
        said = ngettext("%(n)d login ended.", "%(n)d logins ended.", number) % {"n": number}
        if number:
            record(Entry.Verb.ACCOUNT, request.user, title=name, note=said, account=account.pk)
        messages.success(request, said)
        return
    which = request.POST.get("which", "")
    known = which.isascii() and which.isdigit() and len(which) < 19
    row = account.desk_sessions.filter(pk=which).first() if known else None
    if row is None:
        messages.info(request, _("This login has ended already."))
        return
    row.end()
    note = _("login ended: %(which)s") % {"which": row}
    record(Entry.Verb.ACCOUNT, request.user, title=name, note=note, account=account.pk)
    messages.success(request, _("The login is ended."))


def patterns() -> list[URLPattern]:
    """Under the desk's."""
    at = admin.site.admin_view
    return [
        path("sessions/", at(never_cache(own_sessions)), name="sessions"),
        path("session/", json_view(admin.site, never_cache(left)), name="session"),
        path(
            "auth/user/<int:pk>/sessions/", at(never_cache(sessions_of)), name="auth_user_sessions"
        ),
    ]
