"""All that is live, drafted or scheduled on fronts: read once, asked often.

play = in_play()
play.standings_of([story.pk])
play.layouts[front.key]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from articles.models.common.named import place_of
from articles.models.fronts.defaults import default
from articles.models.fronts.edition import Edition, Launch
from articles.models.fronts.front import Front
from articles.models.fronts.layout import Block, Layout, Place
from articles.models.fronts.rows import HOME, key_of
from articles.models.topics.taxonomy import Category

LIVE, DRAFT, SCHEDULED = "live", "draft", "scheduled"


@dataclass(frozen=True, slots=True)
class Standing:
    """A place that a story is pinned to."""

    front: Front
    block: str
    #: From 1.
    position: int
    until: datetime | None
    #: When the edition went live, goes live, or was saved; and whose it is.
    since: datetime
    by_name: str
    #: LIVE, DRAFT (saved, and readers don't have it) or SCHEDULED.
    state: str
    place: Place
    block_id: str = ""
    #: Whether it is the first place of the front.
    leads: bool = False


@dataclass(slots=True)
class Played:
    """A front's editions that count: the launch that readers have, those to come."""

    front: Front
    live: Launch | None
    scheduled: list[Launch]
    #: Launches to come that the portal itself has cancelled, or a deletion, the newest first.
    cancelled: list[Launch]

    @property
    def draft(self) -> Edition | None:
        """What is saved, and readers don't have."""
        working: Edition | None = self.front.working
        is_out = working is None or (self.live is not None and self.live.edition_id == working.pk)
        return None if is_out else working

    def editions(self) -> Iterator[tuple[Edition, datetime, str, str]]:
        """All of them: since when, whose, and LIVE, SCHEDULED or DRAFT."""
        if self.live is not None:
            yield self.live.edition, self.live.at, self.live.by_name, LIVE
        for launch in self.scheduled:
            yield launch.edition, launch.at, launch.by_name, SCHEDULED
        if (draft := self.draft) is not None:
            yield draft, draft.at, draft.by_name, DRAFT


class InPlay:
    """The fronts with what counts of them. Three queries, the third when sections are asked for."""

    def __init__(self, told_for: timedelta = timedelta()) -> None:
        now = timezone.now()
        newest = Launch.objects.filter(front=OuterRef("pk")).out(now).values("pk")[:1]
        rows = Front.objects.select_related("working", "section", "topic")
        rows = rows.annotate(live_launch=Subquery(newest))
        numbers = {front.pk: front.live_launch for front in rows}  # type: ignore[attr-defined]
        coming = Q(pk__in=Launch.objects.coming(now).order_by().values("pk"))
        lost = Q(cancelled_at__gte=now - told_for) & (
            Q(cancelled_by=None) | Q(cancelled_at__gte=F("front__archived_at"))
        )
        wanted = Q(pk__in=[pk for pk in numbers.values() if pk]) | coming
        if told_for:
            wanted |= lost & Q(at__gt=F("made_at"))
        launches = Launch.objects.filter(wanted).select_related("edition").order_by("at", "pk")
        self.fronts = {front.key: Played(front, None, [], []) for front in rows}
        by_number = {one.front.pk: one for one in self.fronts.values()}
        for launch in launches:
            if (played := by_number.get(launch.front_id)) is None:
                continue  # made at this moment
            if launch.cancelled_at is not None:
                played.cancelled.insert(0, launch)
            elif launch.pk == numbers[launch.front_id]:
                played.live = launch
            else:
                played.scheduled.append(launch)

    @cached_property
    def sections(self) -> list[Category]:
        """All sections, in their order."""
        return list(Category.objects.all())

    def open(self) -> list[Played]:
        """Those that are not archived."""
        return [one for one in self.fronts.values() if not one.front.is_archived]

    def all_fronts(self) -> list[Front]:
        """Home, all sections, and topics that were made fronts, also where there is no row."""
        there = {one.front.key: one.front for one in self.open()}
        found = [there.pop(HOME, None) or Front(key=HOME)]
        for section in self.sections:
            key = key_of(section=section.pk)
            front = there.pop(key, None) or Front(key=key)
            front.section = section
            found.append(front)
        return found + sorted(there.values(), key=lambda front: place_of(str(front)))

    def live(self, front: Front) -> Launch | None:
        """What readers have of it."""
        played = self.fronts.get(front.key)
        return played.live if played else None

    def layout(self, front: Front) -> Layout:
        """What readers have of it, also while nobody has published an edition."""
        live = self.live(front)
        return live.edition.read() if live else default(front.key, self.sections)

    def standings_of(self, numbers: Collection[int]) -> dict[int, list[Standing]]:
        """Where these stories are pinned: live, in what is scheduled, and in drafts."""
        now, wanted = timezone.now(), set(numbers)
        names: dict[int, str] | None = None
        found: dict[int, list[Standing]] = defaultdict(list)
        for played in self.open():
            for edition, since, by_name, state in played.editions():
                layout = edition.read()
                if not wanted & layout.stories():
                    continue
                names = names or {section.pk: section.name for section in self.sections}
                lead = layout.lead()
                for block, place in layout.places():
                    if place.story in wanted and not place.is_over(now):
                        found[place.story].append(
                            Standing(
                                played.front, label_of(block, names), place.at + 1, place.until,
                                since, by_name, state, place, block.id, place is lead,
                            )
                        )  # fmt: skip
        return found


def in_play(**more: Any) -> InPlay:
    """What counts now."""
    return InPlay(**more)


def label_of(block: Block, sections: dict[int, str]) -> str:
    """What a block is called at the desk."""
    of_section = sections.get(block.rule.of) if block.rule.by == "section" else None
    return block.name or of_section or str(block.kind.label)
