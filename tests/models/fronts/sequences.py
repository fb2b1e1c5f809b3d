"""Random sequences of what befalls a front, and what has to hold after each step.

    for seed in range(10_000):
        run(seed)

Each is the same for the same seed, and leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import time_machine
from django.db import transaction

from articles.models import Article, Category, Edition, Front, NotAllowed, Picture
from articles.models.fronts.block_types import BLOCK_TYPES
from articles.models.fronts.defaults import default, expanded
from articles.models.fronts.layout import Block, Layout
from articles.models.fronts.page import FrontPage, live_layout, readers_page
from articles.models.lifecycle.workflow import seen

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
STORIES, STEPS = 14, 5
KINDS = ("news", "news", "opinion", "feature")


class _Undone(Exception):
    """All that a sequence did is taken back."""


class Sequence:
    """A small newsroom, a front of it, and a clock."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.now = START
        self.sections = list(Category.objects.all())
        self.front = (
            Front.of_section(self.sections[0]) if seed % 4 == 0 else Front.of_home()
        )  # fmt: skip
        self.stories = [story.pk for story in self._newsroom()]
        self.numbers = [*(section.pk for section in self.sections[:3]), 999_999]
        self.told: list[str] = []

    def _newsroom(self) -> list[Article]:
        picture = Picture.objects.first()
        return Article.objects.bulk_create(
            Article(
                headline=f"Story {number}",
                slug=f"story-{number}",
                section=self.chance.choice(self.sections[:3]),
                kind=self.chance.choice(KINDS),
                picture=picture if self.chance.random() < 0.7 else None,
                state="published" if self.chance.random() < 0.85 else "draft",
                publish_at=START - timedelta(minutes=number),
            )
            for number in range(self.chance.randint(0, STORIES))
        )

    # --- What may happen -------------------------------------------------------------

    def moment(self) -> datetime:
        return self.now + timedelta(minutes=self.chance.randint(-30, 90))

    def number(self) -> int:
        return self.chance.choice([*self.stories, 999_999]) if self.stories else 999_999

    def place(self, at: int) -> dict[str, Any]:
        end = self.moment().isoformat() if self.chance.random() < 0.3 else None
        return {"at": at, "story": self.number(), "until": end}

    def layout(self) -> dict[str, Any]:
        blocks = []
        for _block in range(self.chance.randint(0, 5)):
            kind = self.chance.choice([*BLOCK_TYPES.values()])
            rule: dict[str, Any] = {"by": "newest"}
            if self.chance.random() < 0.5:
                rule = {"by": "section", "of": self.chance.choice(self.numbers)}
            pins = [self.place(at) for at in range(kind.most) if self.chance.random() < 0.3]
            count = self.chance.randint(kind.fewest, kind.most)
            block: dict[str, Any] = {"type": kind.name, "count": count, "places": pins}
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
        Article.objects.filter(pk=self.number(), expires_at=None).update(publish_at=self.moment())

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

    # --- What has to hold ------------------------------------------------------------

    def look(self) -> None:
        page = readers_page(self.front.key, self.sections, newest=5)
        rows = Article.objects.filter(seen(self.now)).select_related(None)
        visible = {story.pk: story for story in rows}
        shown = [place.story.pk for block in page.blocks for place in block.places]
        shown += [story.pk for story in page.rest]
        assert len(shown) == len(set(shown)), f"repeats: {self.told}"
        assert set(shown) <= visible.keys(), f"shows what is not visible: {self.told}"
        if any(self.is_of_front(story) for story in visible.values()):
            assert page.blocks, f"an empty page: {self.told}"
        layout = live_layout(self.front.key, self.now) or default(self.front.key, self.sections)
        self.look_for_holes(expanded(layout, self.sections), page, visible)

    def is_of_front(self, story: Article) -> bool:
        return self.front.section_id in (None, story.section_id)

    def look_for_holes(self, layout: Layout, page: FrontPage, visible: dict[int, Article]) -> None:
        there = {block.id: block for block in page.blocks}
        if not there.keys() <= {block.id for block in layout.blocks}:
            return  # All its blocks are empty: readers have the page that nobody has laid out.
        on_page = page.shown()
        left = [story for pk, story in visible.items() if pk not in on_page]
        for block in layout.blocks:
            places = there[block.id].places if block.id in there else []
            assert len(places) <= block.count
            if len(places) < block.count:
                missed = [story.pk for story in left if self.would_fit(block, story)]
                assert not missed, f"a hole in {block.type} beside {missed}: {self.told}"

    def would_fit(self, block: Block, story: Article) -> bool:
        if block.kind.needs_picture and not story.picture_id:
            return False
        rule = block.rule
        fits = {
            "newest": self.is_of_front(story),
            "section": story.section_id == rule.of,
            "kind": story.kind == rule.of and self.is_of_front(story),
        }.get(rule.by, False)
        return fits or (not block.kind.keeps and self.is_of_front(story))


def run(seed: int) -> None:
    """One sequence, of which nothing is left."""
    try:
        with transaction.atomic():
            Sequence(seed).run()
            raise _Undone
    except _Undone:
        pass
