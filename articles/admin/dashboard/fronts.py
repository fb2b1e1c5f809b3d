"""What leads each front, what is scheduled, and what is to be minded: for the start page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.placing.panel import fronts_of
from articles.models import Article, Entry, Front
from articles.models.fronts.edition import Launch
from articles.models.fronts.layout import Layout
from articles.models.fronts.told.placements import leads, live_layouts

#: So many fronts are shown; the others stand in the list of fronts.
MAX_FRONTS = 6
#: For so long it is told that a scheduled edition was cancelled with somebody's rights.
TOLD_FOR = timedelta(days=7)


@dataclass(slots=True)
class Row:
    """A front that somebody has laid out, or home."""

    front: Front
    slug: str
    story: Article | None = None
    since: datetime | None = None
    is_pinned: bool = False
    scheduled: list[Launch] = field(default_factory=list)
    minded: list[str] = field(default_factory=list)


def fronts_for(person: Any) -> list[Row]:
    """The fronts of this person, home first: those that have a row, up to `MAX_FRONTS`. A constant
    number of queries."""
    fronts = [one for one in fronts_of(person).values() if one.pk or one.key == "home"]
    fronts = fronts[:MAX_FRONTS]
    if not fronts:
        return []
    layouts = live_layouts(fronts)
    numbers = {pk for layout in layouts.values() for pk in layout.stories()}
    launches = Launch.objects.filter(front__in=[one.pk for one in fronts if one.pk])
    coming = list(launches.coming().select_related("edition"))
    numbers |= {pk for launch in coming for pk in launch.edition.read().stories()}
    stories = Article.objects.not_binned().order_by().defer("body", "search_text").in_bulk(numbers)
    since = _since(layouts, stories)
    rows = [_row(front, layouts[front.key], stories, since) for front in fronts]
    lost = _cancelled_of_late(fronts)
    for row in rows:
        row.minded += [_cancelled(one) for one in lost if one.front_id == row.front.pk]
        row.scheduled = [one for one in coming if one.front_id == row.front.pk]
        row.minded += [word for one in row.scheduled if (word := _empty(one, stories))]
    home = rows[0] if rows[0].front.key == "home" else None
    if home is not None and home.story is None:
        # Filled by the rule: what that has come to.
        for lead in leads([home.front]):
            home.story, home.since = lead.story, lead.since
    return rows


def _row(
    front: Front,
    layout: Layout,
    stories: Mapping[int, Article],
    since: Mapping[tuple[str, int], datetime],
) -> Row:
    row = Row(front, front.key.replace(":", "-"))
    now = timezone.now()
    pin = layout.lead()
    story = stories.get(pin.story) if pin and not pin.is_over(now) else None
    if story is not None and story.is_visible:
        row.story, row.is_pinned = story, True
        row.since = since.get((front.key, story.pk))
    if gone := _gone(layout, stories):
        row.minded.append(
            ngettext(
                "%(n)d pinned story is gone; its place is filled.",
                "%(n)d pinned stories are gone; their places are filled.",
                gone,
            )
            % {"n": gone}
        )
    return row


def _gone(layout: Layout, stories: Mapping[int, Article]) -> int:
    """How many of its stories were deleted, withdrawn, or have expired."""
    there = [stories.get(pk) for pk in layout.stories()]
    return sum(one is None or one.status in {"withdrawn", "expired"} for one in there)


def _cancelled_of_late(fronts: Sequence[Front]) -> list[Launch]:
    """Launches that the house has cancelled, because whoever had scheduled them may not any more;
    the newest first. One query."""
    since = timezone.now() - TOLD_FOR
    rows = Launch.objects.filter(front__in=[front.pk for front in fronts if front.pk])
    # Not those of a clock that was ahead.
    rows = rows.filter(cancelled_at__gte=since, cancelled_by=None, at__gt=F("made_at"))
    return list(rows.select_related("edition").order_by("-cancelled_at", "-pk")[:MAX_FRONTS])


def _cancelled(launch: Launch) -> str:
    at = date_format(timezone.localtime(launch.at), "j M, H:i")
    told = {"n": launch.edition.number, "at": at, "name": launch.by_name}
    return (
        _(
            "Edition %(n)d, scheduled for %(at)s, was cancelled: %(name)s may no longer lay out "
            "this front."
        )
        % told
    )


def _empty(launch: Launch, stories: Mapping[int, Article]) -> str:
    """What is said of a scheduled edition of whose stories none is left."""
    layout = launch.edition.read()
    if layout.stories() and _gone(layout, stories) == len(layout.stories()):
        return _("All stories of the scheduled edition %(n)d are gone.") % {
            "n": launch.edition.number
        }
    return ""


def _since(
    layouts: Mapping[str, Layout], stories: Collection[int]
) -> dict[tuple[str, int], datetime]:
    """Since when stories lead, by front and number, as the log has it; one query."""
    leading = {pin.story for layout in layouts.values() if (pin := layout.lead()) is not None}
    found: dict[tuple[str, int], datetime] = {}
    if not leading & set(stories):
        return found
    placed = Entry.objects.filter(Q(article__in=leading), verb=Entry.Verb.FRONT_PLACE)
    now = timezone.now()
    for entry in placed.order_by("at", "pk"):
        if not entry.details.get("leads"):
            continue
        at = parse_datetime(str(entry.details.get("from") or "")) or entry.at
        if entry.article_id is not None and at <= now:
            found[(str(entry.details.get("front")), entry.article_id)] = at
    return found
