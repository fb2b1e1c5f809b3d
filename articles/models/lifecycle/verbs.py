"""What is done to a story on its way: each verb checks the table of moves and the actor's right,
and is logged. What brings it before readers is in `publishing`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.lib.text import visible
from articles.models.changes.log import Entry
from articles.models.changes.outbox import announce
from articles.models.common.actors import Actor
from articles.models.lifecycle.edit import Edit
from articles.models.lifecycle.moves import MOVES, moves_from
from articles.models.lifecycle.publishing import Publishing, Wish
from articles.models.lifecycle.workflow import Move, NotAllowed, State
from articles.models.notices.notice import Kind
from articles.models.story import content as contents
from articles.models.story.keys import keys_of
from articles.models.story.rights import Right, may


class Verbs(Publishing):
    """The verbs of a story. `by` is the person; None is the house itself (a command).

    All raise NotAllowed with a sentence for the editor, and PermissionDenied. Each works on the
    row as it is in the database at that moment, under a lock.
    """

    class Meta:
        abstract = True

    def submit(self, by: Actor, note: str = "") -> None:
        """Hand the draft to the editors."""
        with self._turn(Move.SUBMIT, by, note) as edit:
            edit.tells(Kind.APPROVAL, by, note)

    def return_to_draft(self, by: Actor, note: str = "") -> None:
        """Give it back to its writer, with a note."""
        with self._turn(Move.RETURN, by, note) as edit:
            self.approved = self.approved_by = None
            edit.tells(Kind.RETURNED, by, note)

    def approve(self, by: Actor, note: str = "") -> None:
        """Say that it is ready to be published, as it stands now."""
        with self._turn(Move.APPROVE, by, note) as edit:
            self.ask_second_person(edit, by, self.working, self.content())
            self.working = self.working or self._baseline(edit)
            self.approved = self.working
            self.approved_by_id = by.pk if by is not None else None

    def withdraw(self, by: Actor, reason: str) -> None:
        """Take it away from readers; its address answers that it is gone."""
        if not visible.lines(reason).strip():
            raise NotAllowed(_("Please give a reason for the withdrawal."))
        with self._turn(Move.WITHDRAW, by, reason) as edit:
            self.withdrawal_reason = reason.strip()
            if self.first_published_at and self.first_published_at > timezone.now():
                # It never was out, so its address says nothing of it.
                self.first_published_at = None
            self._end_submission(edit, by, _("The story was withdrawn."))
            self._forget_appointments(edit)

    def restore(self, by: Actor, *, reason: str = "", override: bool = False) -> None:
        """Bring a withdrawn story back as it stands now, at its old address and date. What was
        written since asks for all that publishing it would."""
        with self._turn(Move.RESTORE, by, reason) as edit:
            content = self.content()
            if self.has_changes:
                # Readers get what they never had.
                self.ask_to_publish(edit, by, content)
            self.ask_second_person(edit, by, self.working, content)
            self._check(edit, content, Wish(by, timezone.now(), reason=reason, override=override))
            contents.fill(self, content)
            self.publish_at = self.publish_at or self.first_published_at or timezone.now()
            self.first_published_at = self.first_published_at or self.publish_at
            self.withdrawal_reason = ""
            self.state, self.released = MOVES[Move.RESTORE].target, self.working
            if self.working is not None:
                self._approve_by_publishing(self.working, by)
            self._make_appointments(edit)
            self.put_names(content)

    def unschedule(self, by: Actor, note: str = "") -> None:
        """Take a story whose hour has not come off the schedule: a draft again."""
        with self._turn(Move.UNSCHEDULE, by, note) as edit:
            if self.is_out:
                raise NotAllowed(_("It is already live; it can only be withdrawn."))
            self._end_submission(edit, by, _("The story was unscheduled."))
            self.first_published_at = None
            self.released = self.approved = self.approved_by = None
            self._forget_appointments(edit)

    def assign(self, by: Actor, to: Any, due_at: datetime | None = None) -> None:
        """Say whose it is now (None: nobody's), and until when."""
        with self.locked() as edit:
            if not edit.may(by, Right.EDIT):
                raise PermissionDenied(_("You may not change this story."))
            if (self.assignee_id, self.due_at) == (to.pk if to else None, due_at):
                return
            is_new = self.assignee_id != (to.pk if to else None)
            self.assignee, self.due_at = to, due_at
            self.save(update_fields=["assignee", "due_at"])
            note = str(to.get_full_name() or to.get_username()) if to else str(_("nobody"))
            edit.log(Entry.Verb.ASSIGN, by, note=note)
            if is_new and to:
                edit.tells(Kind.ASSIGNED, by, to=[to])

    def weigh(self, importance: int | None, by: Actor) -> None:
        """Say how important it is for fronts, 1 to 5 (None: as any other). At once, and no part of
        what is written: it brings the story further up, or down, where nothing is pinned."""
        if importance is not None and importance not in range(1, 6):
            raise NotAllowed(_("Choose an importance from 1 to 5."))
        with self.locked() as edit:
            if not edit.may(by, Right.PUBLISH):
                raise PermissionDenied(_("You may not change the importance of this story."))
            if self.importance == importance:
                return
            was, self.importance = self.importance, importance
            type(self)._base_manager.filter(pk=self.pk).update(importance=importance)
            note = _("Importance: %(importance)s") % {"importance": importance or _("none")}
            edit.log(Entry.Verb.WEIGH, by, note=note, before=was, after=importance)
            if self.state == State.PUBLISHED:
                announce(keys_of(self))

    def moves_for(self, person: Any) -> list[Move]:
        """The moves that `person` may make now."""
        moves = [move for move in moves_from(self.state) if may(person, MOVES[move].right, self)]
        barred = self._barred(person, moves)
        return [move for move in moves if move not in barred]

    def _barred(self, person: Any, moves: list[Move]) -> set[Move]:
        """What the table allows, and other things than the state forbid."""
        if self.state != State.PUBLISHED:
            return set()
        barred = {Move.UNSCHEDULE} if self.is_out else set()
        waits = self.submitted
        if waits is None:
            barred |= {Move.TAKE_BACK_CHANGES, Move.RETURN_CHANGES}
        elif person is not None and waits.by_id == person.pk:
            barred |= {Move.RETURN_CHANGES}
        elif Move.RETURN_CHANGES in moves:
            barred |= {Move.TAKE_BACK_CHANGES}
        alone = Move.PUBLISH in moves and not self.lacks_second_person(
            Edit.of(self), person, self.working, self.content()
        )
        # Who publishes has nobody to submit to.
        return barred | {Move.SUBMIT_CHANGES} if waits or alone else barred

    @contextmanager
    def _turn(self, move: Move, by: Actor, note: str = "") -> Iterator[Edit]:
        """One move: the row locked, right and table asked, then saved, logged and announced."""
        with self.locked() as edit:
            target, from_state = edit.ask(move, by, note), self.state
            yield edit
            self.state, edit.saves = target, True
            edit.log(MOVES[move].entry, by, note=note, from_state=from_state)
            edit.announces()
