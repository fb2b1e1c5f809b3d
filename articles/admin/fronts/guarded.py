"""The doors of a front: for those who may lay it out, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from articles.admin.common.json_views import json_view, refusal, wants_json
from articles.models import Category, Topic
from articles.models.fronts.front import Front
from articles.models.fronts.rows import HOME, LAY_OUT

View = Callable[..., HttpResponse]


def slug_of(front: Front) -> str:
    """What a front is called in the desk's addresses: "home", "section-2", "topic-9"."""
    return front.slug


def front_of(slug: str) -> Front:
    """The front of that address, also one that is archived. A topic's is there once somebody made
    the topic a front. Raises Http404."""
    what, _line, number = slug.partition("-")
    if slug == HOME:
        return Front.of_home()
    if number.isascii() and number.isdigit() and len(number) < 19:
        if what == "section" and (section := Category.objects.filter(pk=int(number)).first()):
            return Front.of_section(section)
        if what == "topic" and (
            topic := Topic.objects.filter(pk=int(number), front__isnull=False).first()
        ):
            return Front.of_topic(topic)
        kept = Front.objects.exclude(archived_at=None).select_related("working")
        if front := kept.filter(key=f"{what}:{int(number)}").first():
            return front
    raise Http404


def for_desk(view: View) -> Any:
    """For those who may lay out some front."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(LAY_OUT):
            raise PermissionDenied
        request.current_app = admin.site.name
        return view(request, *args, **kwargs)

    return json_view(admin.site, guarded)


def for_front(view: View, *, also_archived: bool = False) -> Any:
    """For those who may lay out the front that the address names; the view is handed it. Of one
    that is archived only the history is shown."""

    @wraps(view)
    def found(request: HttpRequest, front: str, **kwargs: Any) -> HttpResponse:
        known = front_of(front)
        known.ask(request.user)
        if known.is_archived and not also_archived:
            if wants_json(request):
                return refusal(_("This front is archived. Only its history can be read."), 409)
            return HttpResponseRedirect(reverse("admin:front-history", args=[slug_of(known)]))
        return view(request, known, **kwargs)

    return for_desk(found)
