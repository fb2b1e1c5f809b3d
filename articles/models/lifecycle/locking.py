"""The lock on a story's row, and what is known of the story while it is held."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.models.changes.log import Entry
from articles.models.common.fetched import all_fetched, forget_fetched, take_for_fetched
from articles.models.common.prepared import Prepared
from articles.models.pictures.uses import note_uses
from articles.models.story.related_rows import Beside

if TYPE_CHECKING:
    from articles.models.story.article import Article
    from articles.models.story.revision import Revision

#: What is read with the row: whoever holds the lock looks at these next.
WITH_IT = ("working", "section", "picture")


def _row(number: int) -> QuerySet[Article]:
    """The row with the lock on it. What search looks in is long, and worked out anew by a save."""
    stories: QuerySet[Article] = apps.get_model("articles", "Article").objects.all()
    whole = stories.filter(pk=number).order_by().select_related(*WITH_IT)
    return whole.defer("search_text", "picture__search_text").select_for_update(of=("self",))


ROW = Prepared(_row)


def _take_over(story: Article, row: Article) -> None:
    """Let `story` be as `row` is: what else was fetched for it before is no longer known."""
    for field in story._meta.concrete_fields:
        if field.attname in row.__dict__:
            story.__dict__[field.attname] = row.__dict__[field.attname]
    # Whoever held the lock before may have made a revision or put in another picture, which a
    # statement that began while it was waiting does not see: that is read when it is asked for.
    known = {
        name: one
        for name, one in all_fetched(row).items()
        if one or not getattr(story, f"{name}_id")
    }
    forget_fetched(story)
    take_for_fetched(story, known)
    story.__dict__.pop("_prefetched_objects_cache", None)


@dataclass(frozen=True, slots=True)
class Later:
    """What is written at the end of the lock, once for all that was done while it was held."""

    #: The newest revision, where the row does not say so yet.
    working: Revision | None = None
    #: Of the log.
    entries: tuple[Entry, ...] = ()


class Locking:
    """Locking, for `Article`."""

    #: The date that its names and topics are listed by, where the row is locked and it is known.
    _listed_since_lock: tuple[datetime | None] | None = None
    #: How many `locked()` blocks hold it, one within the other.
    _locks = 0
    _beside: Beside | None = None
    _later = Later()
    _uses_changed = False
    _part_failed = False
    #: The section that the row had when it was locked, and whether it was marked as sensitive.
    _stood_in: int | None = None
    _was_sensitive = False

    def lock(self) -> None:
        """Read the row anew and keep others from writing it, until the transaction ends."""
        story = cast("Article", self)
        if not (found := ROW(story.pk)):
            raise type(story).DoesNotExist
        _take_over(story, found[0])
        self._listed_since_lock = (story.listed_at,)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """A transaction that holds the row. Within another one of the same story it is a part of
        it, undone alone if it fails; who goes on after that has to read the story anew."""
        with transaction.atomic():
            if not self._locks and not cast("Article", self)._state.adding:
                self.lock()
                story = cast("Article", self)
                self._stood_in, self._was_sensitive = story.section_id, story.sensitive
            self._locks += 1
            before = self._later
            try:
                yield
                if self._locks == 1:
                    self._write_at_last()
            except BaseException:
                # What was written before the part that failed is still to be written.
                self._later, self._beside, self._part_failed = before, None, True
                raise
            finally:
                self._locks -= 1
                if not self._locks:
                    self._later = Later()
                    self._beside = self._listed_since_lock = self._stood_in = None
                    self._uses_changed = self._part_failed = self._was_sensitive = False

    def take_up_later(self, revision: Revision) -> None:
        """Let the row name `revision` as the working copy: with the next save of the whole row,
        else when the lock is given up."""
        self._later = replace(self._later, working=revision)

    def log_later(self, entry: Entry) -> None:
        """Write `entry` with the others, before the lock is given up."""
        self._later = replace(self._later, entries=(*self._later.entries, entry))

    def log_now(self) -> None:
        """Write the entries that wait."""
        if self._later.entries:
            Entry.objects.bulk_create(self._later.entries)
            self._later = replace(self._later, entries=())

    def _row_saved(self) -> None:
        """The whole row was saved, and names its working copy."""
        self._later = replace(self._later, working=None)

    def _write_at_last(self) -> None:
        story = cast("Article", self)
        if (newest := self._later.working) is not None:
            type(story).objects.filter(pk=story.pk).update(
                working=newest, modified_at=timezone.now()
            )
        self.log_now()
        if self._uses_changed:
            self._note_uses_at_last()

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
    def sections(self) -> set[int]:
        """The section that the story is in and, while it is locked, the one that it was taken out
        of: a right over a story is asked of where it stood, too."""
        return {one for one in (cast("Article", self).section_id, self._stood_in) if one}

    @property
    def is_locked(self) -> bool:
        """Whether a `locked()` block holds it."""
        return self._locks > 0

    def beside(self) -> Beside:
        """What stands beside the row: read once while the row is locked."""
        if not self.is_locked:
            return Beside.of(cast("Article", self))
        if self._beside is None:
            self.log_now()
            self._beside = Beside.of(cast("Article", self))
        return self._beside
