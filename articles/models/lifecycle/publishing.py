"""How a story, or a change to one that is out, comes before readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.lib.text import visible
from articles.models.changes.log import Entry, name_of
from articles.models.common.actors import Actor
from articles.models.lifecycle.appointments import Appointment
from articles.models.lifecycle.edit import Edit
from articles.models.lifecycle.moves import MOVES, destination
from articles.models.lifecycle.workflow import (
    CHANGES_TOLD_TO_READERS,
    Change,
    Move,
    NeedsReason,
    NotAllowed,
    State,
)
from articles.models.lifecycle.working_copy import WorkingCopy
from articles.models.notices.notice import Kind
from articles.models.story import bounds, checks
from articles.models.story import content as contents
from articles.models.story.corrections import Correction
from articles.models.story.related_rows import OPEN
from articles.models.story.revision import Revision
from articles.models.story.rights import ALL, Right, sections_of


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be published: from when on, and what it means to those who read it before."""

    by: Actor
    moment: datetime
    change: str = Change.MINOR
    note: str = ""
    #: Why warnings may be passed over, and whether errors may.
    reason: str = ""
    override: bool = False

    @property
    def told(self) -> str:
        """What readers are told; raises NotAllowed where they have to be told and nothing is
        said."""
        if self.change not in Change.values:
            raise NotAllowed(_("Choose the type of change."))
        if self.change not in CHANGES_TOLD_TO_READERS:
            return ""
        if not visible.lines(self.note).strip():
            raise NotAllowed(_("Write the text that readers will see."))
        return self.note.strip()


