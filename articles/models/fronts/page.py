"""A front as it is shown: its blocks with the stories in them, in a constant number of queries.

    page = page_of("home", live_layout("home") or default("home", sections), sections)

One query for all that could be shown, one for those that are, one for their bylines; one more each
where places have pictures of their own, and where blocks name topics or authors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.lib.dependencies import note
from articles.models.common.prepared import Prepared
from articles.models.fronts.candidates import Candidates, candidates
from articles.models.fronts.defaults import default, expanded
from articles.models.fronts.edition import Launch
from articles.models.fronts.filling import NEWEST, FilledBlock, FilledPlace, fill
from articles.models.fronts.layout import Block, Layout, Place, Rule
from articles.models.fronts.rows import noted_as
from articles.models.lifecycle.workflow import Status
from articles.models.people.authors import Author
from articles.models.people.bylines import Byline
from articles.models.pictures.picture import Picture
from articles.models.story.article import Article
from articles.models.story.listing import bylines_of, have_bylines, of_picture
from articles.models.topics.taxonomy import Category, Topic

#: What all cards of a page ask for.
STORIES = Prepared(lambda *pks: Article.objects.filter(pk__in=pks).order_by().for_cards())
BYLINES = Prepared(lambda *pks: bylines_of().filter(article__in=pks))
#: How often a page is filled anew because a story went away while it was being fetched.
MOST_TRIES = 5


class Placed:
    """A story as a front shows it: what the place says of it in its own words, and else what the
    story says. Templates take it for the story, which is not touched."""

    def __init__(self, story: Article, place: Place | None, picture: Picture | None) -> None:
        self.story, self.place = story, place
        self.headline = place.headline if place and place.headline else story.headline
        self.trail_text = place.trail if place and place.trail else story.trail_text
        self.kicker = place.kicker if place else ""
        self.size = place.size if place else ""
        self.picture = picture
        #: What the desk's own page is told of where it stands; readers' pages have none.
        self.slot: dict[str, Any] | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.story, name)


Card = Article | Placed


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A card, and what is pinned there."""

    card: Card
    story: Article
    place: Place | None = None
    #: What is pinned here, and waits to be seen by readers.
    waiting: Place | None = None


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A block with its cards, as its template takes it."""

    block: Block
    places: list[ShownPlace]
    #: What stands over it, and where that leads to.
    heading: str
    url: str = ""
    section: Category | None = None

    @property
    def name(self) -> str:
        """Its type."""
        return self.block.type

    @property
    def look(self) -> str:
        """Its look."""
        return self.block.look

    @property
    def shows_section(self) -> bool:
        """Whether its cards say of which section they are."""
        return self.section is None

    @property
    def template(self) -> str:
        """The template that draws it."""
        return self.block.kind.template

    @property
    def cards(self) -> list[Card]:
        """All its stories."""
        return [place.card for place in self.places]

    @property
    def id(self) -> str:
        """Its id, also in the page's HTML."""
        return self.block.id

    @property
    def own_name(self) -> str:
        """The heading that editors gave it; "" where it has that of its type, or of its rule."""
        return self.block.name or (self.heading if self.url else "")

    @property
    def lead(self) -> Card | None:
        """The first story of a block that has a lead."""
        return self.cards[0] if self.name == "top" else None

    @property
    def story(self) -> Card | None:
        """The story of a block that has one alone."""
        return self.cards[0] if self.block.kind.most == 1 else None

    @property
    def stories(self) -> list[Card]:
        """The others."""
        return self.cards[int(self.name == "top" or self.block.kind.most == 1) :]


@dataclass(slots=True)
class FrontPage:
    """The blocks; and of the newest stories that were asked for, those that stand in none."""

    blocks: list[PageBlock] = field(default_factory=list)
    rest: list[Article] = field(default_factory=list)
    #: The numbers of all the newest stories that were looked at.
    newest: list[int] = field(default_factory=list)

    @property
    def is_plain(self) -> bool:
        """Whether it is no more than a top with a row below it, as a list opens."""
        return all(block.name == "top" and block.look == "below" for block in self.blocks)

    @property
    def cards(self) -> list[Card]:
        """All that stands in the blocks, from the top."""
        return [card for block in self.blocks for card in block.cards]

    def shown(self) -> set[int]:
        """The numbers of the stories in the blocks."""
        return {place.story.pk for block in self.blocks for place in block.places}


def scope_of(key: str) -> Rule:
    """What “newest” means on the front of that key."""
    by, _colon, number = key.partition(":")
    return Rule(by, int(number)) if number else NEWEST


def live_layout(key: str, now: datetime | None = None) -> Layout | None:
    """What readers have of the front of that key; None while nobody has published one. One query,
    by which the page is told of what is published next."""
    note(noted_as(key))
    rows = Launch.objects.filter(front__key=key).out(now).select_related("edition")
    launch = rows.first()
    return None if launch is None else launch.edition.read()


def readers_page(
    key: str, sections: Sequence[Category], *, newest: int = 0, look_at: int = 0
) -> FrontPage:
    """The front of that key as readers have it. One that holds nothing, because all its blocks are
    empty, is laid out as it is while nobody has edited it: no page is empty for that."""
    now = timezone.now()
    layout = live_layout(key, now)
    if layout is not None:
        page = page_of(key, layout, sections, now, newest=newest, look_at=look_at)
        if page.blocks:
            return page
    return page_of(key, default(key, sections), sections, now, newest=newest, look_at=look_at)


