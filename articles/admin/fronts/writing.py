"""What a step does: the layout is saved as a draft, and comes back as it is shown."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from articles.admin.common.json_views import refusal
from articles.admin.fronts.drawing import answer
from articles.models import Article
from articles.models.desk.front_visits import FrontVisit
from articles.models.fronts.front import Front
from articles.models.fronts.layout import read
from articles.models.lifecycle.workflow import NotAllowed, seen
from articles.models.story.rights import reach

#: A layout of 40 full blocks is a tenth of it.
MAX_LAYOUT = 1_000_000


def write(request: HttpRequest, front: Front) -> HttpResponse:
    """Save the layout; based on an older one it is merged with what others have saved since."""
    posted, number = request.POST.get("layout", ""), request.POST.get("based_on", "")
    layout = _read(posted)
    if layout is None or not (number.isascii() and number.isdigit() and len(number) < 10):
        return refusal(_("This layout can’t be read. Reload the page and try again."), 400)
    if _hidden(request, front, layout):
        return refusal(_("You may not place this story: it is not published, and not yours."), 403)
    try:
        written = front.write(layout, request.user, int(number))
    except NotAllowed as reason:
        return refusal(str(reason), 409)
    front.working = written.edition
    aside = _aside(written.set_aside)
    more = {"merged": written.merged, "onto": written.onto, "set_aside": aside}
    return JsonResponse(answer(request, front, **more))


def discard(request: HttpRequest, front: Front) -> HttpResponse:
    """Begin again with what readers have."""
    try:
        front.discard_draft(request.user)
    except NotAllowed as reason:
        return refusal(str(reason), 409)
    return JsonResponse(answer(request, front, said=_("The draft is discarded.")))


def presence(request: HttpRequest, front: Front) -> HttpResponse:
    """Say that somebody still has the front open; answers who else has, and the newest edition."""
    try:
        key = UUID(request.POST.get("_key", ""))
    except ValueError:
        return refusal(_("This page is incomplete. Please reload it."), 400)
    others = FrontVisit.seen(front.key, key, request.user)
    return JsonResponse({"others": others, "number": front.base_number()})


def _read(posted: str) -> Any:
    if len(posted) > MAX_LAYOUT:
        return None
    try:
        layout = json.loads(posted)
    except (ValueError, RecursionError):
        return None
    return layout if isinstance(layout, dict) and isinstance(layout.get("blocks"), list) else None


def _hidden(request: HttpRequest, front: Front, layout: Any) -> bool:
    """Whether it places a story that this person may not see, and that was not there before."""
    new = read(layout).stories() - read(front.layout()).stories()
    within = reach(request.user, Article._base_manager.all())
    if not new:
        return False
    there = Article.objects.filter(pk__in=new)
    return there.exclude(seen() | within).exists()


def _aside(set_aside: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What others had put where this save has put something else, in words."""
    pks = [one["place"]["story"] for one in set_aside]
    rows = Article.objects.not_binned().filter(pk__in=pks)
    titles = dict(rows.values_list("pk", "headline")) if pks else {}
    told = []
    for one in set_aside:
        headline = one["place"].get("headline") or titles.get(one["place"]["story"], "")
        who = one["by_name"] or _("Someone")
        said = _("%(who)s had placed “%(headline)s” there. It is now on the clipboard.")
        told.append(
            {**one, "headline": headline, "said": said % {"who": who, "headline": headline}}
        )
    return told