class Publishing(WorkingCopy):
    """Publishing, planning and correcting."""

    class Meta:
        abstract = True

    def publish(
        self,
        by: Actor,
        at: datetime | None = None,
        *,
        change: str = Change.MINOR,
        note: str = "",
        reason: str = "",
        override: bool = False,
    ) -> list[checks.Finding] | None:
        """Show the story as it stands to readers: at once, or from `at` on. Returns what the
        checks said of it and was passed over; None where readers have it already.

        A story that is out keeps its date. Its changes become visible at once, or at `at`;
        `change` says what they mean to those who read it before, and `note` is what readers are
        told of a clarification or correction. `reason` is why warnings may be passed over (the
        house itself needs none), and with `override` also errors, by those who have the right.

        Raises NotAllowed, NeedsReason where only warnings stand against it, PermissionDenied.
        """
        with self.locked() as edit:
            now, content = timezone.now(), self.content()
            self.ask_to_publish(edit, by, content)
            destination(Move.PUBLISH, self.state)
            bounds.short(note)
            bounds.short(reason)
            wish = Wish(by, at or now, change, note, reason, override)
            told = wish.told if self.is_out else ""
            if not at and self.has_been_done(change, told):
                return None
            found = self._check(edit, content, wish)
            self.ask_second_person(edit, by, self.working, content, told)
            why = "; ".join(filter(None, [told, reason.strip()]))
            if self.is_out and wish.moment > now:
                self._plan(edit, wish, found, why)
            else:
                self._release(edit, self.working or self._baseline(edit), wish)
                self._log_release(edit, wish, why, found)
            return found

    def cancel_plan(self, by: Actor) -> None:
        """Take back the changes that were to be published later."""
        with self.locked() as edit:
            if not edit.may(by, Right.PUBLISH):
                raise PermissionDenied(_("You can’t change the published version of this story."))
            if not self._forget_appointments(edit, Appointment.Verb.CHANGES):
                raise NotAllowed(_("No changes are scheduled."))
            edit.log(Entry.Verb.CANCEL_PLAN, by)

    def carry_out(self, plan: Appointment) -> None:
        """Publish planned changes, now that their hour has come. Raises NotAllowed."""
        with self.locked() as edit:
            if self.state != State.PUBLISHED or plan.revision is None:
                raise NotAllowed(_("The story is no longer live."))
            self.ask_planner(edit, plan)
            # What stands against it is kept for all who read the story.
            unsaid = Wish(None, plan.at, reason=plan.reason, override=plan.override)
            self._check(edit, plan.revision.content, unsaid)
            wish = Wish(plan.by, plan.at, plan.change, plan.note)
            self._release(edit, plan.revision, wish, plan)
            self._log_release(edit, wish, plan.note, [])

    def planned(self) -> Appointment | None:
        """The changes that are to be published later, if there are any."""
        due = Appointment.objects.filter(
            article=self.pk, verb=Appointment.Verb.CHANGES, state=Appointment.State.DUE
        )
        return due.select_related("revision", "by").first()

    def findings(self, moment: datetime | None = None, told: Actor = None) -> list[checks.Finding]:
        """What the checks say to `told` of the story as it stands, were it published at `moment`
        (now)."""
        return checks.look(self, self.content(), moment, told)

    # --- What is asked before ---------------------------------------------------------

    def ask_to_publish(self, edit: Edit, by: Actor, content: Mapping[str, Any]) -> None:
        """Raise PermissionDenied where `by` may not publish this content of the story."""
        if not edit.may(by, MOVES[Move.PUBLISH].right):
            raise PermissionDenied(_("Your role does not allow: %s.") % Move.PUBLISH.label)
        goes_to = content["section"]
        if by is None or goes_to is None or by.has_perm(ALL):  # type: ignore[union-attr]
            return
        if goes_to not in sections_of(by):
            raise PermissionDenied(_("You may not publish in this section."))

    def has_been_done(self, change: str, told: str) -> bool:
        """Whether readers have the story as it stands, and were told just this of it: the same
        press of a button, sent twice, prints a correction once."""
        if not self.is_out or self.state != State.PUBLISHED:
            return False
        if self.released_id != self.working_id:
            return False
        if told:
            return Correction.objects.filter(article=self.pk, kind=change, text=told).exists()
        return change == Change.MINOR

    def ask_planner(self, edit: Edit, plan: Appointment) -> None:
        """Changes are published in the name of who planned them: by nobody who left the house
        since, or who lost the right or the section."""
        if plan.by is None or plan.revision is None:
            return
        try:
            self.ask_to_publish(edit, plan.by, plan.revision.content)
        except PermissionDenied:
            raise NotAllowed(
                _(
                    "%(name)s, who scheduled this, may no longer publish the story. Someone who "
                    "may can retry it in their own name, or cancel it."
                )
                % {"name": name_of(plan.by)}
            ) from None
        self.ask_second_person(edit, plan.by, plan.revision, plan.revision.content)

    def _check(self, edit: Edit, content: Mapping[str, Any], wish: Wish) -> list[checks.Finding]:
        """What is passed over; raises NotAllowed and NeedsReason."""
        looked = checks.look(self, content, wish.moment, wish.by)
        found = [one for one in looked if one.level != "note"]
        may_override = wish.override and edit.may(wish.by, Right.OVERRIDE)
        blocking = [
            one.message
            for one in found
            if one.level == "error" and not (may_override and one.can_be_overridden)
        ]
        if blocking:
            sentence = _("The story can't be published yet.")
            raise NotAllowed(f"{sentence} {' '.join(blocking)}")
        if found and wish.by is not None and not visible.lines(wish.reason).strip():
            sentence = _("Give a reason for publishing anyway.")
            passed = [one.message for one in found]
            raise NeedsReason(f"{' '.join(passed)} {sentence}", passed)
        return found

    def ask_second_person(
        self,
        edit: Edit,
        by: Actor,
        revision: Revision | None,
        content: Mapping[str, Any],
        told: str = "",
    ) -> None:
        """A sensitive story is read by somebody else than its last writer before it is out.

        `content` is that of `revision`, or of the row where there is none yet; `told` is what
        readers are told besides, which nobody has read yet, whoever has read the story.
        """
        if self.lacks_second_person(edit, by, revision, content, told):
            raise NotAllowed(
                _("The story is marked as sensitive: someone else has to read and publish it.")
            )

    def lacks_second_person(
        self,
        edit: Edit,
        by: Actor,
        revision: Revision | None,
        content: Mapping[str, Any],
        told: str = "",
    ) -> bool:
        """Whether `ask_second_person` would refuse it."""
        marked = self.sensitive or edit.was_sensitive or content["sensitive"]
        if by is None or not marked:
            return False
        writer = revision.by_id if revision else self.created_by_id
        return by.pk == writer and bool(told or not self._read_by_another(revision, writer))

    def _read_by_another(self, revision: Revision | None, writer: int | None) -> bool:
        """Whether somebody else than its writer has approved just this text."""
        if revision is None or self.approved_id != revision.pk:
            return False
        return self.approved_by_id is not None and self.approved_by_id != writer

    # --- What is done, with the row locked --------------------------------------------

    def _approve_by_publishing(self, revision: Revision, by: Actor) -> None:
        """Who publishes another one's text has read it: said of the text, so that it may come
        back after a withdrawal as it was."""
        if by is None or by.pk == revision.by_id or self._read_by_another(revision, revision.by_id):
            return
        self.approved, self.approved_by_id = revision, by.pk

    def _release(
        self, edit: Edit, revision: Revision, wish: Wish, plan: Appointment | None = None
    ) -> None:
        """Copy `revision` into the row and make it public from the wished moment on."""
        was_out = self.is_out
        contents.fill(self, revision.content)
        if was_out:
            edit.announces(self._tell_readers(wish))
        else:
            edit.announces()
            self.publish_at = self.first_published_at = wish.moment
        self.state, self.released = MOVES[Move.PUBLISH].target, revision
        self._approve_by_publishing(revision, wish.by)
        edit.saves = True
        self.put_names(revision.content)
        if self.released_id == self.working_id:
            self._end_submission(edit)
        self._forget_appointments(edit, keep=plan)
        self._make_appointments(edit)
        if wish.moment <= timezone.now():
            edit.tells(Kind.LIVE, None if plan else wish.by)

    def _tell_readers(self, wish: Wish) -> set[str]:
        """Put the change on record for readers; the keys of what shows that."""
        told = wish.told
        if wish.change != Change.MINOR:
            self.updated_at = timezone.now()
        if not told:
            return set()
        by = wish.by.pk if wish.by is not None else None
        Correction.objects.create(article_id=self.pk, kind=wish.change, text=told, by_id=by)
        return {f"recall:{self.pk}", "corrections:1"}

    def _plan(self, edit: Edit, wish: Wish, found: list[checks.Finding], why: str) -> None:
        """Have it published later; a button that is pressed twice plans it once."""
        there, newest = self.planned(), self.working_id
        same = (wish.moment, wish.change, wish.note, newest)
        if there and newest and (there.at, there.change, there.note, there.revision_id) == same:
            return
        self.working = self.working or self._baseline(edit)
        self._end_submission(edit)
        self._forget_appointments(edit, Appointment.Verb.CHANGES)
        Appointment.objects.create(
            article_id=self.pk,
            verb=Appointment.Verb.CHANGES,
            at=wish.moment,
            revision=self.working,
            change=wish.change,
            note=wish.note,
            reason=wish.reason,
            # What was passed over now is passed over then; nothing else is.
            override=any(one.level == "error" for one in found),
            by_id=wish.by.pk if wish.by is not None else None,
        )
        edit.related.appointed = True
        passed = [one.message for one in found]
        edit.log(Entry.Verb.PLAN_CHANGES, wish.by, note=why, passed=passed)

    def _log_release(self, edit: Edit, wish: Wish, why: str, found: list[checks.Finding]) -> None:
        later = self.publish_at is not None and self.publish_at > timezone.now()
        before = edit.related.published if not later else False
        verb = Entry.Verb.PUBLISH_CHANGES if before else Entry.Verb.PUBLISH
        if later:
            verb = Entry.Verb.SCHEDULE
        elif wish.change in CHANGES_TOLD_TO_READERS and before:
            verb = Entry.Verb.CORRECT
        edit.log(verb, wish.by, note=why, passed=[one.message for one in found])
        edit.related.published |= verb == Entry.Verb.PUBLISH

    def _make_appointments(self, edit: Edit) -> None:
        """Those of its hour and its end, as far as they are to come."""
        now = timezone.now()
        moments = [
            (Appointment.Verb.GO_LIVE, self.publish_at),
            (Appointment.Verb.EXPIRE, self.expires_at),
        ]
        for verb, moment in moments:
            if moment and moment > now:
                Appointment.objects.create(article_id=self.pk, verb=verb, at=moment)
                edit.related.appointed = True

    def _forget_appointments(
        self, edit: Edit, verb: str = "", *, keep: Appointment | None = None
    ) -> int:
        """Take back what is due (of one kind), and what has failed, which is settled by whatever
        comes in its place; returns how many there were."""
        if not edit.related.appointed:
            return 0
        left = Appointment.objects.filter(article=self.pk, state__in=OPEN)
        left = left.filter(verb=verb) if verb else left
        if keep is not None:
            left = left.exclude(pk=keep.pk)
        return left.update(state=Appointment.State.CANCELLED, done_at=timezone.now())
