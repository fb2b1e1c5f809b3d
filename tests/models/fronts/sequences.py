"""Random sequences of what befalls a front, and what has to hold after each step.

    room = Newsroom.opened()
    for seed in range(10_000):
        run(seed, room)

Each is the same for the same seed, and leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

import time_machine
from django.db import transaction
from django.db.models import Min, Q

from articles.models import (
    Article,
    Author,
    Byline,
    Category,
    Edition,
    Front,
    NotAllowed,
    Picture,
    Tagging,
    Topic,
)
from articles.models.fronts.block_types import BLOCK_TYPES
from articles.models.fronts.defaults import default, expanded
from articles.models.fronts.layout import Block, Layout, Place
from articles.models.fronts.page import FrontPage, live_layout, readers_page
from articles.models.fronts.schedule import turns
from articles.models.lifecycle.workflow import seen
from tests import cast

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
#: Most newsrooms are so small that stories run out; one in so many is not.
STORIES, MANY, ONE_IN = 14, 80, 12
STEPS = 5
KINDS = ("news", "news", "opinion", "feature")
#: No row has that number.
NOBODY = 999_999


class _Undone(Exception):
    """All that a sequence did is taken back."""


@dataclass(frozen=True, slots=True)
class Newsroom:
    """What stays the same for all sequences."""

    sections: list[Category]
    topics: list[Topic]
    authors: list[Author]
    picture: Picture

    @classmethod
    def opened(cls) -> Newsroom:
        """The one of this database."""
        topics = [Topic.objects.get_or_create(name=name)[0] for name in ("Harbour", "Trams")]
        picture = Picture.objects.first() or cast.picture()
        authors = [cast.ottoline(), cast.barnaby()]
        return cls(list(Category.objects.all()), topics, authors, picture)

    def rules(self) -> list[dict[str, Any]]:
        """All that may fill a block."""
        of_rows: dict[str, list[Any]] = {
            "section": self.sections[:3],
            "topic": self.topics,
            "author": self.authors,
        }
        return [
            *({"by": by, "of": row.pk} for by, rows in of_rows.items() for row in rows),
            *({"by": by, "of": NOBODY} for by in of_rows),
            *({"by": "kind", "of": kind} for kind in ("opinion", "feature", "unknown")),
            {"by": "most_read"},
        ]


class Visible(NamedTuple):
    """What decides about a story that readers see."""

    pk: int
    section_id: int | None
    kind: str
    picture_id: int | None


class Sequence:
    """A small newsroom, a front of it, and a clock."""

    def __init__(self, seed: int, room: Newsroom) -> None:
        self.chance = Random(seed)
        self.now = START
        self.room, self.sections = room, room.sections
        fronts = {
            0: lambda: Front.of_section(room.sections[0]),
            1: lambda: Front.of_topic(room.topics[0]),
        }
        self.front: Front = fronts.get(seed % 5, Front.of_home)()
        self.topics: dict[int, int] = {}
        self.authors: dict[int, int] = {}
        self.stories = [story.pk for story in self._stories(seed)]
        self.rules = room.rules()
        self.told: list[str] = [f"seed {seed}"]

    def _stories(self, seed: int) -> list[Article]:
        most, picture = (MANY if seed % ONE_IN == 0 else STORIES), self.room.picture
        made = Article.objects.bulk_create(
            Article(
                headline=f"Story {number}",
                slug=f"story-{number}",
                section=self.chance.choice(self.sections[:3]),
                kind=self.chance.choice(KINDS),
                picture=picture if self.chance.random() < 0.7 else None,
                state="published" if self.chance.random() < 0.85 else "draft",
                publish_at=START - timedelta(minutes=number),
            )
            for number in range(self.chance.randint(0, most))
        )
        for story in made:
            if self.chance.random() < 0.5:
                self.topics[story.pk] = self.chance.choice(self.room.topics).pk
            if self.chance.random() < 0.7:
                self.authors[story.pk] = self.chance.choice(self.room.authors).pk
        dates = {story.pk: story.publish_at for story in made}
        Tagging.objects.bulk_create(
            Tagging(content_object_id=pk, tag_id=topic, listed_at=dates[pk])
            for pk, topic in self.topics.items()
        )
        Byline.objects.bulk_create(
            Byline(article_id=pk, author_id=author, order=0, listed_at=dates[pk])
            for pk, author in self.authors.items()
        )
        return made

    # --- What may happen -------------------------------------------------------------

    def moment(self) -> datetime:
        return self.now + timedelta(minutes=self.chance.randint(-30, 90))

    def number(self) -> int:
        return self.chance.choice([*self.stories, NOBODY])

    def place(self, at: int) -> dict[str, Any]:
        end = self.moment().isoformat() if self.chance.random() < 0.3 else None
        pictures = [None, None, None, self.room.picture.pk, NOBODY]
        picture = self.chance.choice(pictures)
        return {"at": at, "story": self.number(), "until": end, "picture": picture}

    def layout(self) -> dict[str, Any]:
        blocks: list[dict[str, Any]] = []
        for _block in range(self.chance.randint(0, 5)):
            kind = self.chance.choice([*BLOCK_TYPES.values()])
            is_newest = self.chance.random() < 0.4
            rule = {"by": "newest"} if is_newest else self.chance.choice(self.rules)
            pins = [self.place(at) for at in range(kind.most) if self.chance.random() < 0.3]
            count = self.chance.randint(kind.fewest, kind.most)
            look = self.chance.choice([*kind.looks, "unknown"])
            block = {"type": kind.name, "look": look, "count": count, "places": pins}
            blocks.append(block | ({"rule": rule} if self.chance.random() < 0.6 else {}))
        return {"blocks": blocks}

    def write(self) -> None:
        self.front.write(self.layout(), None, based_on=self.front.base_number())

    def write_at_once(self) -> None:
        base = self.front.base_number()
        self.front.write(self.layout(), None, based_on=base)
        self.front.write(self.layout(), None, based_on=base)

    def publish(self) -> None:
        self.front.publish(None)

    def schedule(self) -> None:
        self.front.publish(None, at=self.moment())

    def cancel(self) -> None:
        for launch in self.front.scheduled():
            self.front.cancel(launch, None)

    def roll_back(self) -> None:
        if edition := Edition.objects.order_by("number").first():
            self.front.roll_back(edition, None)

    def put(self) -> None:
        if story := Article.objects.filter(pk=self.number()).first():
            self.front.place(story, None, until=self.now + timedelta(minutes=40))

    def take_off(self) -> None:
        if story := Article.objects.filter(pk=self.number()).first():
            self.front.take_off(story, None)

    def change(self) -> None:
        """A story is withdrawn, put back, given an end, an hour, a weight, or no picture."""
        values: dict[str, Any] = self.chance.choice(
            [
                {"state": "withdrawn"},
                {"state": "published"},
                {"expires_at": self.now + timedelta(minutes=self.chance.randint(1, 60))},
                {"importance": self.chance.randint(1, 5)},
                {"picture": None},
            ]
        )
        rows = Article.objects.filter(pk=self.number())
        if "expires_at" in values:
            rows = rows.filter(publish_at__lt=values["expires_at"])
        rows.update(**values)

    def embargo(self) -> None:
        number, moment = self.number(), self.moment()
        if Article.objects.filter(pk=number, expires_at=None).update(publish_at=moment):
            Tagging.objects.filter(content_object=number).update(listed_at=moment)
            Byline.objects.filter(article=number).update(listed_at=moment)

    def delete(self) -> None:
        Article.objects.filter(pk=self.number()).delete()

    def jump(self) -> None:
        self.now += timedelta(minutes=self.chance.choice([1, 20, 45, 600, -15, -120]))

    STEPS: tuple[Callable[[Sequence], None], ...] = (
        write, write, write_at_once, publish, publish, schedule, cancel, roll_back, put, put,
        take_off, change, change, embargo, delete, jump, jump,
    )  # fmt: skip

    def run(self) -> None:
        for _step in range(STEPS):
            step = self.chance.choice(self.STEPS)
            self.told.append(step.__name__)
            with time_machine.travel(self.now, tick=False):
                try:
                    step(self)
                except NotAllowed:
                    self.told.append("refused")
            with time_machine.travel(self.now, tick=False):
                self.look()
        self.look_until_something_is_due()

    # --- What has to hold ------------------------------------------------------------

    def look(self) -> None:
        page = readers_page(self.front.key, self.sections, newest=5)
        self.page = page
        rows = Article.objects.filter(seen(self.now)).order_by()
        rows_of = rows.values_list("pk", "section_id", "kind", "picture_id")
        visible = {row[0]: Visible(*row) for row in rows_of}
        shown = [place.story.pk for block in page.blocks for place in block.places]
        shown += [story.pk for story in page.rest]
        assert len(shown) == len(set(shown)), f"repeats: {self.told}"
        assert set(shown) <= visible.keys(), f"shows what is not visible: {self.told}"
        if any(self.is_of_front(story) for story in visible.values()):
            assert page.blocks, f"an empty page: {self.told}"
        layout = live_layout(self.front.key, self.now) or default(self.front.key, self.sections)
        layout = expanded(layout, self.sections)
        if not {block.id for block in page.blocks} <= {block.id for block in layout.blocks}:
            return  # All its blocks are empty: readers have the page that nobody has laid out.
        self.look_for_holes(layout, page, visible)
        self.look_for_pins(layout, page, visible)

    def look_until_something_is_due(self) -> None:
        """Until then the page stays as it is, because readers have it ready."""
        with time_machine.travel(self.now, tick=False):
            of_front = turns.next_moment(self.now)
        coming = Article.objects.aggregate(
            came=Min("publish_at", filter=Q(publish_at__gt=self.now)),
            went=Min("expires_at", filter=Q(expires_at__gt=self.now)),
        )
        if moments := [*filter(None, [of_front, *coming.values()])]:
            with time_machine.travel(min(moments) - timedelta(seconds=1), tick=False):
                later = readers_page(self.front.key, self.sections, newest=5)
            assert told(later) == told(self.page), f"changes unannounced: {self.told}"

    def is_of_front(self, story: Visible) -> bool:
        if self.front.topic is not None:
            return self.topics.get(story.pk) == self.front.topic.pk
        return self.front.section is None or story.section_id == self.front.section.pk

    def look_for_pins(self, layout: Layout, page: FrontPage, visible: dict[int, Visible]) -> None:
        """What is pinned and may be seen stands where it is pinned, at first."""
        there = {block.id: block.places for block in page.blocks}
        first: set[int] = set()
        for block, place in layout.places():
            story = visible.get(place.story)
            if story is None or place.is_over(self.now) or story.pk in first:
                continue
            if block.kind.needs_picture and not self.has_picture(story, place):
                continue
            first.add(story.pk)
            places = there.get(block.id, [])
            assert any(one.story.pk == story.pk for one in places), f"a lost pin: {self.told}"
            if len(places) == block.count:
                assert places[place.at].story.pk == story.pk, f"a pin elsewhere: {self.told}"

    def has_picture(self, story: Visible, place: Place) -> bool:
        return story.picture_id is not None or place.picture == self.room.picture.pk

    def look_for_holes(self, layout: Layout, page: FrontPage, visible: dict[int, Visible]) -> None:
        there = {block.id: block for block in page.blocks}
        on_page = page.shown()
        left = [story for pk, story in visible.items() if pk not in on_page]
        for block in layout.blocks:
            places = there[block.id].places if block.id in there else []
            if block.kind.needs_picture:
                cards = [place.card for place in places]
                assert all(card.picture for card in cards), f"no picture: {self.told}"
            assert len(places) <= block.count
            if len(places) < block.count:
                missed = [story.pk for story in left if self.would_fit(block, story)]
                assert not missed, f"a hole in {block.type} beside {missed}: {self.told}"

    def would_fit(self, block: Block, story: Visible) -> bool:
        if block.kind.needs_picture and not story.picture_id:
            return False
        rule = block.rule
        fits = {
            "newest": self.is_of_front(story),
            "section": story.section_id == rule.of,
            "topic": self.topics.get(story.pk) == rule.of,
            "author": self.authors.get(story.pk) == rule.of,
            "kind": story.kind == rule.of and self.is_of_front(story),
        }.get(rule.by, False)
        return fits or (not block.kind.keeps and self.is_of_front(story))


def told(page: FrontPage) -> list[Any]:
    """What a page shows, to be compared."""
    blocks = [(block.id, [place.story.pk for place in block.places]) for block in page.blocks]
    return [*blocks, [story.pk for story in page.rest]]


def run(seed: int, room: Newsroom) -> None:
    """One sequence, of which nothing is left."""
    try:
        with transaction.atomic():
            Sequence(seed, room).run()
            raise _Undone
    except _Undone:
        pass
