"""One story on a front by one click: for its form, lists, imports and programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.lib.merging import fronts as merging
from articles.models.changes.log import Entry
from articles.models.common.actors import Actor
from articles.models.fronts.defaults import default, expanded
from articles.models.fronts.edition import Edition
from articles.models.fronts.launching import Launching
from articles.models.fronts.layout import Block, Layout, Place, new_id, read, settled
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.story.article import Article
from articles.models.topics.taxonomy import Category


class Placing(Launching):
    """Verbs that change what readers have, and an unpublished draft in the same way."""

    class Meta:
        abstract = True

    def place(
        self,
        story: Article,
        by: Actor,
        block: str | None = None,
        at: int = 0,
        until: datetime | None = None,
        **own: Any,
    ) -> Edition:
        """Pin `story` to the place `at` of the `block` of that id (the lead), at once, until
        `until`. What was pinned there, and below, moves one down. `own` are its headline, kicker,
        trail, picture, crop and size there.

        Raises NotAllowed and PermissionDenied.
        """
        if until is not None and until <= timezone.now():
            raise NotAllowed(_("The end of the placement has to be in the future."))
        _ask_whether_seen(story, by)
        with self.turn(by):
            given = {"id": new_id("p"), "at": at, "story": story.pk, "until": until, **own}
            layout = _with(self._live_layout(), block, given)
            edition = self._change(layout, by)
            self.log(Entry.Verb.FRONT_PLACE, by, note=str(story), story=story.pk,
                     at=at, edition=edition.number)  # fmt: skip
            return edition

    def take_off(self, story: Article, by: Actor) -> Edition | None:
        """Take `story` out of every place that it is pinned to; None where it is in none. The rest
        moves up where it was."""
        with self.turn(by):
            live, draft = self._live_layout(), read(self.layout())
            if story.pk not in live.stories() | draft.stories():
                return None
            edition = self._change(_without(live, story.pk), by, gone=story.pk)
            self.log(Entry.Verb.FRONT_TAKE_OFF, by, note=str(story), story=story.pk,
                     edition=edition.number)  # fmt: skip
            return edition

    def _live_layout(self) -> Layout:
        live = self.live()
        if live is not None:
            return live.edition.read()
        return default(self.key, list(Category.objects.all()))

    def _change(self, layout: Layout, by: Actor, gone: int | None = None) -> Edition:
        """Give readers `layout` in the place of what they have; a draft that they do not have gets
        the same changes."""
        before, mine = self._live_layout().as_json(), layout.as_json()
        draft = self.layout() if self.has_draft() else None
        made = self.add_edition(mine, by, kind=Edition.Kind.PLACED)
        self.launch(made, by)
        if draft is not None:
            merged, _aside = merging.merge(before, mine, draft)
            both = read(merged)
            both = _without(both, gone) if gone else both
            if both.as_json() != mine:
                self.add_edition(both.as_json(), by, kind=Edition.Kind.PLACED, based_on=made)
        return made


def _ask_whether_seen(story: Article, by: Actor) -> None:
    """Nobody places what they may not see."""
    if by is None or story.is_visible:
        return
    if not Article.objects.within_reach_of(by).filter(pk=story.pk).exists():
        raise PermissionDenied(_("You may not place this story."))


def _with(layout: Layout, wanted: str | None, given: dict[str, Any]) -> Layout:
    """`layout` with one more place, and what was pinned there one further down."""
    layout = _without(layout, given["story"])
    if wanted is not None and all(block.id != wanted for block in layout.blocks):
        # A strip that “all other sections” stands for.
        layout = expanded(layout, list(Category.objects.all()))
    target = _target(layout.blocks, wanted)
    given = given | {"at": min(given["at"], target.count - 1)}
    (new,) = read({"blocks": [target.as_json() | {"places": [given]}]}).blocks[0].places
    places = [new]
    free = new.at
    for place in sorted(target.places, key=lambda place: place.at):
        is_in_the_way = place.at == free
        free += is_in_the_way
        places.append(replace(place, at=free) if is_in_the_way else place)
    count = max(target.count, min(max(place.at for place in places) + 1, _most(target)))
    changed = replace(target, count=count, places=tuple(settled(places, count, [])))
    blocks = [changed if block.id == target.id else block for block in layout.blocks]
    return Layout(tuple(blocks))


def _most(block: Block) -> int:
    return block.kind.most_in(block.look)


def _target(blocks: Sequence[Block], wanted: str | None) -> Block:
    """The block of that id; without one, the top of the page."""
    if wanted is not None:
        found = next((block for block in blocks if block.id == wanted), None)
    else:
        found = next((block for block in blocks if block.type == "top"), None)
        found = found or next((block for block in blocks if block.type != "sections"), None)
    if found is None:
        raise NotAllowed(_("There is no such block on the front. Reload the page."))
    return found


def _without(layout: Layout, story: int) -> Layout:
    """`layout` without the story; pins without a gap before them move up into its place."""
    return Layout(tuple(_closed(block, story) for block in layout.blocks))


def _closed(block: Block, story: int) -> Block:
    places: list[Place] = []
    freed = -1
    for place in block.places:
        if place.story == story:
            freed = place.at if freed < 0 else freed
        elif freed >= 0 and place.at == freed + 1:
            places.append(replace(place, at=freed))
            freed += 1
        else:
            places.append(place)
            freed = -1
    return replace(block, places=tuple(places))
