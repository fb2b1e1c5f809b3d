"""What is done to a story on its way: each verb checks the table of moves and the actor's right,
and is logged. What brings it before readers is in `publishing`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.lib.text import visible
from articles.models.changes.log import Entry, record
from articles.models.common.actors import Actor
from articles.models.lifecycle.moves import MOVES, destination, moves_from
from articles.models.lifecycle.publishing import Publishing
from articles.models.lifecycle.workflow import Move, NotAllowed, State
from articles.models.story import bounds
from articles.models.story import content as contents
from articles.models.story.rights import Right, may

if TYPE_CHECKING:
    from articles.models.story.article import Article


class Verbs(Publishing):
    """The verbs of `Article`. `by` is the person; None is the house itself (a command).

    All raise NotAllowed with a sentence for the editor, and PermissionDenied. Each works on the
    row as it is in the database at that moment, under a lock.
    """

    def submit(self, by: Actor, note: str = "") -> None:
        """Hand the draft to the editors."""
        with self._turn(Move.SUBMIT, by, note):
            pass

    def return_to_draft(self, by: Actor, note: str = "") -> None:
        """Give it back to its writer, with a note."""
        with self._turn(Move.RETURN, by, note) as story:
            story.approved = story.approved_by = None

    def approve(self, by: Actor, note: str = "") -> None:
        """Say that it is ready to be published, as it stands now."""
        with self._turn(Move.APPROVE, by, note) as story:
            self._ask_second_person(by, story.working, story.content())
            story.working = story.working or story._baseline()
            story.approved = story.working
            story.approved_by_id = by.pk if by is not None else None

    def withdraw(self, by: Actor, reason: str) -> None:
        """Take it away from readers; its address answers that it is gone."""
        if not visible.lines(reason).strip():
            raise NotAllowed(_("Please give a reason for the withdrawal."))
        with self._turn(Move.WITHDRAW, by, reason) as story:
            story.withdrawal_reason = reason.strip()
            if story.first_published_at and story.first_published_at > timezone.now():
                # It never was out, so its address says nothing of it.
                story.first_published_at = None
            self._end_submission(by, _("The story was withdrawn."))
            self._forget_appointments()

    def restore(self, by: Actor, *, reason: str = "", override: bool = False) -> None:
        """Bring a withdrawn story back as it stands now, at its old address and date. What was
        written since asks for all that publishing it would."""
        with self._turn(Move.RESTORE, by, reason) as story:
            content = story.content()
            if story.has_changes:
                # Readers get what they never had.
                self._may_publish(by, content)
            self._ask_second_person(by, story.working, content)
            self._check(content, timezone.now(), by, reason, override)
            contents.fill(story, content)
            story.publish_at = story.publish_at or story.first_published_at or timezone.now()
            story.first_published_at = story.first_published_at or story.publish_at
            story.withdrawal_reason = ""
            story.state, story.released = MOVES[Move.RESTORE].target, story.working
            if story.working is not None:
                self._approve_by_publishing(story.working, by)
            self._make_appointments()
            contents.put_names(story, content)

    def unschedule(self, by: Actor, note: str = "") -> None:
        """Take a story whose hour has not come off the schedule: a draft again."""
        with self._turn(Move.UNSCHEDULE, by, note) as story:
            if story.is_out:
                raise NotAllowed(_("It is already live; it can only be withdrawn."))
            self._end_submission(by, _("The story was unscheduled."))
            story.first_published_at = None
            story.released = story.approved = story.approved_by = None
            self._forget_appointments()

    def assign(self, by: Actor, to: Any, due_at: datetime | None = None) -> None:
        """Say whose it is now (None: nobody's), and until when."""
        story = cast("Article", self)
        with story.locked():
            if not may(by, Right.EDIT, story):
                raise PermissionDenied(_("You may not change this story."))
            if (story.assignee_id, story.due_at) == (to.pk if to else None, due_at):
                return
            story.assignee, story.due_at = to, due_at
            story.save(update_fields=["assignee", "due_at"])
            note = str(to.get_full_name() or to.get_username()) if to else str(_("nobody"))
            record(Entry.Verb.ASSIGN, by, story=story, note=note)

    def remove(self, by: Actor) -> None:
        """Delete a story that never was out. The log keeps its last words."""
        story = cast("Article", self)
        with story.locked():
            if not may(by, Right.DELETE, story):
                raise PermissionDenied(_("You may not delete this story."))
            if story.first_published_at is not None:
                raise NotAllowed(_("A published story can be withdrawn, not deleted."))
            record(Entry.Verb.DELETE, by, story=story, content=story.content(), number=story.pk)
            story.log_now()
            story.delete()

    def moves_for(self, person: Any) -> list[Move]:
        """The moves that `person` may make now."""
        story = cast("Article", self)
        moves = [move for move in moves_from(story.state) if may(person, MOVES[move].right, story)]
        barred = self._barred(person, moves)
        return [move for move in moves if move not in barred]

    def _barred(self, person: Any, moves: list[Move]) -> set[Move]:
        """What the table allows, and other things than the state forbid."""
        story = cast("Article", self)
        if story.state != State.PUBLISHED:
            return set()
        barred = {Move.UNSCHEDULE} if story.is_out else set()
        waits = self.submitted
        if waits is None:
            barred |= {Move.TAKE_BACK_CHANGES, Move.RETURN_CHANGES}
        elif person is not None and waits.by_id == person.pk:
            barred |= {Move.RETURN_CHANGES}
        elif Move.RETURN_CHANGES in moves:
            barred |= {Move.TAKE_BACK_CHANGES}
        alone = Move.PUBLISH in moves and not self._lacks_second_person(
            person, story.working, story.content()
        )
        # Who publishes has nobody to submit to.
        return barred | {Move.SUBMIT_CHANGES} if waits or alone else barred

    @contextmanager
    def _turn(self, move: Move, by: Actor, note: str = "") -> Iterator[Article]:
        """One move: the row locked, right and table asked, then saved, logged and announced."""
        story = cast("Article", self)
        with story.locked():
            rule = MOVES[move]
            if not may(by, rule.right, story):
                raise PermissionDenied(_("Your role does not allow: %s.") % move.label)
            target = destination(move, story.state)
            bounds.short(note)
            before, place, from_state = self._public_keys(), self._place(), story.state
            yield story
            story.state = target
            story.save(told=True)
            record(rule.entry, by, story=story, note=note, from_state=from_state)
            self._announce(before, place)
