"""One story on a front by one click: for its form, lists, imports and programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.changes.log import Entry
from articles.models.common.actors import Actor
from articles.models.fronts.defaults import default, expanded
from articles.models.fronts.edition import Edition, Launch
from articles.models.fronts.launching import Launching, ask_whether_near, hour_of
from articles.models.fronts.layout import Block, Layout, Place, new_id, read, settled
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.story.article import Article
from articles.models.topics.taxonomy import Category

#: What a place keeps of what it says where its story is placed elsewhere.
OWN_WORDS = ("headline", "kicker", "trail", "picture", "crop")


class Placing(Launching):
    """Verbs that change what readers have, and an unpublished draft in the same way."""

    class Meta:
        abstract = True

    def place(
        self,
        story: Article,
        by: Actor,
        block: str | None = None,
        at: int | None = 0,
        until: datetime | None = None,
        **own: Any,
    ) -> Edition:
        """Pin `story` to the place `at` of the `block` of that id (the lead), at once, until
        `until`. What was pinned there, and below, moves one down; with None it gets the next free
        place, if there is one. `own` are its headline, kicker,
        trail, picture, crop and size there.

        Raises NotAllowed and PermissionDenied.
        """
        if until is not None and until <= timezone.now():
            raise NotAllowed(_("The end of the placement has to be in the future."))
        if until is not None:
            ask_whether_near(until)
        _ask_whether_seen(story, by)
        with self.turn(by):
            given = {"id": new_id("p"), "at": at, "story": story.pk, "until": until, **own}
            edition = self._change(lambda layout: _with(layout, block, given), by)
            self._log_one(Entry.Verb.FRONT_PLACE, story, by, edition, at=at)
            return edition

    def take_off(self, story: Article, by: Actor) -> Edition | None:
        """Take `story` out of every place that it is pinned to; None where it is in none. The rest
        moves up where it was. Where only the draft has it, readers keep what they have.

        What is scheduled keeps it: `scheduled_with` says so, `take_off_scheduled` changes that.
        """
        with self.turn(by):
            live, draft = self._live_layout(), read(self.layout())
            if story.pk in live.stories():
                edition = self._change(lambda layout: _without(layout, story.pk), by)
            elif story.pk in draft.stories():
                left = _without(draft, story.pk).as_json()
                edition = self.add_edition(left, by, kind=Edition.Kind.PLACED)
            else:
                return None
            self._log_one(Entry.Verb.FRONT_TAKE_OFF, story, by, edition)
            return edition

    def scheduled_with(self, story: Article) -> list[Launch]:
        """What is scheduled and has `story`, the next first: it comes back with that."""
        return [one for one in self.scheduled() if story.pk in one.edition.read().stories()]

    def take_off_scheduled(self, story: Article, by: Actor) -> list[Launch]:
        """Take `story` out of what is scheduled, too, so that it does not come back with it: each
        such edition is replaced by one without it, at the same hour. The draft stays as it is,
        unless it is what is scheduled."""

        def act(edition: Edition) -> Layout | None:
            layout = edition.read()
            return _without(layout, story.pk) if story.pk in layout.stories() else None

        return self._change_scheduled(act, story, by)

    def undo_scheduled(self, story: Article, by: Actor) -> list[Launch]:
        """Take that back."""

        def act(edition: Edition) -> Layout | None:
            was = edition.based_on if edition.kind == Edition.Kind.PLACED else None
            is_back = was is not None and story.pk in was.read().stories()
            return (
                was.read() if was and is_back and story.pk not in edition.read().stories() else None
            )

        return self._change_scheduled(act, story, by, verb=Entry.Verb.FRONT_PLACE, how=_("Undone"))

    def _change_scheduled(
        self,
        act: Callable[[Edition], Layout | None],
        story: Article,
        by: Actor,
        verb: Entry.Verb = Entry.Verb.FRONT_TAKE_OFF,
        how: str = "",
    ) -> list[Launch]:
        """Replace what is scheduled by what `act` makes of it, where it does something."""
        with self.turn(by):
            draft, working, made = self.layout(), self.working, list[Launch]()
            follows = False
            for launch in self.scheduled():
                was = launch.edition
                if (layout := act(was)) is None:
                    continue
                new = self.add_edition(
                    layout.as_json(), by, kind=Edition.Kind.PLACED, why=how, based_on=was
                )
                made.append(self.replace_scheduled(launch, new, by))
                follows |= working is not None and working.pk == was.pk
                at = _("scheduled for %(at)s") % {"at": hour_of(launch.at)}
                self._log_one(verb, story, by, new, how="; ".join(filter(None, [at, how])))
            if made and not follows:
                self.add_edition(draft, by, kind=Edition.Kind.PLACED)
            return made

    def undo(self, edition: Edition, story: Article, by: Actor) -> Edition:
        """Take back the one click on `story` that made `edition`: readers get what they had before
        it, and a draft is as it was.

        Raises NotAllowed where the front was changed since, so that nobody's work goes with it.
        """
        with self.turn(by):
            live, working = self.live(), self.working
            is_click = edition.front_id == self.pk and edition.kind == Edition.Kind.PLACED
            if not is_click or live is None or live.edition_id != edition.pk:
                raise NotAllowed(_("The front has changed since. Edit it on its own page."))
            before = Launch.objects.filter(front=self.pk).before(live).first()
            layout = before.edition.read() if before else self._default()
            # The click gave the draft the same; where that is the newest, it goes, too.
            same = working if working and working.number == edition.number + 1 else None
            if same is not None and same.kind == Edition.Kind.PLACED and same.based_on:
                draft = same.based_on.read()
            else:
                draft = working.read() if working and working.pk != edition.pk else layout
            words = _("Undone")
            made = self.add_edition(
                layout.as_json(), by, kind=Edition.Kind.RESTORED, why=words, based_on=edition
            )
            self.launch(made, by)
            if draft != layout:
                self.add_edition(draft.as_json(), by, kind=Edition.Kind.RESTORED, why=words)
            verb = Entry.Verb.FRONT_TAKE_OFF
            if story.pk in layout.stories() and story.pk not in edition.read().stories():
                verb = Entry.Verb.FRONT_PLACE
            self._log_one(verb, story, by, made, how=words)
            return made

    def _log_one(
        self, verb: Entry.Verb, story: Article, by: Actor, edition: Edition, **more: Any
    ) -> None:
        """Log what was done to one story, as part of its history."""
        block, place = next(
            ((b, p) for b, p in edition.read().places() if p.story == story.pk), (None, None)
        )
        where = [str(self)]
        if verb == Entry.Verb.FRONT_PLACE and block is not None and place is not None:
            where += [block.name or str(block.kind.label), str(place.at + 1)]
            if place.until is not None:
                where.append(_("until %(time)s") % {"time": hour_of(place.until)})
            lead = edition.read().lead()
            more["leads"] = lead is not None and lead.story == story.pk
        how = more.pop("how", "")
        self.log(
            verb,
            by,
            title=str(story),
            note="; ".join(filter(None, [", ".join(where), how])),
            story=story.pk,
            edition=edition.number,
            **more,
        )

    def _default(self) -> Layout:
        return default(self.key, list(Category.objects.all()))

    def _live_layout(self) -> Layout:
        live = self.live()
        return live.edition.read() if live is not None else self._default()

    def _change(self, act: Callable[[Layout], Layout], by: Actor) -> Edition:
        """Give readers what `act` makes of what they have; a draft that they do not have gets the
        same, so that publishing it does not take it back."""
        layout = act(self._live_layout())
        draft = self.working if self.has_draft() else None
        made = self.add_edition(layout.as_json(), by, kind=Edition.Kind.PLACED)
        self.launch(made, by)
        if draft is not None:
            try:
                both = act(draft.read())
            except NotAllowed:
                # The block is gone there: what was laid out without it stays so.
                both = draft.read()
            if both != layout:
                self.add_edition(both.as_json(), by, kind=Edition.Kind.PLACED, based_on=draft)
        return made


def _ask_whether_seen(story: Article, by: Actor) -> None:
    """Nobody places what they may not see, or what is not there any more."""
    if not Article.objects.not_binned().filter(pk=story.pk).exists():
        raise NotAllowed(_("The story was deleted."))
    if by is None or story.is_visible:
        return
    if not Article.objects.within_reach_of(by).filter(pk=story.pk).exists():
        raise PermissionDenied(_("You may not place this story."))


def _with(layout: Layout, wanted: str | None, given: dict[str, Any]) -> Layout:
    """`layout` with one more place, and what was pinned there one further down. What the front
    says of the story in its own words goes with it."""
    was = next((place for _block, place in layout.places() if place.story == given["story"]), None)
    given = ({name: getattr(was, name) for name in OWN_WORDS} if was else {}) | given
    if given["at"] is None:
        _ask_whether_elsewhere(layout, wanted, given["story"])
    layout = _without(layout, given["story"])
    if wanted is not None and all(block.id != wanted for block in layout.blocks):
        # A strip that “all other sections” stands for.
        layout = expanded(layout, list(Category.objects.all()))
    target = _target(layout.blocks, wanted)
    at = _free(target) if given["at"] is None else given["at"]
    given = given | {"at": min(at, target.count - 1) if given["at"] is not None else at}
    count = max(target.count, given["at"] + 1)
    alone = target.as_json() | {"places": [given], "count": count}
    (new,) = read({"blocks": [alone]}).blocks[0].places
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


def _ask_whether_elsewhere(layout: Layout, wanted: str | None, story: int) -> None:
    """Raise NotAllowed where it stands in that block already."""
    block = _target(layout.blocks, wanted) if wanted is None else None
    there = block.id if block else wanted
    if any(one.id == there and place.story == story for one, place in layout.places()):
        raise NotAllowed(_("It is already there."))


def _free(block: Block) -> int:
    """The first place of the block to which nothing is pinned, also one more than it has now.
    Raises NotAllowed where it is full."""
    taken = {place.at for place in block.places}
    free = next((at for at in range(max(block.count, _most(block))) if at not in taken), None)
    if free is None:
        name = block.name or str(block.kind.label)
        raise NotAllowed(_("“%(block)s” is full: take a story off it first.") % {"block": name})
    return free


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
        raise NotAllowed(_("This block is no longer on the front. Reload the page."))
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
