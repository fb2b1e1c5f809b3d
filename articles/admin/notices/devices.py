"""Browsers that are told while the desk is closed: taken in, listed with one's logins, let go."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.admin.common.json_views import refusal
from articles.lib.outside.posting import NotAllowed
from articles.lib.outside.web_push import NotAKey
from articles.models import DeskSession, Paper
from articles.models.notices.devices import PushDevice, digest_of, open_devices


@require_POST
def devices(request: HttpRequest) -> HttpResponse:
    """Tell this browser from now on, as long as this login is open; with `off`, no more."""
    endpoint = request.POST.get("endpoint", "")
    if "off" in request.POST:
        mine = PushDevice.objects.filter(account=request.user.pk, digest=digest_of(endpoint))
        return JsonResponse({"ok": True, "ended": mine.delete()[0]})
    session = DeskSession.objects.filter(
        key=request.session.session_key or "", account=request.user.pk
    ).first()
    if session is None:
        return refusal(_("You were logged out."), 401)
    try:
        keys = request.POST.get("p256dh", ""), request.POST.get("auth", "")
        PushDevice.take(session, endpoint, *keys)
    except (NotAKey, NotAllowed):
        return refusal(_("This browser’s push service can’t be used."), 422)
    return JsonResponse({"ok": True})


@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The script that shows what the browser is told."""
    knows = {"title": Paper.current().called, "icon": static("img/icon-192.png")}
    return render(request, "notices/worker.js", knows, content_type="text/javascript")


def told_of(person: Any) -> list[PushDevice]:
    """The devices of that person that are told now."""
    rows = open_devices().filter(account=person.pk).select_related("session")
    return list(rows.order_by("-made_at"))
