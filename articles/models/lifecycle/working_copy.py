"""What is being written: the newest revision, which readers see nothing of until it is published.

A save that was based on an older revision is merged with what was saved meanwhile, field by
field and paragraph by paragraph. Where both changed the same thing, the save is set aside, whole,
until somebody has chosen: nothing typed is refused, and nothing wins in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.lib.merging.merge import Merged, merge
from articles.models.changes.log import Entry, name_of
from articles.models.common.actors import Actor
from articles.models.lifecycle.edit import Edit
from articles.models.lifecycle.submitting import Submitting
from articles.models.lifecycle.workflow import UNSEEN, NotAllowed, State
from articles.models.story import bounds
from articles.models.story import content as contents
from articles.models.story.content import Content
from articles.models.story.revision import Autosave, Revision
from articles.models.story.rights import Right
from articles.models.suggestions import suggestion as suggestions
from articles.models.templates.template import StoryTemplate
from articles.models.topics.names import again


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a save."""

    #: The newest revision of the story now.
    revision: Revision
    #: Whether what others saved meanwhile was merged in.
    merged: bool = False
    #: The save itself, where it has to be chosen between it and another one.
    aside: Revision | None = None


class WorkingCopy(Submitting):
    """Writing, merging and bringing back.

    All that write ask for the right to edit, raising PermissionDenied, and lock the row, so that
    two saves of one story come one after the other.
    """

    #: The form that the story was begun with, so that posting it twice begins one story.
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        abstract = True

    def write(
        self,
        content: Mapping[str, Any],
        by: Actor,
        *,
        based_on: int | None = None,
        why: str = "",
        key: str = "",
        decided: Mapping[str, str] | None = None,
    ) -> Written:
        """Save `content` as a new revision; the same content again makes none.

        `based_on` is the number of the revision that the writing began from (None: the newest).
        `key` names the form's autosave, which goes once its text is safe here; `decided` says which
        suggestions were `taken` or `refused` in it, for the log. Raises NotAllowed for more than a
        story holds.
        """
        with self.locked() as edit:
            self._may_edit(edit, by)
            newest = self.working or self._baseline(edit)
            given = self._given(edit, content, newest, by)
            base = self._base(based_on, newest)
            known = base.content["topics"] if base else []
            again([name for name in given["topics"] if name not in known], by)
            if given == newest.content:
                written = Written(newest)
            elif base == newest:
                written = Written(self._append(edit, given, by, why=why, based_on=newest))
            else:
                written = self._merge(edit, given, by, base, newest, why)
            if written.aside is None and written.revision != newest:
                self._take_up(edit, written.revision, by)
                verb = Entry.Verb.MERGE if written.merged else Entry.Verb.EDIT
                bodies = newest.content["body"], written.revision.content["body"]
                said = why or suggestions.decide(self.pk, by, bodies, decided, edit.tells)
                edit.log(verb, by, note=said)
            if key and by is not None:
                self._no_longer_unsaved(key, by, written)
        return written

    @classmethod
    def begin(
        cls,
        content: Mapping[str, Any],
        by: Actor,
        *,
        key: UUID | None = None,
        template: StoryTemplate | None = None,
        why: str = "",
        **details: Any,
    ) -> Self:
        """A new story with this content. The same `key` (of the form) begins it once only."""
        try:
            story = cls(form_key=key, template=template)
            story.start(content, by, why, **details)
            return story
        except IntegrityError:
            if key and (there := cls._base_manager.filter(form_key=key).first()):
                there.write(content, by, based_on=0, key=str(key))
                return there
            raise

    def start(
        self, content: Mapping[str, Any], by: Actor, why: str = "", **details: Any
    ) -> Written:
        """Save this new story with its first content; `why` and `details` are for the log. Raises
        IntegrityError where its form has begun one meanwhile, and NotAllowed for more than a story
        holds."""
        content = bounds.within(content, contents.blank())
        with self.locked() as edit:
            self.created_by_id = by.pk if by is not None else None
            contents.fill(self, content)
            self.save()
            suggestions.copy_names(content["body"], details.get("copy_of"), self.pk)
            content["body"] = suggestions.of_person(content["body"], by, self.pk)
            self.working = self._append(edit, content, by, why=why)
            edit.takes_up(self.working)
            self.put_names(content)
            edit.log(Entry.Verb.CREATE, by, note=why, **details)
            if self.form_key and by is not None:
                Autosave.objects.filter(key=self.form_key, by_id=by.pk).delete()
        return Written(self.working)

    def overlaps(self, aside: Revision) -> Merged:
        """What has to be chosen between `aside` (mine) and the newest revision (theirs)."""
        base = aside.based_on.content if aside.based_on else contents.blank()
        return merged(base, aside.content, self.content())

    def settle(self, aside: Revision, choices: Sequence[str], by: Actor, newest: int) -> Written:
        """Merge a revision that was set aside: each overlap by its choice, `mine` (of the one
        set aside), `theirs` or `both`.

        `newest` is the number that the choices were made against. Raises NotAllowed if there is
        a newer one by now, `aside` no longer waits, or choices do not fit the overlaps.
        """
        with self.locked() as edit:
            self._may_edit(edit, by)
            if not self._waiting().filter(pk=aside.pk).exists():
                raise NotAllowed(_("This version is no longer waiting for a choice."))
            if self.base_number() != newest:
                raise NotAllowed(_("The story has been saved meanwhile. Check it, and try again."))
            try:
                content = self.overlaps(aside).settled(choices)
            except ValueError as error:
                raise NotAllowed(_("Choose one for each passage.")) from error
            revision = self._append(
                edit,
                contents.cleaned(content),
                by,
                kind=Revision.Kind.MERGED,
                based_on=self.working,
                settles=aside,
            )
            self._take_up(edit, revision, by)
            edit.log(Entry.Verb.MERGE, by)
        return Written(revision, merged=True)

    def set_aside(self) -> list[Revision]:
        """The saves that wait for a choice, oldest first."""
        return list(self._waiting().order_by("number"))

    def bring_back(self, number: int, by: Actor) -> Revision:
        """Make revision `number` the newest again, as a new one; returns the newest then.

        Where the newest holds the same already there is no new one, but to settle a save that
        was set aside. Raises NotAllowed where there is no such revision.
        """
        with self.locked() as edit:
            self._may_edit(edit, by)
            old = Revision.objects.filter(article=self.pk, number=number).first()
            if old is None:
                raise NotAllowed(_("This revision no longer exists."))
            newest = self.working or self._baseline(edit)
            content = self._still_sensitive(edit, contents.cleaned(old.content), newest, by)
            settles = self._waiting().filter(pk=old.pk).first()
            if content == newest.content and settles is None:
                return newest
            revision = self._append(
                edit,
                content,
                by,
                kind=Revision.Kind.RESTORED,
                based_on=newest,
                settles=settles,
                why=_("As in revision %(number)d") % {"number": number},
            )
            self._take_up(edit, revision, by)
            edit.log(Entry.Verb.BRING_BACK, by, note=revision.why)
        return revision

    def _waiting(self) -> QuerySet[Revision]:
        return Revision.objects.filter(
            article=self.pk, kind=Revision.Kind.ASIDE, settled_by__isnull=True
        )

    # --- Inside a transaction, with the row locked --------------------------------

    def _no_longer_unsaved(self, key: str, by: Any, written: Written) -> None:
        """What the form held is offered no more. Where it was set aside it stays for some days: a
        save that waits goes with its story, should that be deleted."""
        typed = Autosave.objects.filter(key=key, by_id=by.pk)
        if written.aside is None:
            typed.delete()
        else:
            typed.update(discarded_at=timezone.now())

    def _may_edit(self, edit: Edit, by: Actor) -> None:
        if not edit.may(by, Right.EDIT):
            raise PermissionDenied(_("You may not change this story."))

    def _given(
        self, edit: Edit, content: Mapping[str, Any], newest: Revision, by: Actor
    ) -> Content:
        """What is to be saved of `content`, with the suggestions in it in their makers' names."""
        kept = bounds.within(content, contents.blank() | newest.content)
        given = self._still_sensitive(edit, kept, newest, by)
        return given | {"body": suggestions.of_person(given["body"], by, self.pk)}

    def _still_sensitive(self, edit: Edit, given: Content, newest: Revision, by: Actor) -> Content:
        """Only those who may override checks take the mark off, or it would protect nothing."""
        stays = newest.content.get("sensitive") and not given["sensitive"]
        if stays and not edit.may(by, Right.OVERRIDE):
            return given | {"sensitive": True}
        return given

    def _base(self, number: int | None, newest: Revision) -> Revision | None:
        """The revision that the writing began from; None for an empty form."""
        if number is None or number == newest.number:
            return newest
        revisions = Revision.objects.filter(article=self.pk)
        if number == 0:
            # A form of a story without revisions began from its row.
            return revisions.filter(number=1, kind=Revision.Kind.BASELINE).first()
        return revisions.filter(number=number).first()

    def _merge(
        self,
        edit: Edit,
        given: Content,
        by: Actor,
        base: Revision | None,
        newest: Revision,
        why: str,
    ) -> Written:
        result = merged(base.content if base else contents.blank(), given, newest.content)
        if result.overlaps:
            return Written(newest, aside=self._aside(edit, given, by, base))
        content = contents.cleaned(result.settled(()))
        if content == newest.content:
            return Written(newest, merged=True)
        kind = Revision.Kind.MERGED
        return Written(
            self._append(edit, content, by, kind=kind, based_on=base, why=why), merged=True
        )

    def _aside(self, edit: Edit, given: Content, by: Actor, base: Revision | None) -> Revision:
        """Keep the save; the same one, posted twice, is kept once."""
        for waiting in self.set_aside():
            if waiting.content == given and waiting.based_on == base:
                return waiting
        aside = self._append(edit, given, by, kind=Revision.Kind.ASIDE, based_on=base)
        edit.log(Entry.Verb.SET_ASIDE, by, revision=aside.number)
        return aside

    def _baseline(self, edit: Edit) -> Revision:
        """The row as it stands, as the first revision."""
        revision = self._append(
            edit,
            contents.cleaned(contents.of(self)),
            self.created_by,
            kind=Revision.Kind.BASELINE,
            at=self.modified_at or timezone.now(),
        )
        self.working = revision
        if self.state not in UNSEEN:
            self.released = revision
        type(self)._base_manager.filter(pk=self.pk).update(working=revision, released=self.released)
        return revision

    def _append(self, edit: Edit, content: Content, by: Actor, **details: Any) -> Revision:
        known = by is not None and by.is_authenticated
        edit.related.last_number += 1
        return Revision.objects.create(
            article_id=self.pk,
            number=edit.related.last_number,
            content=content,
            by_id=by.pk if known and by is not None else None,
            by_name=name_of(by),
            **details,
        )

    def _take_up(self, edit: Edit, revision: Revision, by: Actor) -> None:
        """Make `revision` the working copy. While readers see nothing of the story, its row
        follows; one that was approved needs approval again."""
        self.working = revision
        if self.state not in UNSEEN:
            self.modified_at = timezone.now()
            edit.takes_up(revision)
            self._end_empty_submission(edit, by)
            return
        if self.state == State.READY:
            self.state, self.approved, self.approved_by = State.IN_REVIEW, None, None
            edit.log(Entry.Verb.UNAPPROVE, by, from_state=State.READY)
        contents.fill(self, revision.content)
        edit.saves = True
        self.put_names(revision.content)


def merged(base: Content, mine: Content, theirs: Content) -> Merged:
    """`mine` and `theirs`, which both began from `base`, as one."""
    # PostgreSQL keeps the keys of its JSON in an order of its own.
    base, mine, theirs = (
        {name: one[name] for name in contents.FIELDS}
        for one in (contents.blank() | base, contents.blank() | mine, contents.blank() | theirs)
    )
    return merge(base, mine, theirs, bodies=contents.BODIES, lists=contents.LISTS)
