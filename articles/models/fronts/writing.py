"""How a front is worked on: each save is an edition, and two people's saves are merged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.lib.merging import fronts as merging
from articles.models.changes.log import Entry, entry, name_of
from articles.models.common.actors import Actor
from articles.models.fronts.defaults import default_layout
from articles.models.fronts.edition import Edition
from articles.models.fronts.layout import read
from articles.models.fronts.rows import FrontRow
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.topics.taxonomy import Category

#: What of a front's row is read anew by whoever holds it: its topic may have been merged, or gone.
OF_ROW = ("key", "section_id", "topic_id", "working_id", "archived_at", "name", "former_keys")


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a save."""

    edition: Edition
    #: Whether it was put together with what others have saved since.
    merged: bool = False
    #: What others had put where this save has put something else: the `place`, with the id of its
    #: `block`, and the name of who put it there (`by_name`).
    set_aside: list[dict[str, Any]] = field(default_factory=list)
    #: What it was merged with: to undo this save is to go back to that.
    onto: dict[str, Any] | None = None


class Writing(FrontRow):
    """The draft: the newest edition."""

    class Meta:
        abstract = True

    def layout(self) -> dict[str, Any]:
        """The newest edition's layout; while there is none, how the page is laid out without."""
        if self.working is None:
            return default_layout(self.key, list(Category.objects.all()))
        return self.working.read().as_json()

    def base_number(self) -> int:
        """The number of the newest edition, 0 before the first: what a save is based on."""
        return self.working.number if self.working else 0

    def has_draft(self) -> bool:
        """Whether something is saved that readers do not have; one query."""
        live = self.live()
        if live is None or self.working is None:
            return self.working is not None
        return self.working_id != live.edition_id and (
            self.working.read().as_json() != live.edition.read().as_json()
        )

    def write(self, layout: Any, by: Actor, based_on: int | None = None, why: str = "") -> Written:
        """Save `layout`, which was begun from the edition of the number `based_on` (the newest).

        The same content is no new edition. What others have saved since is merged; nothing is
        refused for it, and nothing lost. Raises PermissionDenied.
        """
        with self.turn(by):
            number = self.base_number() if based_on is None else based_on
            mine = read(layout).as_json()
            newest = self.layout()
            if mine == newest and self.working is not None:
                return Written(self.working)
            if number >= self.base_number():
                return Written(self.add_edition(mine, by, why=why))
            base = self._edition(number)
            merged, aside = merging.merge(self._layout_of(base), mine, newest)
            merged = read(merged).as_json()
            told = [{"place": one, "by_name": self._who_put(one, number)} for one in aside]
            if merged == newest and self.working is not None:
                return Written(self.working, merged=True, set_aside=told, onto=newest)
            made = self.add_edition(merged, by, kind=Edition.Kind.MERGED, why=why, based_on=base)
            return Written(made, merged=True, set_aside=told, onto=newest)

    def discard_draft(self, by: Actor) -> Edition | None:
        """Begin again with what readers have: an edition that equals it. None where nothing was
        published so far: then readers have the page as it is without one."""
        with self.turn(by):
            live = self.live()
            layout = (
                default_layout(self.key, list(Category.objects.all()))
                if live is None
                else live.edition.read().as_json()
            )
            if layout == self.layout():
                return self.working
            return self.add_edition(
                layout, by, kind=Edition.Kind.RESTORED, why=_("Draft discarded")
            )

    @contextmanager
    def turn(self, by: Actor) -> Iterator[None]:
        """A transaction that holds the row, read anew, for somebody who may lay it out."""
        was_there = self.pk is not None
        try:
            with transaction.atomic():
                self.lock()
                self.ask(by)
                if self.is_archived:
                    raise NotAllowed(
                        _("“%(front)s” is archived: what it was the front of is gone.")
                        % {"front": self}
                    )
                yield
        except BaseException:
            if not was_there:
                # The row that was made for it went with the rest.
                self.pk, self._state.adding = None, True
                self.working = None
            raise

    def lock(self) -> None:
        """Make the row where it is missing, and keep others from writing it until the transaction
        ends."""
        rows = type(self)._base_manager
        key = {"section_id": self.section_id, "topic_id": self.topic_id}
        if self.pk is None:
            self._ask_there()
            self.pk = rows.get_or_create(key=self.key, defaults=key)[0].pk
            self._state.adding = False
        row = rows.select_for_update(of=("self",)).get(pk=self.pk)
        for name in OF_ROW:
            setattr(self, name, getattr(row, name))
        self._state.fields_cache.pop("working", None)

    def _ask_there(self) -> None:
        """Raise NotAllowed where what it is the front of was deleted meanwhile."""
        noun = self.section or self.topic
        if noun is not None and not type(noun)._base_manager.filter(pk=noun.pk).exists():
            raise NotAllowed(_("“%(name)s” was deleted. Reload the page.") % {"name": noun})

    def add_edition(
        self,
        layout: dict[str, Any],
        by: Actor,
        *,
        kind: str = Edition.Kind.SAVED,
        why: str = "",
        based_on: Edition | None = None,
    ) -> Edition:
        """Make `layout` the newest edition. Belongs into a turn."""
        made = Edition(
            front_id=self.pk,
            number=self.base_number() + 1,
            kind=kind,
            layout=layout,
            by_id=by.pk if by is not None else None,
            by_name=name_of(by),
            at=timezone.now(),
            why=why[:300],
            based_on=based_on or self.working,
        )
        made.save()
        self.working = made
        type(self)._base_manager.filter(pk=self.pk).update(working=made)
        if kind in {Edition.Kind.SAVED, Edition.Kind.MERGED}:
            self.log(Entry.Verb.FRONT_SAVE, by, note=why, edition=made.number)
        return made

    def log(
        self, verb: Entry.Verb, by: Actor, note: str = "", title: str = "", **details: Any
    ) -> None:
        """Log what was done to the front. `story` among the details is the number of a story, of
        whose history it is part; its headline is the `title` then."""
        told = {"front": self.key, **details}
        about = title or str(self)
        entry(
            verb, by, title=about, note=note, details=told, article_id=details.get("story")
        ).save()

    def _edition(self, number: int) -> Edition | None:
        """The edition of that number; None for the page as it is without one."""
        found: Edition | None = self.editions.filter(number=number).first()
        return found

    def _layout_of(self, edition: Edition | None) -> dict[str, Any]:
        if edition is None:
            return default_layout(self.key, list(Category.objects.all()))
        return edition.read().as_json()

    def _who_put(self, place: dict[str, Any], since: int) -> str:
        """Whose edition after the one numbered `since` was the first to have that place so."""
        wanted = {name: value for name, value in place.items() if name != "block"}
        for edition in self.editions.filter(number__gt=since).order_by("number"):
            for _block, there in edition.read().places():
                if there.as_json() == wanted:
                    return str(edition.by_name)
        return self.working.by_name if self.working else ""
