"""The editions of a front: who laid out what, when it was live, and the way back to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.fronts.comparing import Changes, compared
from articles.admin.fronts.guarded import slug_of
from articles.admin.fronts.launching import pressed_twice
from articles.models.fronts.edition import Edition, Launch
from articles.models.fronts.front import Front
from articles.models.fronts.schedule import archiving
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.topics.taxonomy import Category

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Row:
    """An edition, and when readers got it."""

    edition: Edition
    launches: list[Launch]
    is_live: bool
    is_draft: bool


def editions(request: HttpRequest, front: Front) -> HttpResponse:
    """The editions, the newest first; one of them compared with what readers have."""
    live = None if front.is_archived else front.live()
    page = request.GET.get("page", "1")
    number = max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    rows, has_more = _rows(front, live, (number - 1) * PER_PAGE)
    chosen, changes = _compared(request, front, live)
    context = {
        **admin.site.each_context(request),
        "title": _("History"),
        "in_fronts": True,
        "front": front,
        "key": slug_of(front),
        "rows": rows,
        "page": number,
        "has_more": has_more,
        "chosen": chosen,
        "comparison": changes,
        "sections": _without_front() if front.is_archived else (),
    }
    return TemplateResponse(request, "admin/articles/front/history.html", context)


def bring_back(request: HttpRequest, front: Front) -> HttpResponse:
    """Let an archived front be that of a section."""
    given = request.POST.get("section", "")
    known = given.isascii() and given.isdigit() and len(given) < 19
    section = Category.objects.filter(pk=int(given)).first() if known else None
    try:
        archiving.bring_back(front, request.user, section)
        messages.success(request, _("Front restored: “%(front)s”.") % {"front": front})
    except NotAllowed as reason:
        messages.error(request, str(reason))
    return HttpResponseRedirect(reverse("admin:front-history", args=[slug_of(front)]))


def _without_front() -> Any:
    """The sections whose fronts nobody has laid out."""
    return Category.objects.exclude(front__working__isnull=False)


def back(request: HttpRequest, front: Front, number: int) -> HttpResponse:
    """Give readers a former edition again, at once."""
    there = front.pk is not None and number < 2**31
    edition = front.editions.filter(number=number).first() if there else None
    if edition is None:
        raise Http404
    try:
        if pressed_twice(request, front, edition, None) is None:
            front.roll_back(edition, request.user, request.POST.get("why", "").strip())
        messages.success(request, _("Edition %(n)d is live again.") % {"n": number})
    except NotAllowed as reason:
        messages.error(request, str(reason))
    return HttpResponseRedirect(reverse("admin:front-history", args=[slug_of(front)]))


def _rows(front: Front, live: Launch | None, start: int) -> tuple[list[Row], bool]:
    """A page of editions with their launches, in two queries, and whether there are more."""
    if not front.pk:
        return [], False
    found: list[Any] = list(front.editions.defer("layout")[start : start + PER_PAGE + 1])
    launches: dict[int, list[Launch]] = {}
    for launch in front.launches.filter(edition__in=[one.pk for one in found]):
        launches.setdefault(launch.edition_id, []).append(launch)
    live_pk = live.edition_id if live else None
    rows = [
        Row(one, launches.get(one.pk, []), one.pk == live_pk, one.pk == front.working_id)
        for one in found[:PER_PAGE]
    ]
    return rows, len(found) > PER_PAGE


def _compared(
    request: HttpRequest, front: Front, live: Launch | None
) -> tuple[Edition | None, Changes | None]:
    wanted = request.GET.get("edition", "")
    if not (front.pk and wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        return None, None
    edition = front.editions.filter(number=int(wanted)).first()
    if edition is None:
        return None, None
    return edition, compared(front, live.edition if live else None, edition)
