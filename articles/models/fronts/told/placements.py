"""Where a story stands, and what leads each front."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from articles.models.fronts.defaults import default
from articles.models.fronts.edition import Edition, Launch
from articles.models.fronts.front import Front
from articles.models.fronts.layout import Block, Layout, Place
from articles.models.fronts.page import page_of
from articles.models.fronts.rows import HOME
from articles.models.story.article import Article
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


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands first on a front, and since when; pinned, or because it is filled so."""

    front: Front
    story: Article
    since: datetime | None
    is_pinned: bool


def placements_of(story: Article) -> list[Standing]:
    """Where the story is pinned: live, in drafts, and in what is scheduled. Three
    queries, and one for the sections' names."""
    return placements_of_many([story.pk])[story.pk]


def placements_of_many(numbers: Collection[int]) -> dict[int, list[Standing]]:
    """The same for many stories, by their numbers; as many queries."""
    found: dict[int, list[Standing]] = defaultdict(list)
    wanted = set(numbers)
    names = dict(Category.objects.values_list("pk", "name"))
    for front, edition, since, by_name, state in _editions():
        layout = edition.read()
        lead = layout.lead()
        for block, place in layout.places():
            if place.story in wanted and not place.is_over(timezone.now()):
                found[place.story].append(
                    Standing(
                        front,
                        label_of(block, names),
                        place.at + 1,
                        place.until,
                        since,
                        by_name,
                        state,
                        place,
                        block.id,
                        place is lead,
                    )
                )
    return found


def label_of(block: Block, sections: dict[int, str]) -> str:
    """What a block is called at the desk."""
    of_section = sections.get(block.rule.of) if block.rule.by == "section" else None
    return block.name or of_section or str(block.kind.label)


def _editions() -> Iterator[tuple[Front, Edition, datetime, str, str]]:
    """All editions that are live, drafts or scheduled, with their fronts."""
    now = timezone.now()
    newest = Launch.objects.filter(front=OuterRef("pk")).out(now).values("pk")[:1]
    fronts = Front.objects.select_related("working", "section", "topic")
    fronts = fronts.annotate(live_launch=Subquery(newest))
    by_number = {front.pk: front for front in fronts}
    live = [front.live_launch for front in by_number.values()]  # type: ignore[attr-defined]
    launches = Launch.objects.filter(pk__in=[pk for pk in live if pk]) | Launch.objects.coming(now)
    out: set[int] = set()
    for launch in launches.order_by("at", "pk").select_related("edition"):
        front = by_number.get(launch.front_id)
        if front is None:
            continue  # made at this moment
        state = SCHEDULED if launch.at > now else LIVE
        if state == LIVE:
            out.add(launch.edition_id)
        yield front, launch.edition, launch.at, launch.by_name, state
    for front in by_number.values():
        working = front.working
        if working is not None and working.pk not in out:
            yield front, working, working.at, working.by_name, DRAFT


def leads(fronts: Sequence[Front] | None = None) -> list[Lead]:
    """What leads each of `fronts` (the home page, and those that somebody has published); four
    queries a front."""
    sections = list(Category.objects.all())
    if fronts is None:
        rows = Front.objects.select_related("section", "topic").exclude(key=HOME)
        fronts = [Front.of_home(), *rows.filter(launches__cancelled_at=None).distinct()]
    return [lead for front in fronts if (lead := _lead(front, sections)) is not None]


def _lead(front: Front, sections: Sequence[Category]) -> Lead | None:
    launch = front.live()
    layout = launch.edition.read() if launch else default(front.key, sections)
    blocks = page_of(front.key, layout, sections).blocks
    if not blocks:
        # What readers have then.
        blocks = page_of(front.key, default(front.key, sections), sections).blocks
    if not blocks:
        return None
    first = blocks[0].places[0]
    if first.place is None:
        return Lead(front, first.story, first.story.publish_at, is_pinned=False)
    return Lead(front, first.story, _since(front, first.place.story), is_pinned=True)


#: How many launches back it is looked for since when a story leads.
LAUNCHES_BACK = 50


def _since(front: Front, story: int) -> datetime | None:
    """Since when `story` is pinned to the first place, without a break."""
    since = None
    for launch in _out(front):
        first = launch.edition.read().lead()
        if first is None or first.story != story:
            break
        since = launch.at
    return since


def standing_since(front: Front, story: int) -> tuple[datetime | None, str]:
    """Since when `story` is pinned to the front without a break, and who put it there; one
    query."""
    found: tuple[datetime | None, str] = (None, "")
    for launch in _out(front):
        if story not in launch.edition.read().stories():
            break
        found = launch.at, launch.by_name
    return found


def _out(front: Front) -> Sequence[Launch]:
    rows = Launch.objects.filter(front=front.pk).out().select_related("edition")
    return list(rows[:LAUNCHES_BACK])


def live_layouts(fronts: Sequence[Front]) -> dict[str, Layout]:
    """What readers have of each of `fronts`, by key; two queries, and one for those that nobody
    has published."""
    newest = Launch.objects.filter(front=OuterRef("pk")).out().values("edition")[:1]
    rows = Front.objects.filter(pk__in=[front.pk for front in fronts if front.pk])
    shown = {key: pk for key, pk in rows.values_list("key", Subquery(newest)) if pk}
    editions = Edition.objects.in_bulk(shown.values()) if shown else {}
    found = {key: editions[pk].read() for key, pk in shown.items()}
    if any(front.key not in found for front in fronts):
        sections = list(Category.objects.all())
        found = {front.key: default(front.key, sections) for front in fronts} | found
    return found
