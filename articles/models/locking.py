"""The lock on a story's row, and what is known of the story while it is held."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import transaction

from articles.models.beside import Beside
from articles.models.picture_use import note_uses

if TYPE_CHECKING:
    from articles.models.article import Article


class Locking:
    """Locking, for `Article`."""

    #: The date that its names and topics are listed by, where the row is locked and it is known.
    _listed_since_lock: tuple[datetime | None] | None = None
    #: How many `locked()` blocks hold it, one within the other.
    _locks = 0
    _beside: Beside | None = None
    _uses_changed = False
    _part_failed = False

    def lock(self) -> None:
        """Read the row anew and keep others from writing it, until the transaction ends."""
        story = cast("Article", self)
        stories = type(story).objects.select_related("working").select_for_update(of=("self",))
        story.refresh_from_db(from_queryset=stories)
        if story.working is None and story.working_id is not None:
            # Whoever held the lock before has made a revision, which a statement that began
            # while it was waiting for the lock does not see.
            type(story).working.field.delete_cached_value(story)
        self._listed_since_lock = (story.listed_at,)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """A transaction that holds the row. Within another one of the same story it is a part of
        it, undone alone if it fails; who goes on after that has to read the story anew."""
        with transaction.atomic():
            if not self._locks and not cast("Article", self)._state.adding:
                self.lock()
            self._locks += 1
            try:
                yield
                if self._locks == 1 and self._uses_changed:
                    self._note_uses_at_last()
            except BaseException:
                self._beside, self._part_failed = None, True
                raise
            finally:
                self._locks -= 1
                if not self._locks:
                    self._beside = self._listed_since_lock = None
                    self._uses_changed = self._part_failed = False

    def note_uses(self) -> None:
        """Keep which pictures the story shows: while it is locked, once for all that is done."""
        if self.is_locked:
            self._uses_changed = True
        else:
            note_uses(cast("Article", self))

    def _note_uses_at_last(self) -> None:
        if self._part_failed:
            # What the part has left in these fields is not in the row.
            self.lock()
        note_uses(cast("Article", self))

    @property
    def is_locked(self) -> bool:
        """Whether a `locked()` block holds it."""
        return self._locks > 0

    def beside(self) -> Beside:
        """What stands beside the row: read once while the row is locked."""
        if not self.is_locked:
            return Beside.of(cast("Article", self))
        if self._beside is None:
            self._beside = Beside.of(cast("Article", self))
        return self._beside
