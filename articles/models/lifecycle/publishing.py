"""How a story, or a change to one that is out, comes before readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.lib.text import visible
from articles.models.changes.log import Entry, name_of, record
from articles.models.changes.outbox import announce, changed_keys, keys_of
from articles.models.common.actors import Actor
from articles.models.lifecycle.appointments import Appointment
from articles.models.lifecycle.moves import MOVES, destination
from articles.models.lifecycle.submitting import Submitting
from articles.models.lifecycle.workflow import (
    TOLD,
    Change,
    Move,
    NeedsReason,
    NotAllowed,
    State,
)
from articles.models.pictures.uses import shown_in
from articles.models.story import bounds, checks
from articles.models.story import content as contents
from articles.models.story.corrections import Correction
from articles.models.story.related_rows import OPEN
from articles.models.story.revision import Revision
from articles.models.story.rights import ALL, Right, may, sections_of

if TYPE_CHECKING:
    from articles.models.story.article import Article


class Publishing(Submitting):
    """Publishing, planning and correcting, for `Article`."""

    @property
    def is_out(self) -> bool:
        """Whether its hour has come at some time: readers had it."""
        story = cast("Article", self)
        first = story.first_published_at
        return first is not None and first <= timezone.now()

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
        story = cast("Article", self)
        with story.locked():
            content = story.content()
            self._may_publish(by, content)
            destination(Move.PUBLISH, story.state)
            bounds.short(note)
            bounds.short(reason)
            now = timezone.now()
            moment = at or now
            told = _told(change, note) if story.is_out else ""
            if not at and self._has_been_done(change, told):
                return None
            found = self._check(content, moment, by, reason, override)
            passed = [one.message for one in found]
            self._ask_second_person(by, story.working, content, told)
            why = "; ".join(filter(None, [told, reason.strip()]))
            if story.is_out and moment > now:
                if self._is_planned(moment, change, note):
                    return found
                # What was passed over now is passed over then; nothing else is.
                overridden = any(one.level == "error" for one in found)
                self._plan(moment, by, change, note, reason, overridden)
                record(Entry.Verb.PLAN_CHANGES, by, story=story, note=why, passed=passed)
                return found
            story.working = story.working or story._baseline()
            self._release(story.working, moment, by, change, note)
            self._log_release(by, why, change, passed)
            return found

    def cancel_plan(self, by: Actor) -> None:
        """Take back the changes that were to be published later."""
        story = cast("Article", self)
        with story.locked():
            if not may(by, Right.PUBLISH, story):
                raise PermissionDenied(_("You can’t change the published version of this story."))
            if not self._forget_appointments(Appointment.Verb.CHANGES):
                raise NotAllowed(_("No changes are scheduled."))
            record(Entry.Verb.CANCEL_PLAN, by, story=story)

    def carry_out(self, plan: Appointment) -> None:
        """Publish planned changes, now that their hour has come. Raises NotAllowed."""
        story = cast("Article", self)
        with story.locked():
            if story.state != State.PUBLISHED or plan.revision is None:
                raise NotAllowed(_("The story is no longer live."))
            self._ask_planner(plan)
            # What stands against it is kept for all who read the story.
            self._check(plan.revision.content, plan.at, None, plan.reason, plan.override)
            self._release(plan.revision, plan.at, plan.by, plan.change, plan.note, plan)
            self._log_release(plan.by, plan.note, plan.change, [])

    def planned(self) -> Appointment | None:
        """The changes that are to be published later, if there are any."""
        story = cast("Article", self)
        due = story.appointments.filter(verb=Appointment.Verb.CHANGES, state=Appointment.State.DUE)
        return due.select_related("revision", "by").first()

    def findings(self, moment: datetime | None = None, told: Actor = None) -> list[checks.Finding]:
        """What the checks say to `told` of the story as it stands, were it published at `moment`
        (now)."""
        return checks.look(cast("Article", self), cast("Article", self).content(), moment, told)

    # --- Inside a transaction, with the row locked --------------------------------

    def _may_publish(self, by: Actor, content: Mapping[str, Any]) -> None:
        story = cast("Article", self)
        if not may(by, MOVES[Move.PUBLISH].right, story):
            raise PermissionDenied(_("Your role does not allow: %s.") % Move.PUBLISH.label)
        goes_to = content["section"]
        if by is None or goes_to is None or by.has_perm(ALL):  # type: ignore[union-attr]
            return
        if goes_to not in sections_of(by):
            raise PermissionDenied(_("You may not publish in this section."))

    def _has_been_done(self, change: str, told: str) -> bool:
        """Whether readers have the story as it stands, and were told just this of it: the same
        press of a button, sent twice, prints a correction once."""
        story = cast("Article", self)
        if not story.is_out or story.state != State.PUBLISHED:
            return False
        if story.released_id != story.working_id:
            return False
        if told:
            return story.corrections.filter(kind=change, text=told).exists()
        return change == Change.MINOR

    def _is_planned(self, moment: datetime, change: str, note: str) -> bool:
        """Whether just this is planned already: a button pressed twice plans it once."""
        there, newest = self.planned(), cast("Article", self).working_id
        return (
            there is not None
            and newest is not None
            and (
                (there.at, there.change, there.note, there.revision_id)
                == (moment, change, note, newest)
            )
        )

    def _ask_planner(self, plan: Appointment) -> None:
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
        self._ask_second_person(plan.by, plan.revision, plan.revision.content)

    def _check(
        self,
        content: Mapping[str, Any],
        moment: datetime,
        by: Actor,
        reason: str,
        override: bool,
    ) -> list[checks.Finding]:
        """What is passed over; raises NotAllowed and NeedsReason."""
        story = cast("Article", self)
        found = checks.look(story, content, moment, by)
        may_override = override and may(by, Right.OVERRIDE, story)
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

    def _ask_second_person(
        self, by: Actor, revision: Revision | None, content: Mapping[str, Any], told: str = ""
    ) -> None:
        """A sensitive story is read by somebody else than its last writer before it is out.

        `content` is that of `revision`, or of the row where there is none yet; `told` is what
        readers are told besides, which nobody has read yet, whoever has read the story.
        """
        if self._lacks_second_person(by, revision, content, told):
            raise NotAllowed(
                _("The story is marked as sensitive: someone else has to read and publish it.")
            )

    def _lacks_second_person(
        self, by: Actor, revision: Revision | None, content: Mapping[str, Any], told: str = ""
    ) -> bool:
        story = cast("Article", self)
        marked = story.sensitive or story._was_sensitive or content["sensitive"]
        if by is None or not marked:
            return False
        writer = revision.by_id if revision else story.created_by_id
        return by.pk == writer and bool(told or not self._read_by_another(revision, writer))

    def _read_by_another(self, revision: Revision | None, writer: int | None) -> bool:
        """Whether somebody else than its writer has approved just this text."""
        story = cast("Article", self)
        if revision is None or story.approved_id != revision.pk:
            return False
        return story.approved_by_id is not None and story.approved_by_id != writer

    def _approve_by_publishing(self, revision: Revision, by: Actor) -> None:
        """Who publishes another one's text has read it: said of the text, so that it may come
        back after a withdrawal as it was."""
        story = cast("Article", self)
        if by is None or by.pk == revision.by_id or self._read_by_another(revision, revision.by_id):
            return
        story.approved, story.approved_by_id = revision, by.pk

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
        story = cast("Article", self)
        was_out, before, place = story.is_out, self._public_keys(), self._place()
        contents.fill(story, revision.content)
        told: set[str] = set()
        if was_out:
            told = self._tell_readers(change, note, by)
        else:
            story.publish_at = story.first_published_at = moment
        story.state, story.released = MOVES[Move.PUBLISH].target, revision
        self._approve_by_publishing(revision, by)
        story.save(told=True)
        contents.put_names(story, revision.content)
        if story.released_id == story.working_id:
            self._end_submission()
        self._forget_appointments(keep=plan)
        self._make_appointments()
        self._announce(before, place, told)

    def _tell_readers(self, change: str, note: str, by: Actor) -> set[str]:
        """Put the change on record for readers; the keys of what shows that."""
        story = cast("Article", self)
        told = _told(change, note)
        if change != Change.MINOR:
            story.updated_at = timezone.now()
        if told:
            Correction.objects.create(
                article=story, kind=change, text=told, by_id=by.pk if by is not None else None
            )
            return {f"recall:{story.pk}", "corrections:1"}
        return set()

    def _plan(
        self, moment: datetime, by: Actor, change: str, note: str, reason: str, override: bool
    ) -> None:
        story = cast("Article", self)
        story.working = story.working or story._baseline()
        self._end_submission()
        self._forget_appointments(Appointment.Verb.CHANGES)
        Appointment.objects.create(
            article=story,
            verb=Appointment.Verb.CHANGES,
            at=moment,
            revision=story.working,
            change=change,
            note=note,
            reason=reason,
            override=override,
            by_id=by.pk if by is not None else None,
        )
        story.beside().appointed = True

    def _log_release(self, by: Actor, why: str, change: str, passed: list[str]) -> None:
        story = cast("Article", self)
        later = story.publish_at is not None and story.publish_at > timezone.now()
        first = story.beside().published if not later else False
        verb = Entry.Verb.PUBLISH_CHANGES if first else Entry.Verb.PUBLISH
        if later:
            verb = Entry.Verb.SCHEDULE
        elif change in TOLD and first:
            verb = Entry.Verb.CORRECT
        record(verb, by, story=story, note=why, passed=passed)
        story.beside().published |= verb == Entry.Verb.PUBLISH

    def _make_appointments(self) -> None:
        """Those of its hour and its end, as far as they are to come."""
        story = cast("Article", self)
        now = timezone.now()
        moments = [
            (Appointment.Verb.GO_LIVE, story.publish_at),
            (Appointment.Verb.EXPIRE, story.expires_at),
        ]
        for verb, moment in moments:
            if moment and moment > now:
                Appointment.objects.create(article=story, verb=verb, at=moment)
                story.beside().appointed = True

    def _forget_appointments(self, verb: str = "", *, keep: Appointment | None = None) -> int:
        """Take back what is due (of one kind), and what has failed, which is settled by whatever
        comes in its place; returns how many there were."""
        story = cast("Article", self)
        if not story.beside().appointed:
            return 0
        left = story.appointments.filter(state__in=OPEN)
        left = left.filter(verb=verb) if verb else left
        if keep is not None:
            left = left.exclude(pk=keep.pk)
        return left.update(state=Appointment.State.CANCELLED, done_at=timezone.now())

    def _public_keys(self) -> set[str]:
        """What shows the story now, as far as readers have it or will."""
        story = cast("Article", self)
        return keys_of(story) if story.state == State.PUBLISHED else set()

    def _place(self) -> tuple[object, ...]:
        """What decides in which lists the story stands, and where in them."""
        story = cast("Article", self)
        return (story.state, story.section_id, story.publish_at, story.expires_at, story.kind)

    def _announce(
        self, before: set[str], place: tuple[object, ...], told: Iterable[str] = ()
    ) -> None:
        """Tell of what changed: `before` are the keys that the story had, `place` its place."""
        story = cast("Article", self)
        after, moved = self._public_keys(), place != self._place()
        keys = changed_keys(before, after, story, moved)
        if moved and keys:
            keys |= {"corrections:1"}
        if before and not after:
            # Its pictures go with it, also out of caches in front.
            keys |= {f"recall:{story.pk}", *(f"picture:{pk}" for pk in shown_in(story))}
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
