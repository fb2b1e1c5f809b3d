"""The lock on a story's row, and what is known of the story while it is held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib.html import canonical, sanitiser
from articles.models.changes import log
from articles.models.changes.log import Entry
from articles.models.changes.outbox import announce
from articles.models.common.actors import Actor
from articles.models.common.fetched import all_fetched, forget_fetched, take_for_fetched
from articles.models.common.prepared import Prepared
from articles.models.lifecycle.workflow import UNSEEN, State
from articles.models.people.authors import Author
from articles.models.people.bylines import Byline
from articles.models.pictures.uses import in_content, note_uses
from articles.models.story import content as contents
from articles.models.story.content import Content
from articles.models.story.keys import keys_of
from articles.models.story.related_rows import Beside
from articles.models.story.revision import Revision
from articles.models.story.rights import Owned
from articles.models.story.words import DERIVED
from articles.models.topics.names import topics_named
from articles.models.topics.taxonomy import Tagging, Topic

#: What is read with the row: whoever holds the lock looks at these next.
WITH_IT = ("working", "section", "picture")


@cache
def _rows(stories: type[Owned]) -> Prepared[Owned]:
    """A row with the lock on it. What search looks in is long, and worked out anew by a save."""

    def row(number: int) -> models.QuerySet[Owned]:
        whole = stories._base_manager.filter(pk=number).order_by().select_related(*WITH_IT)
        return whole.defer("search_text", "picture__search_text").select_for_update(of=("self",))

    return Prepared(row)


@dataclass(frozen=True, slots=True)
class Later:
    """What is written at the end of the lock, once for all that was done while it was held."""

    #: The newest revision, where the row does not say so yet.
    working: Revision | None = None
    #: Of the log.
    entries: tuple[Entry, ...] = ()


class Locking(Owned):
    """The row and its working copy, read and written by one at a time."""

    #: The form that the story was begun with, so that posting it twice begins one story.
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    #: The newest revision; none before the first save at the desk.
    working = models.ForeignKey(
        Revision,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    #: The revision that the row holds, for a story that was published.
    released = models.ForeignKey(
        Revision,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    modified_at = models.DateTimeField(_("last saved"), auto_now=True)

    #: The date that its names and topics are listed by, where the row is locked and it is known.
    _listed_since_lock: tuple[datetime | None] | None = None
    #: How many `locked()` blocks hold it, one within the other.
    _locks = 0
    _beside: Beside | None = None
    _later = Later()
    _uses_changed = False
    _part_failed = False

    class Meta:
        abstract = True

    @property
    def has_changes(self) -> bool:
        """Whether something was saved that readers, who have the story, do not have."""
        return self.state not in UNSEEN and self.working_id != self.released_id

    def content(self) -> Content:
        """The newest revision's content; of a story without revisions, what its row holds."""
        return dict(self.working.content) if self.working else contents.of(self)

    def base_number(self) -> int:
        """The number of the newest revision, 0 before the first: what a form is based on."""
        return self.working.number if self.working else 0

    def lock(self) -> None:
        """Read the row anew and keep others from writing it, until the transaction ends."""
        if not (found := _rows(type(self))(self.pk)):
            raise type(self).DoesNotExist
        self._take_over(found[0])
        self._listed_since_lock = (self.listed_at,)

    def _take_over(self, row: Owned) -> None:
        """Be as `row` is: what else was fetched for the story before is no longer known."""
        for field in self._meta.concrete_fields:
            if field.attname in row.__dict__:
                self.__dict__[field.attname] = row.__dict__[field.attname]
        # Whoever held the lock before may have made a revision or put in another picture, which a
        # statement that began while it was waiting does not see: that is read when it is asked for.
        there = all_fetched(row).items()
        known = {name: one for name, one in there if one or not getattr(self, f"{name}_id")}
        forget_fetched(self)
        take_for_fetched(self, known)
        self.__dict__.pop("_prefetched_objects_cache", None)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """A transaction that holds the row. Within another one of the same story it is a part of
        it, undone alone if it fails; who goes on after that has to read the story anew."""
        with transaction.atomic():
            if not self._locks and not self._state.adding:
                self.lock()
                self._stood_in, self._was_sensitive = self.section_id, self.sensitive
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

    def log(
        self,
        verb: Entry.Verb,
        by: Actor,
        *,
        note: str = "",
        from_state: str = "",
        revision: int | None = None,
        **details: Any,
    ) -> None:
        """Log that `by` (None: the house) did `verb` to the story. While it is locked, all is
        written in one go at the end of the lock; else this belongs into the deed's transaction.

        `revision` is the number of the one that it is about, where that isn't the working copy.
        """
        entry = log.entry(
            verb,
            by,
            title=str(self),
            note=note,
            article_id=self.pk,
            from_state=from_state,
            to_state=self.state,
            revision=self.base_number() or None if revision is None else revision,
            details=details,
        )
        if self.is_locked:
            self._later = replace(self._later, entries=(*self._later.entries, entry))
        else:
            entry.save()

    def log_now(self) -> None:
        """Write the entries that wait."""
        if self._later.entries:
            Entry.objects.bulk_create(self._later.entries)
            self._later = replace(self._later, entries=())

    def _write_at_last(self) -> None:
        if (newest := self._later.working) is not None:
            rows = type(self)._base_manager.filter(pk=self.pk)
            rows.update(working=newest, modified_at=timezone.now())
        self.log_now()
        if self._uses_changed:
            if self._part_failed:
                # What the part has left in these fields is not in the row.
                self.lock()
            self._note_uses()

    def note_uses(self) -> None:
        """Keep which pictures the story shows: while it is locked, once for all that is done."""
        if self.is_locked:
            self._uses_changed = True
        else:
            self._note_uses()

    def _note_uses(self) -> None:
        wanted = set(canonical.picture_ids(self.body))
        if self.has_changes and self.working is not None:
            wanted |= in_content(self.working.content)
        there = self.beside()
        there.pictures = note_uses(self.pk, wanted, there.pictures)

    @property
    def is_locked(self) -> bool:
        """Whether a `locked()` block holds it."""
        return self._locks > 0

    def beside(self) -> Beside:
        """What stands beside the row: read once while the row is locked."""
        if not self.is_locked:
            return Beside.of(self.pk, self.base_number())
        if self._beside is None:
            self.log_now()
            self._beside = Beside.of(self.pk, self.base_number())
        return self._beside

    def keys(self) -> set[str]:
        """The surrogate keys of what shows the story."""
        if not self.is_locked:
            return keys_of(self)
        there = self.beside()
        return keys_of(self, there.authors, there.topics)

    def save(self, *args: Any, told: bool = False, **kwargs: Any) -> None:
        """Save the story clean: its body sanitised, its plain text and its lists in step.

        The verbs announce what they change and say so by `told`; whoever saves a story that
        readers have without one, such as a script, has it announced here.
        """
        self.body = sanitiser.sanitise(self.body)
        self.derive()
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, "body", "slug", "modified_at", *DERIVED}
        begun = self._state.adding
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            if not begun and self._listed_since_lock != (self.listed_at,):
                self._date_lists()
            if fields is None:
                # The row names its working copy now.
                self._later = replace(self._later, working=None)
                self.note_uses()
                if self.state == State.PUBLISHED and not told:
                    announce(self.keys())

    def _date_lists(self) -> None:
        """Let the names and topics be listed by the date that the story has now."""
        there = self.beside() if self.is_locked else None
        taggings = Tagging.objects.filter(content_object=self.pk)
        names = Byline.objects.filter(article=self.pk)
        for listed, known in ((taggings, "topics"), (names, "authors")):
            if there is None or getattr(there, known):
                listed.exclude(listed_at=self.listed_at).update(listed_at=self.listed_at)
        self._listed_since_lock = None

    def put_names(self, content: Mapping[str, Any]) -> None:
        """Put the bylines over a saved story, and its topics behind it; an author that is not
        there any more is left out."""
        there = self.beside()
        if there.authors != content["authors"]:
            found = Author.objects.in_bulk(content["authors"])
            self.set_authors([found[pk] for pk in content["authors"] if pk in found])
        if sorted(content["topics"]) != sorted(there.topics.values()):
            self.set_topics(topics_named(content["topics"]))

    def set_authors(self, authors: Iterable[Author]) -> None:
        """Put these names over the story, in this order; those there in their place stay."""
        with transaction.atomic(savepoint=False):
            there, wanted = self.beside(), list(dict.fromkeys(author.pk for author in authors))
            if there.authors == wanted:
                return
            if there.authors:
                Byline.objects.filter(article=self.pk).delete()
            Byline.objects.bulk_create(
                Byline(article_id=self.pk, author_id=pk, order=place, listed_at=self.listed_at)
                for place, pk in enumerate(wanted)
            )
            there.authors = wanted

    def set_topics(self, topics: Iterable[Topic]) -> None:
        """Put the story under these topics; those that it has stay as they are."""
        with transaction.atomic(savepoint=False):
            there, wanted = self.beside(), {topic.pk: topic.name for topic in topics}
            if gone := there.topics.keys() - wanted.keys():
                Tagging.objects.filter(content_object=self.pk, tag__in=gone).delete()
            Tagging.objects.bulk_create(
                [
                    Tagging(tag_id=pk, content_object_id=self.pk, listed_at=self.listed_at)
                    for pk in wanted
                    if pk not in there.topics
                ],
                ignore_conflicts=True,
            )
            there.topics = wanted
