"""The lock on a story's row, and how the row is saved with the names and topics beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import models, transaction

from articles.lib.html import sanitiser
from articles.models.changes.log import Entry
from articles.models.changes.outbox import announce
from articles.models.common.actors import Actor
from articles.models.common.fetched import all_fetched, forget_fetched, take_for_fetched
from articles.models.common.prepared import Prepared
from articles.models.lifecycle.edit import Edit
from articles.models.lifecycle.workflow import State
from articles.models.links.link import note_hours
from articles.models.people.authors import Author
from articles.models.people.bylines import Byline
from articles.models.story.keys import keys_of
from articles.models.story.related_rows import Related
from articles.models.story.revision import Versioned
from articles.models.story.words import DERIVED
from articles.models.topics.names import topics_named
from articles.models.topics.taxonomy import Tagging, Topic

#: What is read with the row: whoever holds the lock looks at these next.
WITH_IT = ("working", "section", "picture")


@cache
def _rows(stories: type[Versioned]) -> Prepared[Versioned]:
    """A row with the lock on it. What search looks in is long, and worked out anew by a save."""

    def row(number: int) -> models.QuerySet[Versioned]:
        whole = stories._base_manager.filter(pk=number).order_by().select_related(*WITH_IT)
        return whole.defer("search_text", "picture__search_text").select_for_update(of=("self",))

    return Prepared(row)


class Locking(Versioned):
    """A row that is read, changed and written by one at a time."""

    #: What is being done to the story, while `locked()` holds its row.
    edit: Edit | None = None

    class Meta:
        abstract = True

    def lock(self, *, in_bin: bool = False) -> None:
        """Read the row anew and keep others from writing it, until the transaction ends. Raises
        DoesNotExist for one that lies in the bin as for one that is not there; or, asked for what
        is `in_bin`, for one that does not."""
        found = _rows(type(self))(self.pk)
        if not found or found[0].is_binned is not in_bin:
            raise type(self).DoesNotExist
        row = found[0]
        for field in self._meta.concrete_fields:
            if field.attname in row.__dict__:
                self.__dict__[field.attname] = row.__dict__[field.attname]
        # Whoever held the lock before may have made a revision or put in another picture, which a
        # statement that began while it was waiting does not see: that is read when it is asked for.
        there = all_fetched(row).items()
        self._know({name: one for name, one in there if one or not getattr(self, f"{name}_id")})
        self.__dict__.pop("_prefetched_objects_cache", None)

    @contextmanager
    def locked(self, *, in_bin: bool = False) -> Iterator[Edit]:
        """A transaction that holds the row; leaving it writes what the edit says. Within another
        one of the same story it is a part of it, undone alone if it fails. Raises DoesNotExist as
        `lock` does."""
        outer, begun = self.edit, self._state.adding
        with transaction.atomic():
            if outer is None and not begun:
                self.lock(in_bin=in_bin)
            self.edit = edit = outer or Edit.of(self)
            mark, was, known = edit.mark(), dict(self.__dict__), all_fetched(self)
            try:
                yield edit
                if edit.saves:
                    self.save(told=True)
                if outer is None:
                    edit.write()
            except BaseException:
                edit.back_to(mark)
                self.__dict__.clear()
                self.__dict__.update(was)
                self._state.adding = begun
                self._know(known)
                raise
            finally:
                self.edit = outer

    def _know(self, fetched: dict[str, Any]) -> None:
        """These of the rows that it names are fetched, and no others."""
        forget_fetched(self)
        take_for_fetched(self, fetched)

    def log(self, verb: Entry.Verb, by: Actor, **said: Any) -> None:
        """Log what was done to the story, as `Edit.log` does: with the rest where it is locked,
        else at once. Belongs into the transaction of the deed."""
        edit = self.edit or Edit.of(self)
        edit.log(verb, by, **said)
        if self.edit is None:
            edit.write()

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
            if not begun and (self.edit is None or self.edit.listed_at != self.listed_at):
                self._date_lists()
            edit = self.edit or Edit.of(self)
            edit.is_found_anew = True
            if fields is None:
                self._row_saved(edit, is_new=begun, told=told)
            if self.edit is None:
                edit.write_document()

    def _row_saved(self, edit: Edit, *, is_new: bool, told: bool) -> None:
        """The whole row was saved: keep what hangs on it, and announce it."""
        if self.edit is None:
            edit.note_uses()
            if not is_new:
                note_hours(self)
        else:
            edit.row_saved()
        if self.state == State.PUBLISHED and not told:
            announce(keys_of(self))

    def _date_lists(self) -> None:
        """Let the names and topics be listed by the date that the story has now."""
        there = self.edit.related if self.edit else None
        taggings = Tagging.objects.filter(content_object=self.pk)
        names = Byline.objects.filter(article=self.pk)
        for listed, known in ((taggings, "topics"), (names, "authors")):
            if there is None or getattr(there, known):
                listed.exclude(listed_at=self.listed_at).update(listed_at=self.listed_at)
        if self.edit:
            self.edit.listed_at = self.listed_at

    def put_names(self, content: Mapping[str, Any]) -> None:
        """Put the bylines over a saved story, and its topics behind it; an author that is not
        there any more is left out."""
        there = (self.edit or Edit.of(self)).related
        if there.authors != content["authors"]:
            found = Author.objects.in_bulk(content["authors"])
            self.set_authors([found[pk] for pk in content["authors"] if pk in found])
        if sorted(content["topics"]) != sorted(there.topics.values()):
            self.set_topics(topics_named(content["topics"]))

    def set_authors(self, authors: Iterable[Author]) -> None:
        """Put these names over the story, in this order; those there in their place stay."""
        there, found = (self.edit or Edit.of(self)).related, {one.pk: one for one in authors}
        wanted = list(found)
        if there.authors == wanted:
            return
        with transaction.atomic(savepoint=False):
            if there.authors:
                Byline.objects.filter(article=self.pk).delete()
            Byline.objects.bulk_create(
                Byline(article_id=self.pk, author_id=pk, order=place, listed_at=self.listed_at)
                for place, pk in enumerate(wanted)
            )
        there.authors, there.names = wanted, {pk: one.name for pk, one in found.items()}
        there.accounts = {one.user_id for one in found.values() if one.user_id}
        self._found_anew(there)

    def set_topics(self, topics: Iterable[Topic]) -> None:
        """Put the story under these topics; those that it has stay as they are."""
        there = (self.edit or Edit.of(self)).related
        wanted = {topic.pk: topic.name for topic in topics}
        with transaction.atomic(savepoint=False):
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
        self._found_anew(there)

    def _found_anew(self, there: Related | None = None) -> None:
        """Let search find the story by what it says now: with the rest where it is locked, else at
        once, by what stands beside it there."""
        if self.edit is not None:
            self.edit.is_found_anew = True
        else:
            Edit.of(self, there).write_document()
