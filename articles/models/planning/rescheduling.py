"""A story's hours, moved one at a time: what the form does with that field, under the same rights
and checks, without anything else of the story coming before readers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models.changes.log import Entry
from articles.models.common.actors import Actor
from articles.models.copies.duplicating import Copying
from articles.models.lifecycle.edit import Edit
from articles.models.lifecycle.publishing import Wish
from articles.models.lifecycle.workflow import UNSEEN, NeedsReason, NotAllowed, State
from articles.models.story import content as contents
from articles.models.story.content import written_moment
from articles.models.story.rights import Right

#: Nothing is planned for later.
LATEST = timedelta(days=3653)
#: What the log says where readers got a text, or are to get it.
RELEASES = (Entry.Verb.SCHEDULE, Entry.Verb.PUBLISH, Entry.Verb.PUBLISH_CHANGES, Entry.Verb.CORRECT)


class Hour(models.TextChoices):
    """Which of a story's hours."""

    PUBLISH = "publish", gettext_lazy("Publication")
    EXPIRE = "expire", gettext_lazy("Expiry")
    DUE = "due", gettext_lazy("Deadline")
    CHANGES = "changes", gettext_lazy("Scheduled changes")


class MovedMeanwhile(NotAllowed):
    """Somebody else has moved it since it was shown."""


class Rescheduling(Copying):
    """Moving an hour of a story."""

    #: Made by the key of `Entry`.
    entries: Any

    class Meta:
        abstract = True

    def hour(self, which: str) -> datetime | None:
        """That hour as it is planned now."""
        if which == Hour.DUE:
            return self.due_at
        if which == Hour.CHANGES:
            plan = self.planned()
            return plan.at if plan else None
        name = "publish_at" if which == Hour.PUBLISH else "expires_at"
        wished: datetime | None = contents.moment(self.content()[name])
        return wished if self.state in UNSEEN else getattr(self, name)

    def reschedule(
        self,
        which: str,
        at: datetime,
        by: Actor,
        *,
        was: datetime | None = None,
        reason: str = "",
    ) -> datetime | None:
        """Move one of its hours; returns which it was. `was` is where it was shown: it is refused
        where somebody has moved it since. `reason` is why warnings of the checks are passed over.

        Raises NotAllowed (NeedsReason among them) and PermissionDenied.
        """
        with self.locked() as edit:
            before = self.hour(which)
            if was is not None and before != was:
                raise MovedMeanwhile(self._moved_meanwhile(before))
            if before == at:
                return before
            if abs(at - timezone.now()) > LATEST:
                raise NotAllowed(_("Choose a time within the next ten years."))
            if which == Hour.DUE:
                self.assign(by, self.assignee, at)
            elif which == Hour.CHANGES:
                self._move_changes(edit, at, by, reason)
            elif which in Hour.values:
                self._move_own(edit, Hour(which), at, by, reason)
            else:
                raise NotAllowed(_("This time doesn’t exist."))
            return before

    # --- With the row locked -------------------------------------------------------------

    def _move_own(self, edit: Edit, which: Hour, at: datetime, by: Actor, reason: str) -> None:
        if not edit.may(by, Right.EDIT):
            raise PermissionDenied(_("You may not change this story."))
        is_public = self.state == State.PUBLISHED
        self._ask_whether_it_fits(which, at, is_public=is_public)
        if is_public and not edit.may(by, Right.PUBLISH):
            raise PermissionDenied(_("You can’t change the published version of this story."))
        if is_public and self.has_changes:
            raise NotAllowed(
                _(
                    "The story has changes that readers would get with it. Open the story to "
                    "publish them, or to set the time there."
                )
            )
        name = "publish_at" if which == Hour.PUBLISH else "expires_at"
        why = _("%(what)s moved to %(when)s") % {
            "what": which.label,
            "when": formats.date_format(timezone.localtime(at), "j F Y, H:i"),
        }
        self.write({**self.content(), name: written_moment(at)}, by, why=str(why))
        if is_public:
            hour = at if which == Hour.PUBLISH else None if self.is_out else self.publish_at
            self._publish_again(by, hour, reason)

    def _publish_again(self, by: Actor, at: datetime | None, reason: str) -> None:
        """Warnings that were passed over as it was published need no other reason: it is the same
        text."""
        try:
            self.publish(by, at, reason=reason)
        except NeedsReason as wanting:
            told = self.entries.filter(verb__in=RELEASES).order_by("-at", "-pk").first()
            if told is None or not set(wanting.warnings) <= set(told.details.get("passed", ())):
                raise
            said = _("Only the time was changed.")
            self.publish(by, at, reason=told.note or str(said))

    def _ask_whether_it_fits(self, which: Hour, at: datetime, *, is_public: bool) -> None:
        if self.state == State.WITHDRAWN:
            raise NotAllowed(_("The story was withdrawn. Restore it first."))
        if which == Hour.PUBLISH and self.is_out and is_public:
            raise NotAllowed(_("It is already live; its time can’t be moved any more."))
        if is_public and at <= timezone.now():
            raise NotAllowed(_("Choose a time in the future."))
        begins = at if which == Hour.PUBLISH else self.hour(Hour.PUBLISH)
        ends = at if which == Hour.EXPIRE else self.hour(Hour.EXPIRE)
        if begins and ends and ends <= begins:
            raise NotAllowed(_("A story can’t expire before it is published."))

    def _move_changes(self, edit: Edit, at: datetime, by: Actor, reason: str) -> None:
        """Let planned changes, just those, come at another hour, in the name of who moves them."""
        plan: Any = self.planned()
        if plan is None or plan.revision is None:
            raise NotAllowed(_("No changes are scheduled."))
        if at <= timezone.now():
            raise NotAllowed(_("Choose a time in the future."))
        content = plan.revision.content
        self.ask_to_publish(edit, by, content)
        self.ask_second_person(edit, by, plan.revision, content)
        why = reason or plan.reason
        self._check(edit, content, Wish(by, at, plan.change, plan.note, why, plan.override))
        plan.at = plan.next_try_at = at
        plan.attempts, plan.reason, plan.error = 0, why, ""
        plan.by_id = by.pk if by is not None else plan.by_id
        plan.save()
        when = formats.date_format(timezone.localtime(at), "j F Y, H:i")
        edit.log(Entry.Verb.PLAN_CHANGES, by, note=_("Moved to %(when)s") % {"when": when})

    def _moved_meanwhile(self, now: datetime | None) -> str:
        if now is None:
            return str(_("Someone else has removed this time meanwhile."))
        when = formats.date_format(timezone.localtime(now), "j F Y, H:i")
        return str(_("Someone else has moved it meanwhile, to %(when)s.") % {"when": when})
