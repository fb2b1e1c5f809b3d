"""What leads each front, and since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from articles.models.fronts.candidates import candidates_of_many
from articles.models.fronts.defaults import default, expanded
from articles.models.fronts.edition import Launch
from articles.models.fronts.filling import FilledPlace, fill
from articles.models.fronts.front import Front
from articles.models.fronts.layout import Layout, read
from articles.models.fronts.page import scope_of
from articles.models.fronts.rows import HOME
from articles.models.fronts.told.in_play import InPlay, in_play
from articles.models.story.article import Article

#: How many launches back it is looked for since when a story leads.
LAUNCHES_BACK = 50


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands first on a front, and since when; pinned, or because it is filled so."""

    front: Front
    story: Article
    since: datetime | None
    is_pinned: bool


def leads(fronts: Sequence[Front] | None = None, play: InPlay | None = None) -> list[Lead]:
    """What leads each of `fronts` (the home page, and those that somebody has published). Four
    queries, however many there are, and one where one of them would show nothing."""
    play = play or in_play()
    if fronts is None:
        there = [one.front for one in play.open() if one.live and one.front.key != HOME]
        fronts = [front for front in play.all_fronts() if front.key == HOME or front in there]
    first = leading_places(fronts, play)
    numbers = {place.story for place in first.values()}
    stories = {one.pk: one for one in Article.objects.visible().filter(pk__in=numbers).for_cards()}
    pinned = [front.pk for front in fronts if (one := first.get(front.key)) and one.place]
    since = _since(pinned) if pinned else {}
    found = []
    for front in fronts:
        place = first.get(front.key)
        story = stories.get(place.story) if place else None
        if place is not None and story is not None:
            is_pinned = place.place is not None
            at = since.get((front.pk, story.pk)) if is_pinned else story.publish_at
            found.append(Lead(front, story, at, is_pinned))
    return found


def leading_places(fronts: Sequence[Front], play: InPlay) -> dict[str, FilledPlace]:
    """The first place of each, by key, as readers have it; one query, or two."""
    found = _first({front.key: play.layout(front) for front in fronts}, play)
    # What holds nothing is laid out as it is while nobody has edited it.
    rest = [one.key for one in fronts if one.key not in found and play.live(one) is not None]
    if rest:
        found |= _first({key: default(key, play.sections) for key in rest}, play)
    return found


def _first(layouts: Mapping[str, Layout], play: InPlay) -> dict[str, FilledPlace]:
    now = timezone.now()
    wanted = {key: expanded(layout, play.sections) for key, layout in layouts.items()}
    pools = candidates_of_many([(one, scope_of(key)) for key, one in wanted.items()], now)
    found = {}
    for (key, layout), those in zip(wanted.items(), pools, strict=True):
        blocks = fill(layout, those.stories, those.pools, now)
        if blocks and blocks[0].places:
            found[key] = blocks[0].places[0]
    return found


def _since(fronts: Sequence[Any]) -> dict[tuple[Any, int], datetime]:
    """Since when what leads these fronts is pinned to their first place without a break, by the
    front's number and the story's; one query, that reads of each edition its first place."""
    found: dict[tuple[Any, int], datetime] = {}
    over = set[Any]()
    leads = dict[Any, int]()
    for front, at, place in _back(fronts, "edition__layout__blocks__0__places__0"):
        is_first = isinstance(place, dict) and place.get("at") == 0
        story = place.get("story") if is_first else None
        if front in over or story is None or leads.setdefault(front, story) != story:
            over.add(front)
        else:
            found[front, story] = at
    return found


def _back(fronts: Sequence[Any], *columns: str) -> Any:
    """The last launches that readers had of each front, the newest first."""
    newest = Window(RowNumber(), partition_by=F("front"), order_by=[F("at").desc(), F("pk").desc()])
    rows = Launch.objects.filter(front__in=fronts).out().annotate(back=newest)
    return rows.filter(back__lte=LAUNCHES_BACK).values_list("front", "at", *columns)


def standing_since(fronts: Sequence[Any], story: int) -> dict[Any, tuple[datetime, str]]:
    """Since when `story` is pinned to each of the fronts of these numbers without a break, and who
    put it there; one query."""
    found: dict[Any, tuple[datetime, str]] = {}
    over = set[Any]()
    for front, at, by_name, stored in _back(fronts, "by_name", "edition__layout"):
        if front in over or story not in read(stored).stories():
            over.add(front)
        else:
            found[front] = at, by_name
    return found
