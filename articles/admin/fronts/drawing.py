"""A front as the tool shows it: the page's part that changes, what to mind, and how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from articles.admin.fronts.guarded import slug_of
from articles.admin.fronts.words import named
from articles.admin.stories.list import short
from articles.models import Article
from articles.models.fronts.front import Front
from articles.models.fronts.layout import Layout, read
from articles.models.fronts.page import FrontPage, page_of
from articles.models.fronts.told.warnings import warnings
from articles.models.topics.taxonomy import Category


def page_for(
    front: Front,
    layout: Layout,
    sections: Sequence[Category],
    *,
    newest: int = 0,
    editing: bool = False,
) -> FrontPage:
    """The front with that layout, as it would look now; with those of the `newest` stories that
    stand in no block. `editing` tells each card which place it is, and what waits there."""
    page = page_of(front.key, layout, sections, newest=newest, editing=editing)
    if editing:
        _tell_places(page)
    return page


def _tell_places(page: FrontPage) -> None:
    """Say at each place what picture its story has, and what the story that waits there is called;
    no query where none waits."""
    places = [place for block in page.blocks for place in block.places]
    wanted = {place.waiting.story for place in places if place.waiting}
    rows = Article.objects.not_binned().filter(pk__in=wanted or ())
    stories = {pk: more for pk, *more in rows.values_list("pk", "headline", "picture")}
    for place in places:
        slot, waiting = getattr(place.card, "slot", None), place.waiting
        if slot and waiting:
            headline, slot["picture"] = stories.get(waiting.story, ("", None))
            slot["waits"] = waiting.headline or headline
        elif slot:
            slot["picture"] = place.story.picture_id


def answer(request: HttpRequest, front: Front, **more: Any) -> dict[str, Any]:
    """All that the script shows after a step."""
    sections = list(Category.objects.all())
    stored = front.layout()
    layout = read(stored)
    # The page speaks the readers' language, the tool around it the desk's.
    with translation.override(settings.LANGUAGE_CODE):
        page = page_for(front, layout, sections, editing=True)
        html = render_to_string("partials/blocks.html", {"blocks": page.blocks}, request)
    return {
        "number": front.base_number(),
        "by": _by_another(request, front),
        "layout": stored,
        "named": named(layout),
        "html": html,
        "warnings": cautions(layout, sections),
        "state": state_of(request, front),
        **more,
    }


def cautions(layout: Layout, sections: Sequence[Category]) -> list[dict[str, Any]]:
    """What is to be minded, each with the headline that it is about."""
    found = warnings(layout, sections)
    pinned = {place.id: place for _block, place in layout.places()}
    wanted = {pinned[one.place].story for one in found if one.place in pinned}
    rows = Article.objects.not_binned().filter(pk__in=wanted or ())
    titles = dict(rows.values_list("pk", "headline"))
    told = []
    for one in found:
        place = pinned.get(one.place)
        headline = (place.headline or titles.get(place.story, "")) if place else ""
        told.append(
            {
                "block": one.block,
                "place": one.place,
                "code": one.code,
                "text": str(one.text),
                "headline": headline,
            }
        )
    return told


def state_of(request: HttpRequest, front: Front) -> str:
    """What readers have, what waits, and what is scheduled."""
    live = front.live()
    context = {
        "key": slug_of(front),
        "live": live,
        "live_since": short(live.at) if live else "",
        "is_draft": front.has_draft(),
        "scheduled": front.scheduled(),
    }
    return render_to_string("admin/articles/front/state.html", context, request)


def _by_another(request: HttpRequest, front: Front) -> str:
    """Who saved the newest edition, where it is not the one who asks."""
    working = front.working
    return "" if working is None or working.by_id == request.user.pk else working.by_name
