"""What leads each front, what is scheduled, and what is to be minded: for the start page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.placing.panel import fronts_of
from articles.models import Article, Front
from articles.models.fronts.edition import Launch
from articles.models.fronts.layout import Layout
from articles.models.fronts.rows import HOME, LAY_OUT
from articles.models.fronts.told.in_play import InPlay, Played, in_play
from articles.models.fronts.told.leading import leads
from articles.models.story.rights import ALL

#: So many fronts are shown; the others stand in the list of fronts.
MAX_FRONTS = 6
#: For so long it is told that a scheduled edition was cancelled, and so many of a front.
TOLD_FOR, MAX_TOLD = timedelta(days=7), 6


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
    """The fronts of this person, home first: those that have a row, up to `MAX_FRONTS`. Seven
    queries, and none for those who lay out none."""
    if not person.has_perm(LAY_OUT):
        return []
    play = in_play(told_for=TOLD_FOR)
    fronts = [one for one in fronts_of(person, play).values() if one.pk or one.key == HOME]
    fronts = fronts[:MAX_FRONTS]
    rows = [Row(front, front.slug) for front in fronts]
    leading = {lead.front.key: lead for lead in leads(fronts, play)}
    stories = _stories(fronts, play)
    for row in rows:
        if (lead := leading.get(row.front.key)) is not None and (
            lead.is_pinned or row.front.key == HOME
        ):
            row.story, row.since, row.is_pinned = lead.story, lead.since, lead.is_pinned
        if (played := play.fronts.get(row.front.key)) is not None:
            row.scheduled = played.scheduled
            row.minded = list(_minded(played, stories))
    if rows and person.has_perm(ALL):
        rows[0].minded += [word for one in play.fronts.values() for word in _archived(one)]
    return rows


def _stories(fronts: Iterable[Front], play: InPlay) -> dict[int, Article]:
    """What is pinned, live and to come; one query."""
    there = [played for front in fronts if (played := play.fronts.get(front.key))]
    launches = [launch for one in there for launch in (one.live, *one.scheduled) if launch]
    numbers = {pk for launch in launches for pk in launch.edition.read().stories()}
    rows = Article.objects.not_binned().order_by().only("state", "publish_at", "expires_at")
    return rows.in_bulk(numbers) if numbers else {}


def _minded(played: Played, stories: Mapping[int, Article]) -> Iterator[str]:
    """What is to be minded on a front."""
    if played.live is not None and (gone := _gone(played.live.edition.read(), stories)):
        yield ngettext(
            "%(n)d pinned story is gone; its place is filled.",
            "%(n)d pinned stories are gone; their places are filled.",
            gone,
        ) % {"n": gone}  # fmt: skip
    yield from map(_cancelled, played.cancelled[:MAX_TOLD])
    yield from (word for one in played.scheduled if (word := _empty(one, stories)))


def _gone(layout: Layout, stories: Mapping[int, Article]) -> int:
    """How many of its stories were deleted, withdrawn, or have expired."""
    there = [stories.get(pk) for pk in layout.stories()]
    return sum(one is None or one.status in {"withdrawn", "expired"} for one in there)


def _archived(played: Played) -> Iterator[str]:
    """What was scheduled on a front whose section or topic was deleted."""
    for launch in played.cancelled[:MAX_TOLD] if played.front.is_archived else ():
        told = {"n": launch.edition.number, "at": _hour(launch), "front": played.front}
        words = _(
            "Edition %(n)d of “%(front)s”, scheduled for %(at)s, was cancelled: its section or "
            "topic was deleted."
        )
        yield words % told


def _cancelled(launch: Launch) -> str:
    told = {"n": launch.edition.number, "at": _hour(launch), "name": launch.by_name}
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


def _hour(launch: Launch) -> str:
    return date_format(timezone.localtime(launch.at), "j M, H:i")
