"""Views for the desk's scripts: refusals come as JSON, with a sentence to show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

View = Callable[..., HttpResponse]


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, and not a browser that shows what it gets."""
    return "application/json" in request.headers.get("Accept", "")


def refusal(sentence: str, status: int) -> JsonResponse:
    """A refusal, in a sentence for the person."""
    return JsonResponse({"error": sentence}, status=status)


def json_view(site: AdminSite, view: View) -> View:
    """`view` for those at the desk. A script that asks for JSON gets 401, 403 and 404 as JSON;
    a browser is sent to log in, or shown a page."""
    guarded = site.admin_view(view)

    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not wants_json(request):
            return guarded(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return refusal(_("You were logged out."), 401)
        if not site.has_permission(request):
            return refusal(_("You may not do this."), 403)
        try:
            return guarded(request, *args, **kwargs)
        except PermissionDenied as reason:
            return refusal(str(reason) or _("You may not do this."), 403)
        except (Http404, ObjectDoesNotExist):
            return refusal(_("It no longer exists."), 404)

    return inner
