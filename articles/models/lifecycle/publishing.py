"""How a story, or a change to one that is out, comes before readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.lib.text import visible
from articles.models.changes.log import Entry, name_of
from articles.models.changes.outbox import announce
from articles.models.common.actors import Actor
from articles.models.lifecycle.appointments import Appointment
from articles.models.lifecycle.moves import MOVES, destination
from articles.models.lifecycle.workflow import (
    TOLD,
    Change,
    Move,
    NeedsReason,
    NotAllowed,
    State,
)
from articles.models.lifecycle.working_copy import WorkingCopy
from articles.models.story import bounds, checks
from articles.models.story import content as contents
from articles.models.story.corrections import Correction
from articles.models.story.keys import changed_keys
from articles.models.story.related_rows import OPEN
from articles.models.story.revision import Revision
from articles.models.story.rights import ALL, Right, may, sections_of


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
        with self.locked():
            content = self.content()
            self._may_publish(by, content)
            destination(Move.PUBLISH, self.state)
            bounds.short(note)
            bounds.short(reason)
            now = timezone.now()
            moment = at or now
            told = _told(change, note) if self.is_out else ""
            if not at and self._has_been_done(change, told):
                return None
            found = self._check(content, moment, by, reason, override)
            passed = [one.message for one in found]
            self.ask_second_person(by, self.working, content, told)
            why = "; ".join(filter(None, [told, reason.strip()]))
            if self.is_out and moment > now:
                if self._is_planned(moment, change, note):
                    return found
                # What was passed over now is passed over then; nothing else is.
                overridden = any(one.level == "error" for one in found)
                self._plan(moment, by, change, note, reason, overridden)
                self.log(Entry.Verb.PLAN_CHANGES, by, note=why, passed=passed)
                return found
            self.working = self.working or self._baseline()
            self._release(self.working, moment, by, change, note)
            self._log_release(by, why, change, passed)
            return found

    def cancel_plan(self, by: Actor) -> None:
        """Take back the changes that were to be published later."""
        with self.locked():
            if not may(by, Right.PUBLISH, self):
                raise PermissionDenied(_("You can’t change the published version of this story."))
            if not self._forget_appointments(Appointment.Verb.CHANGES):
                raise NotAllowed(_("No changes are scheduled."))
            self.log(Entry.Verb.CANCEL_PLAN, by)

    def carry_out(self, plan: Appointment) -> None:
        """Publish planned changes, now that their hour has come. Raises NotAllowed."""
        with self.locked():
            if self.state != State.PUBLISHED or plan.revision is None:
                raise NotAllowed(_("The story is no longer live."))
            self.ask_planner(plan)
            # What stands against it is kept for all who read the story.
            self._check(plan.revision.content, plan.at, None, plan.reason, plan.override)
            self._release(plan.revision, plan.at, plan.by, plan.change, plan.note, plan)
            self._log_release(plan.by, plan.note, plan.change, [])

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

    # --- Inside a transaction, with the row locked --------------------------------

    def _may_publish(self, by: Actor, content: Mapping[str, Any]) -> None:
        if not may(by, MOVES[Move.PUBLISH].right, self):
            raise PermissionDenied(_("Your role does not allow: %s.") % Move.PUBLISH.label)
        goes_to = content["section"]
        if by is None or goes_to is None or by.has_perm(ALL):  # type: ignore[union-attr]
            return
        if goes_to not in sections_of(by):
            raise PermissionDenied(_("You may not publish in this section."))

    def _has_been_done(self, change: str, told: str) -> bool:
        """Whether readers have the story as it stands, and were told just this of it: the same
        press of a button, sent twice, prints a correction once."""
        if not self.is_out or self.state != State.PUBLISHED:
            return False
        if self.released_id != self.working_id:
            return False
        if told:
            return Correction.objects.filter(article=self.pk, kind=change, text=told).exists()
        return change == Change.MINOR

    def _is_planned(self, moment: datetime, change: str, note: str) -> bool:
        """Whether just this is planned already: a button pressed twice plans it once."""
        there, newest = self.planned(), self.working_id
        return (
            there is not None
            and newest is not None
            and (
                (there.at, there.change, there.note, there.revision_id)
                == (moment, change, note, newest)
            )
        )

    def ask_planner(self, plan: Appointment) -> None:
        """Changes are published in the name of who planned them: by nobody who left the house
        since, or who lost the right or the section."""
        if plan.by is None or plan.revision is None:
            return
        try:
            self._may_publish(plan.by, plan.revision.content)
        except PermissionDenied:
            raise NotAllowed(
                _(
                    "%(name)s, who scheduled this, may no longer publish the story. Someone who "
                    "may can retry it in their own name, or cancel it."
                )
                % {"name": name_of(plan.by)}
            ) from None
        self.ask_second_person(plan.by, plan.revision, plan.revision.content)

    def _check(
        self,
        content: Mapping[str, Any],
        moment: datetime,
        by: Actor,
        reason: str,
        override: bool,
    ) -> list[checks.Finding]:
        """What is passed over; raises NotAllowed and NeedsReason."""
        found = checks.look(self, content, moment, by)
        may_override = override and may(by, Right.OVERRIDE, self)
        blocking = [
            one.message
            for one in found
            if one.level == "error" and not (may_override and one.can_be_overridden)
        ]
        if blocking:
            sentence = _("The story can't be published yet.")
            raise NotAllowed(f"{sentence} {' '.join(blocking)}")
        if found and by is not None and not visible.lines(reason).strip():
            sentence = _("Give a reason for publishing anyway.")
            passed = [one.message for one in found]
            raise NeedsReason(f"{' '.join(passed)} {sentence}", passed)
        return found

    def ask_second_person(
        self, by: Actor, revision: Revision | None, content: Mapping[str, Any], told: str = ""
    ) -> None:
        """A sensitive story is read by somebody else than its last writer before it is out.

        `content` is that of `revision`, or of the row where there is none yet; `told` is what
        readers are told besides, which nobody has read yet, whoever has read the story.
        """
        if self.lacks_second_person(by, revision, content, told):
            raise NotAllowed(
                _("The story is marked as sensitive: someone else has to read and publish it.")
            )

    def lacks_second_person(
        self, by: Actor, revision: Revision | None, content: Mapping[str, Any], told: str = ""
    ) -> bool:
        """Whether `ask_second_person` would refuse it."""
        marked = self.sensitive or self._was_sensitive or content["sensitive"]
        if by is None or not marked:
            return False
        writer = revision.by_id if revision else self.created_by_id
        return by.pk == writer and bool(told or not self._read_by_another(revision, writer))

    def _read_by_another(self, revision: Revision | None, writer: int | None) -> bool:
        """Whether somebody else than its writer has approved just this text."""
        if revision is None or self.approved_id != revision.pk:
            return False
        return self.approved_by_id is not None and self.approved_by_id != writer

    def _approve_by_publishing(self, revision: Revision, by: Actor) -> None:
        """Who publishes another one's text has read it: said of the text, so that it may come
        back after a withdrawal as it was."""
        if by is None or by.pk == revision.by_id or self._read_by_another(revision, revision.by_id):
            return
        self.approved, self.approved_by_id = revision, by.pk

    def _release(
        self,
        revision: Revision,
        moment: datetime,
        by: Actor,
        change: str,
        note: str,
        plan: Appointment | None = None,
    ) -> None:
        """Copy `revision` into the row and make it public from `moment` on."""
        was_out, before, place = self.is_out, self._public_keys(), self._place()
        contents.fill(self, revision.content)
        told: set[str] = set()
        if was_out:
            told = self._tell_readers(change, note, by)
        else:
            self.publish_at = self.first_published_at = moment
        self.state, self.released = MOVES[Move.PUBLISH].target, revision
        self._approve_by_publishing(revision, by)
        self.save(told=True)
        self.put_names(revision.content)
        if self.released_id == self.working_id:
            self._end_submission()
        self._forget_appointments(keep=plan)
        self._make_appointments()
        self._announce(before, place, told)

    def _tell_readers(self, change: str, note: str, by: Actor) -> set[str]:
        """Put the change on record for readers; the keys of what shows that."""
        told = _told(change, note)
        if change != Change.MINOR:
            self.updated_at = timezone.now()
        if told:
            Correction.objects.create(
                article_id=self.pk, kind=change, text=told, by_id=by.pk if by is not None else None
            )
            return {f"recall:{self.pk}", "corrections:1"}
        return set()

    def _plan(
        self, moment: datetime, by: Actor, change: str, note: str, reason: str, override: bool
    ) -> None:
        self.working = self.working or self._baseline()
        self._end_submission()
        self._forget_appointments(Appointment.Verb.CHANGES)
        Appointment.objects.create(
            article_id=self.pk,
            verb=Appointment.Verb.CHANGES,
            at=moment,
            revision=self.working,
            change=change,
            note=note,
            reason=reason,
            override=override,
            by_id=by.pk if by is not None else None,
        )
        self.beside().appointed = True

    def _log_release(self, by: Actor, why: str, change: str, passed: list[str]) -> None:
        later = self.publish_at is not None and self.publish_at > timezone.now()
        first = self.beside().published if not later else False
        verb = Entry.Verb.PUBLISH_CHANGES if first else Entry.Verb.PUBLISH
        if later:
            verb = Entry.Verb.SCHEDULE
        elif change in TOLD and first:
            verb = Entry.Verb.CORRECT
        self.log(verb, by, note=why, passed=passed)
        self.beside().published |= verb == Entry.Verb.PUBLISH

    def _make_appointments(self) -> None:
        """Those of its hour and its end, as far as they are to come."""
        now = timezone.now()
        moments = [
            (Appointment.Verb.GO_LIVE, self.publish_at),
            (Appointment.Verb.EXPIRE, self.expires_at),
        ]
        for verb, moment in moments:
            if moment and moment > now:
                Appointment.objects.create(article_id=self.pk, verb=verb, at=moment)
                self.beside().appointed = True

    def _forget_appointments(self, verb: str = "", *, keep: Appointment | None = None) -> int:
        """Take back what is due (of one kind), and what has failed, which is settled by whatever
        comes in its place; returns how many there were."""
        if not self.beside().appointed:
            return 0
        left = Appointment.objects.filter(article=self.pk, state__in=OPEN)
        left = left.filter(verb=verb) if verb else left
        if keep is not None:
            left = left.exclude(pk=keep.pk)
        return left.update(state=Appointment.State.CANCELLED, done_at=timezone.now())

    def _public_keys(self) -> set[str]:
        """What shows the story now, as far as readers have it or will."""
        return self.keys() if self.state == State.PUBLISHED else set()

    def _place(self) -> tuple[object, ...]:
        """What decides in which lists the story stands, and where in them."""
        return (self.state, self.section_id, self.publish_at, self.expires_at, self.kind)

    def _announce(
        self, before: set[str], place: tuple[object, ...], told: Iterable[str] = ()
    ) -> None:
        """Tell of what changed: `before` are the keys that the story had, `place` its place."""
        after, moved = self._public_keys(), place != self._place()
        keys = changed_keys(before, after, self, moved)
        if moved and keys:
            keys |= {"corrections:1"}
        if before and not after:
            # Its pictures go with it, also out of caches in front.
            keys |= {f"recall:{self.pk}", *(f"picture:{pk}" for pk in self.shown_pictures())}
        if keys:
            announce(keys | set(told))


def _told(change: str, note: str) -> str:
    """What readers are told; raises NotAllowed where they have to be told and nothing is said."""
    if change not in Change.values:
        raise NotAllowed(_("Choose the type of change."))
    if change not in TOLD:
        return ""
    if not visible.lines(note).strip():
        raise NotAllowed(_("Write the text that readers will see."))
    return note.strip()
