"""Translating a story, and linking it with its versions in other languages.

Who links locks the stories in the order of their numbers, and then the group's rows; a change of
language locks the rows alone. So two of these come one after the other, and none waits for ever.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any, Self
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.lib.languages.known import language, site_tag, tag_of
from articles.models.changes.log import Entry
from articles.models.changes.outbox import announce
from articles.models.common.actors import Actor
from articles.models.copies.duplicating import ADD, MAX_TITLE, copied
from articles.models.lifecycle.edit import Edit
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.planning.rescheduling import Rescheduling
from articles.models.story.revision import Revision
from articles.models.story.rights import Right, may
from articles.models.translations.changed import follow, locked, note_behind
from articles.models.translations.translation import Translation, key_of_group


class LanguageTaken(NotAllowed):
    """There is a version in that language already."""


class Translating(Rescheduling):
    """The story as one of its versions in several languages."""

    class Meta:
        abstract = True

    # --- What is asked ----------------------------------------------------------------

    def source_number(self) -> int:
        """The number of the story that this one is a version of; its own where it is none. One
        query."""
        rows = Translation.objects.filter(story=self.pk).values_list("source", flat=True)
        return rows.first() or self.pk

    def spoken(self) -> str:
        """The tag of the language that its working copy is in."""
        return self.content().get("language") or site_tag()

    def may_translate(self, by: Any) -> bool:
        """Whether `by` may begin a version of it."""
        return may(by, Right.VIEW, self) and (by is None or by.has_perm(ADD))

    # --- What is done -----------------------------------------------------------------

    def translate(self, into: str, by: Any, *, key: UUID | None = None) -> Self:
        """A draft of `by` in the language `into`, with all that the working copy says but for its
        address and hours, linked as a version of this story; of a version, of its source. The
        same `key` makes one only.

        Raises PermissionDenied, and NotAllowed for a language that there is a version in.
        """
        tag = tag_of(into)
        if not tag:
            raise NotAllowed(_("Choose a language from the list."))
        source = self._source()
        if not source.may_translate(by):
            raise PermissionDenied(_("You may not translate this story."))
        with transaction.atomic(), source.locked():
            if key and (begun := type(self)._base_manager.filter(form_key=key).first()):
                return begun
            source._ask_for_room(tag)
            why = _("Translation of “%(story)s”") % {"story": Truncator(source).chars(MAX_TITLE)}
            content = copied(source.content()) | {"language": tag}
            story = self.begin(content, by, key=key, why=why, translation_of=source.pk)
            source._take_in(story, by)
            named = language(tag).name
            source.log(Entry.Verb.TRANSLATE, by, note=f"{named}: {story}", translation=story.pk)
        return story

    def add_version(self, other: Self, by: Actor) -> None:
        """Link `other` as a version of this story; of a version, of its source.

        Raises PermissionDenied, NotAllowed, and DoesNotExist for what is not there any more.
        """
        source = self._source()
        if other.pk == source.pk:
            raise NotAllowed(_("A story can’t be its own translation."))
        with transaction.atomic(), ExitStack() as stack:
            for one in sorted((source, other), key=lambda one: one.pk):
                stack.enter_context(one.locked())
            source._ask_to_link(other, by)
            if Translation.objects.filter(story=other.pk, source=source.pk).exists():
                return
            _ask_whether_free(other)
            source._ask_for_room(other.spoken())
            source._take_in(other, by)
            source._say_linked(Entry.Verb.LINK_VERSION, other, by)

    def remove_version(self, other: Self, by: Actor) -> None:
        """Link `other`, a version of this story, no more; where it is none, all is done."""
        with transaction.atomic(), ExitStack() as stack:
            for one in sorted((self, other), key=lambda one: one.pk):
                stack.enter_context(one.locked())
            self._ask_to_link(other, by)
            rows = Translation.objects.filter(story=other.pk, source=self.pk)
            if not rows.exists():
                return
            self._say_linked(Entry.Verb.UNLINK_VERSION, other, by)
            rows.delete()

    def mark_up_to_date(self, number: int, by: Actor) -> None:
        """Say that this version has all that its source's revision `number` says. One that is older
        than what was said before changes nothing."""
        with self.locked() as edit:
            if not edit.may(by, Right.EDIT):
                raise PermissionDenied(_("You may not change this story."))
            rows = locked(Translation.objects.filter(story=self.pk))
            if not rows:
                raise NotAllowed(_("The story is no longer linked with a source."))
            (row,) = rows
            # The source is read after that: who is just saving it waits for the row, and then
            # knows of this.
            if not row.source_number < number <= row.source.base_number():
                return
            row.source_number, row.checked_at = number, timezone.now()
            row.checked_by_id = by.pk if by is not None else None
            row.save(update_fields=["source_number", "checked_at", "checked_by"])
            edit.log(Entry.Verb.UP_TO_DATE, by, note=str(row.source), source_revision=number)
            note_behind(row.source, rows, by)

    def remove(self, by: Actor, note: str = "") -> None:
        """Deleted for good, it leaves its versions the oldest of them as their source."""
        with transaction.atomic():
            rows = list(Translation.objects.filter(source=self.pk).order_by("pk"))
            super().remove(by, note)
            if len(rows) > 1:
                heir = type(self)._base_manager.select_related("working").get(pk=rows[0].story_id)
                for row in rows[1:]:
                    row.pk, row.source_id, row.source_number = None, heir.pk, heir.base_number()
                Translation.objects.bulk_create(rows[1:])
                numbers = [row.story_id for row in rows]
                announce({f"article:{pk}" for pk in numbers})

    def restore_from_bin(self, by: Actor) -> None:
        """With its versions, unless another one is in its language by now."""
        with transaction.atomic():
            super().restore_from_bin(by)
            try:
                _ask_language(self.source_number(), self.spoken(), besides=self.pk)
            except LanguageTaken:
                Translation.objects.filter(story=self.pk).delete()

    # --- With the rows locked ---------------------------------------------------------

    def _source(self) -> Self:
        number = self.source_number()
        if number == self.pk:
            return self
        return type(self)._base_manager.select_related("working").get(pk=number)

    def _take_up(self, edit: Edit, revision: Revision, by: Actor) -> None:
        """A version keeps out of the languages of the others; those of a source may be behind it
        from now on, or no more."""
        if self._is_new_language(revision):
            group = self.source_number()
            mine = revision.content.get("language") or site_tag()
            _ask_language(group, mine, besides=self.pk)
        super()._take_up(edit, revision, by)
        if self.pk in edit.related.versions:
            follow(self, by)

    def _is_new_language(self, revision: Revision) -> bool:
        before = self.working.content.get("language") if self.working else self.language
        return bool((revision.content.get("language") or "") != (before or ""))

    def _ask_for_room(self, tag: str) -> None:
        """Raise NotAllowed where this story or a version of it is in that language. One that lies
        in the bin gives way. Of a story that is a version itself there are no versions."""
        if Translation.objects.filter(story=self.pk).exists():
            raise NotAllowed(
                _("The source was linked with another one meanwhile. Reload the page.")
            )
        in_bin = Translation.objects.filter(source=self.pk, story__binned_at__isnull=False)
        numbers = [row.pk for row in in_bin.select_related("story__working") if _in(row, tag)]
        Translation.objects.filter(pk__in=numbers).delete()
        _ask_language(self.pk, tag)

    def _ask_to_link(self, other: Self, by: Actor) -> None:
        """Raise PermissionDenied where `by` may not say so of the two. What readers have of both
        changes with it, where they have both."""
        are_seen = self.is_visible and other.is_visible
        right = Right.PUBLISH if are_seen else Right.EDIT
        if not (may(by, Right.VIEW, self) and may(by, right, other)):
            raise PermissionDenied(_("You may not link these stories."))
        if are_seen and not may(by, right, self):
            raise PermissionDenied(_("You may not link these stories."))

    def _take_in(self, other: Self, by: Actor) -> None:
        number = self.base_number()
        known = by.pk if by is not None else None
        Translation.objects.create(
            story_id=other.pk, source_id=self.pk, source_number=number, checked_by_id=known
        )

    def _say_linked(self, verb: Entry.Verb, other: Self, by: Actor) -> None:
        """In the log of both, and to the pages of all versions that readers see."""
        self.log(verb, by, note=str(other), version=other.pk)
        other.log(verb, by, note=str(self), source=self.pk)
        group = Translation.objects.filter(source=self.pk).values_list("story", flat=True)
        if other.is_visible:
            numbers = {self.pk, other.pk, *group}
            announce({key_of_group(self.pk), *(f"article:{pk}" for pk in numbers)})


def _in(row: Translation, tag: str) -> bool:
    story: Any = row.story
    return bool(story.spoken() == tag)


def _ask_whether_free(other: Translating) -> None:
    """Raise NotAllowed where `other` is another story's version, or has versions of its own."""
    there = Translation.objects.select_related("source").filter(story=other.pk).first()
    if there is not None:
        said = _("“%(story)s” is a translation of “%(source)s”. Unlink it there first.")
        raise NotAllowed(said % {"story": other, "source": there.source})
    if Translation.objects.filter(source=other.pk).exists():
        said = _("“%(story)s” has translations of its own. Unlink those first.")
        raise NotAllowed(said % {"story": other})


def _ask_language(source: int, tag: str, *, besides: int | None = None) -> None:
    """Raise NotAllowed where another story of the group is in that language, for readers or in its
    working copy. Locks the rows of the group."""
    list(Translation.objects.filter(source=source).order_by("pk").select_for_update())
    group = Translation.objects.filter(source=source).values("story")
    stories: Any = Translation._meta.get_field("story").related_model
    found = stories._base_manager.filter(pk__in=[source]) | stories._base_manager.filter(
        pk__in=group
    )
    asked = found.exclude(pk=besides).filter(binned_at__isnull=True)
    working = KeyTextTransform("language", "working__content")
    for headline, shown, written in asked.values_list("headline", "language", working):
        if tag in {shown or site_tag(), (shown if written is None else written) or site_tag()}:
            said = _("There is a version in %(language)s already: “%(story)s”.")
            raise LanguageTaken(said % {"language": language(tag).name, "story": headline})