def page_of(
    key: str,
    layout: Layout,
    sections: Sequence[Category],
    now: datetime | None = None,
    *,
    newest: int = 0,
    look_at: int = 0,
    editing: bool = False,
) -> FrontPage:
    """The same, with those of the `newest` many stories that stand in no block. `look_at` so many
    of the newest are known by number."""
    now = now or timezone.now()
    layout = expanded(layout, sections)
    pictures = _pictures(place for _block, place in layout.places())
    # What has lost its own picture must not stand in a block that needs one.
    layout = layout.with_pictures(pictures.keys())
    found = candidates(layout, scope_of(key), now, at_least=max(newest, look_at))
    filled, rest, stories = _fetched(layout, found, now, newest)
    names = _named(block.block.rule for block in filled)
    by_number = {section.pk: section for section in sections}
    blocks = [_block(block, stories, pictures, by_number, names, editing) for block in filled]
    return FrontPage(blocks, [stories[pk] for pk in rest], found.pools[NEWEST])


def _fetched(
    layout: Layout, found: Candidates, now: datetime, newest: int
) -> tuple[list[FilledBlock], list[int], dict[int, Article]]:
    """The filled layout, with the stories in it. Where one goes away between being chosen and
    being fetched, its place is filled anew."""
    stories: dict[int, Article] = {}
    for _try in range(MOST_TRIES):
        filled = fill(layout, found.stories, found.pools, now)
        shown = {place.story for block in filled for place in block.places}
        first = [pk for pk in found.pools[NEWEST] if pk in found.stories][:newest]
        rest = [pk for pk in first if pk not in shown]
        if wanted := (shown | set(rest)) - stories.keys():
            stories |= cards_of(wanted, now)
        gone = wanted - stories.keys()
        if not gone:
            return filled, rest, stories
        found = found.without(gone)
    return [], [], {}


def cards_of(numbers: Collection[int], now: datetime) -> dict[int, Article]:
    """Those of the stories of these numbers that are visible at `now`, with all that a card shows;
    two queries."""
    live = [story for story in STORIES(*numbers) if story.status_at(now) == Status.LIVE]
    bylines: dict[int, list[Byline]] = defaultdict(list)
    if live:
        for byline in BYLINES(*(story.pk for story in live)):
            bylines[byline.article_id].append(byline)
    for story in live:
        have_bylines(story, bylines[story.pk])
    return {story.pk: story for story in live}


def _pictures(places: Iterable[Place]) -> dict[int, Picture]:
    """The pictures that places have of their own, as far as they can be shown and may be; no query
    where there are none."""
    wanted = {place.picture for place in places if place.picture}
    found = Picture.objects.defer(*of_picture()).in_bulk(wanted) if wanted else {}
    may_be = (one for one in found.values() if one.is_shown and one.use != Picture.Use.NONE)
    return {picture.pk: picture for picture in may_be}


def _named(rules: Iterable[Rule]) -> dict[Rule, Topic | Author]:
    """The topics and authors that blocks are of; a query for each of the two, where there are."""
    wanted: dict[str, set[int]] = {"topic": set(), "author": set()}
    for rule in rules:
        if rule.by in wanted:
            wanted[rule.by].add(rule.of)
    found: dict[Rule, Topic | Author] = {}
    if wanted["topic"]:
        topics = Topic.objects.in_bulk(wanted["topic"])
        found |= {Rule("topic", pk): topic for pk, topic in topics.items()}
    if wanted["author"]:
        authors = Author.objects.in_bulk(wanted["author"])
        found |= {Rule("author", pk): author for pk, author in authors.items()}
    return found


def _block(
    filled: FilledBlock,
    stories: Mapping[int, Article],
    pictures: Mapping[int, Picture],
    sections: Mapping[int, Category],
    names: Mapping[Rule, Topic | Author],
    editing: bool,
) -> PageBlock:
    block = filled.block
    section = sections.get(block.rule.of) if block.rule.by == "section" else None
    noun: Any = section or names.get(block.rule)
    heading = block.name or (noun.name if noun else str(block.kind.label))
    url = noun.get_absolute_url() if noun and not block.name else ""
    places = [
        _shown(place, at, stories, pictures, block, editing)
        for at, place in enumerate(filled.places)
    ]
    return PageBlock(block, places, heading, url, section)


def _shown(
    filled: FilledPlace,
    at: int,
    stories: Mapping[int, Article],
    pictures: Mapping[int, Picture],
    block: Block,
    editing: bool,
) -> ShownPlace:
    story, place = stories[filled.story], filled.place
    card: Card = story
    if editing or (place and _says_something(place)):
        card = Placed(story, place, _picture(story, place, pictures))
        if editing:
            card.slot = _slot(filled, at, block)
    return ShownPlace(card, story, place, filled.waiting)


def _slot(filled: FilledPlace, at: int, block: Block) -> dict[str, Any]:
    """The place that a card stands at, and the story that waits there."""
    pin, waiting = filled.place or filled.waiting, filled.waiting
    return {
        "block": block.id,
        "place": pin.id if pin else "",
        "at": at,
        "waiting": waiting.story if waiting else 0,
    }


def _says_something(place: Place) -> bool:
    return bool(
        place.headline or place.kicker or place.trail or place.picture or place.crop or place.size
    )


def _picture(
    story: Article, place: Place | None, pictures: Mapping[int, Picture]
) -> Picture | None:
    """The place's own picture, else the story's; with the place's own crop of it."""
    picture = pictures.get(place.picture or 0, story.picture) if place else story.picture
    if picture is not None and place and place.crop:
        picture = copy(picture)
        picture.focal_x, picture.focal_y = place.crop
    return picture
