"""How a draft comes before readers: what changes, publishing now or later, and cancelling."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _

from articles.admin.common.json_views import refusal
from articles.admin.fronts.comparing import compared, scheduled_words
from articles.admin.fronts.drawing import answer
from articles.models.fronts.edition import Edition, Launch
from articles.models.fronts.front import Front
from articles.models.lifecycle.workflow import NotAllowed

#: Two presses within so long are one.
ONE_PRESS = timedelta(seconds=5)


def changes(request: HttpRequest, front: Front) -> HttpResponse:
    """What readers would see change if they got the edition that the page shows, in words."""
    live = front.live()
    edition = edition_of(front, request.GET.get("edition", "")) or front.working
    context = {
        "comparison": compared(front, live.edition if live else None, edition),
        "others": scheduled_words(front),
    }
    html = render_to_string("admin/articles/front/changes.html", context, request)
    return JsonResponse({"html": html})


def publish(request: HttpRequest, front: Front) -> HttpResponse:
    """Give readers the edition that the page shows, now or at an hour."""
    number = request.POST.get("edition", "")
    edition = edition_of(front, number)
    if edition is None and number not in {"", "0"}:
        return refusal(_("This edition no longer exists. Reload the page and try again."), 409)
    given = request.POST.get("at", "")
    at = _moment(given)
    if given and (at is None or at <= timezone.now()):
        return refusal(_("Choose a day and time in the future."), 400)
    try:
        launch = pressed_twice(request, front, edition, at) or front.publish(
            request.user, edition, at, request.POST.get("why", "").strip()
        )
    except NotAllowed as reason:
        return refusal(str(reason), 409)
    return JsonResponse(answer(request, front, said=_said(launch, at)))


def cancel(request: HttpRequest, front: Front, pk: int) -> HttpResponse:
    """Let a scheduled edition not go out."""
    launch = Launch.objects.filter(front=front.pk, pk=pk).first() if pk < 2**63 else None
    if launch is None:
        raise Http404
    try:
        front.cancel(launch, request.user)
    except NotAllowed as reason:
        return refusal(str(reason), 409)
    return JsonResponse(answer(request, front, said=_("It is no longer scheduled.")))


def pressed_twice(
    request: HttpRequest, front: Front, edition: Edition | None, at: datetime | None
) -> Launch | None:
    """The launch of the same edition, for the same hour, that this person made a moment ago."""
    if edition is None or not front.pk:
        return None
    made = Launch.objects.filter(
        front=front.pk,
        edition=edition,
        by=request.user.pk,
        made_at__gt=timezone.now() - ONE_PRESS,
        cancelled_at=None,
    ).order_by("-made_at", "-pk")
    launch = made.first()
    if launch is None or launch.is_scheduled() != (at is not None) or (at and launch.at != at):
        return None
    live = front.live()
    return launch if at or (live is not None and live.pk == launch.pk) else None


def edition_of(front: Front, number: str) -> Edition | None:
    """The front's edition of that number; None for its newest."""
    if not (number.isascii() and number.isdigit() and len(number) < 10) or not int(number):
        return None
    found: Edition | None = front.editions.filter(number=int(number)).first() if front.pk else None
    return found


def _moment(given: str) -> datetime | None:
    try:
        found = parse_datetime(given)
    except ValueError:
        return None
    return None if found is None or is_naive(found) else found


def _said(launch: Launch, at: datetime | None) -> str:
    if at is None:
        return _("Published: edition %(n)d is live.") % {"n": launch.edition.number}
    when = date_format(timezone.localtime(launch.at), "j F, H:i")
    return _("Scheduled: edition %(n)d, %(when)s.") % {"n": launch.edition.number, "when": when}
