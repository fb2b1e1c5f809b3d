"""The notices of whoever is logged in: their number on each page, the list, opening one.

Pages that stand open ask for the number by a look that is no use of the session. Whose number it is
comes with it: a page of somebody else, who was logged in before in the same browser, shows none.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.models import Notice
from articles.models.notices.notice import Kind, NoticeQuerySet
from articles.models.notices.showing import MOST_COUNTED, shown_to, unseen_of
from articles.notifying import push

#: Notices on a page of the list.
PAGE = 30
MAX_ID = 2**63 - 1


def count_of(person: Any) -> dict[str, Any]:
    """What the bell shows."""
    return _said(unseen_of(person))


def _said(unseen: int) -> dict[str, Any]:
    many = unseen > MOST_COUNTED
    return {"unseen": unseen, "said": f"{MOST_COUNTED}+" if many else str(unseen)}


def on_page(person: Any) -> dict[str, Any]:
    """The same, and by which key a browser is told while it is closed."""
    return counted(unseen_of(person))


def counted(unseen: int) -> dict[str, Any]:
    """The same for a page that has counted them already."""
    return {**_said(unseen), "key": push.public_key()}


def state_of(person: Any) -> dict[str, Any]:
    """The same for a page that stands open, and whose it is."""
    return {"account": person.pk, **count_of(person)}


@never_cache
def state(request: HttpRequest) -> HttpResponse:
    """The number, for pages that stand open."""
    return JsonResponse(state_of(request.user))


@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    """A page of them, the newest first; of one kind where one is asked for."""
    kind = request.GET.get("kind", "")
    if kind and kind not in Kind.values:
        raise Http404
    rows = Notice.objects.on_bell_of(request.user)
    rows = rows.filter(kind=kind) if kind else rows
    found = list(_after(rows, request.GET.get("before", ""))[: PAGE + 1])
    more = found[PAGE - 1] if len(found) > PAGE else None
    context = {
        **admin.site.each_context(request),
        "title": _("Notices"),
        "rows": shown_to(request.user, found[:PAGE]),
        "kind": kind,
        "kinds": [(one.value, one.label) for one in Kind],
        "older": _at(kind, more) if more else "",
        "is_first": "before" not in request.GET,
        "until": timezone.now().isoformat(),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/notices/list.html", context)


def _at(kind: str, last: Notice) -> str:
    """The query of the page that goes on after `last`."""
    return urlencode({"kind": kind, "before": f"{last.at.isoformat()} {last.pk}"})


def _after(rows: NoticeQuerySet, place: str) -> NoticeQuerySet:
    """What comes after a place in the list, which is read off the index."""
    if not place:
        return rows
    at, _blank, number = place.rpartition(" ")
    moment = _moment(at)
    if moment is None or not number.isascii() or not number.isdigit() or int(number) > MAX_ID:
        raise Http404
    return rows.filter(Q(at__lt=moment) | Q(at=moment, pk__lt=int(number)))


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Let one be seen, or all (of a kind) that were there when the page was shown."""
    rows = Notice.objects.filter(to=request.user.pk)
    number, kind = request.POST.get("notice", ""), request.POST.get("kind", "")
    if number:
        is_number = number.isascii() and number.isdigit() and len(number) < 19
        rows = rows.filter(pk=int(number) if is_number else 0)
    else:
        rows = rows.filter(on_bell=True)
        rows = rows.filter(kind=kind) if kind in Kind.values else rows
        if until := _moment(request.POST.get("until", "")):
            rows = rows.filter(at__lte=until)
    seen = rows.see()
    if not number:
        said = ngettext("%(n)d notice marked as read.", "%(n)d notices marked as read.", seen)
        messages.success(request, said % {"n": seen})
    query = f"?{urlencode({'kind': kind})}" if kind in Kind.values else ""
    return HttpResponseRedirect(reverse("admin:notices") + query)


@never_cache
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """On to what it is about, which lets it be seen; not by a browser that only looks ahead."""
    one = Notice.objects.filter(to=request.user.pk, pk=pk).first() if pk <= MAX_ID else None
    if one is None:
        messages.info(request, _("This notice no longer exists."))
        return HttpResponseRedirect(reverse("admin:notices"))
    (shown,) = shown_to(request.user, [one])
    if "prefetch" not in request.headers.get("Sec-Purpose", ""):
        Notice.objects.filter(pk=one.pk).see()
    if not shown.is_within_reach:
        messages.info(request, shown.sentence)
    return HttpResponseRedirect(shown.address or reverse("admin:notices"))
