"""Changes to a story that is out, handed to the editors by who may not publish them.

The story itself stays as it is, for readers and in its row: what waits is a row beside it, there
only until the changes are published, planned, or given up. The log keeps what became of them.
"""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.changes.log import Entry, name_of
from articles.models.common.actors import Actor
from articles.models.common.fetched import take_for_fetched
from articles.models.lifecycle.edit import Edit
from articles.models.lifecycle.locking import Locking
from articles.models.lifecycle.submission import Submission
from articles.models.lifecycle.workflow import UNSEEN, Move, NotAllowed, Pending
from articles.models.notices.notice import Kind
from articles.models.story import content as contents


class Submitting(Locking):
    """Submitting changes, taking them back and returning them.

    All raise NotAllowed with a sentence for the editor, and PermissionDenied.
    """

    class Meta:
        abstract = True

    @property
    def submitted(self) -> Submission | None:
        """The submission that waits for an editor; one query where it was not read yet."""
        there = self._submission()
        return there if there and there.returned_at is None else None

    @property
    def returned(self) -> Submission | None:
        """The submission that an editor has returned."""
        there = self._submission()
        return there if there and there.returned_at is not None else None

    @property
    def pending(self) -> Pending | None:
        """Where the changes stand that readers do not have; None where there are none."""
        if not self.has_changes:
            return None
        if there := self._submission():
            return Pending.SUBMITTED if there.returned_at is None else Pending.RETURNED
        return Pending.SAVED

    def submit_changes(self, by: Actor, note: str = "") -> None:
        """Hand the changes to the editors; readers keep the story as it is."""
        with self.locked() as edit:
            edit.ask(Move.SUBMIT_CHANGES, by, note)
            if self.submitted:
                raise NotAllowed(_("The changes are submitted already."))
            if not self._differs():
                raise NotAllowed(_("There are no changes to submit: readers have this version."))
            self._forget_submission(edit)
            known = by.pk if by is not None and by.is_authenticated else None
            made = Submission.objects.create(
                article_id=self.pk, by_id=known, by_name=name_of(by), note=note.strip()
            )
            take_for_fetched(self, {"submission": made})
            edit.related.submitted = True
            edit.log(Entry.Verb.SUBMIT_CHANGES, by, note=note)
            edit.tells(Kind.APPROVAL, by, note)

    def take_back_changes(self, by: Actor, note: str = "") -> None:
        """Let submitted changes wait for no editor any more; they stay in the working copy."""
        with self.locked() as edit:
            edit.ask(Move.TAKE_BACK_CHANGES, by, note)
            self._waiting_submission()
            self._forget_submission(edit)
            edit.log(Entry.Verb.TAKE_BACK_CHANGES, by, note=note)

    def return_changes(self, by: Actor, note: str = "") -> None:
        """Give submitted changes back to their writer, with a note."""
        with self.locked() as edit:
            edit.ask(Move.RETURN_CHANGES, by, note)
            there = self._waiting_submission()
            there.returned_by_id = by.pk if by is not None else None
            there.returned_by_name, there.returned_at = name_of(by), timezone.now()
            there.return_note = note.strip()
            there.save()
            edit.log(Entry.Verb.RETURN_CHANGES, by, note=note)
            edit.is_settled = True
            edit.tells(Kind.CHANGES_RETURNED, by, note)

    def no_submission(self) -> None:
        """It is known that there is none: nobody has to ask."""
        take_for_fetched(self, {"submission": None})

    # --- Inside a transaction, with the row locked --------------------------------

    def _waiting_submission(self) -> Submission:
        if (there := self.submitted) is None:
            raise NotAllowed(_("No changes are submitted."))
        return there

    def _end_submission(self, edit: Edit, by: Actor = None, why: str = "") -> None:
        """Whatever was submitted is settled. `why` is logged, where nothing else says it."""
        if not edit.related.submitted:
            return
        waited = self.submitted
        self._forget_submission(edit)
        if why and waited:
            edit.log(Entry.Verb.CLOSE_CHANGES, by, note=why)

    def _end_empty_submission(self, edit: Edit, by: Actor) -> None:
        """The same where the working copy has become what readers have."""
        if edit.related.submitted and not self._differs():
            self._end_submission(edit, by, _("Readers already have this version."))

    def _forget_submission(self, edit: Edit) -> None:
        Submission.objects.filter(article=self.pk).delete()
        edit.is_settled |= edit.related.submitted
        edit.related.submitted = False
        self.no_submission()

    def _submission(self) -> Submission | None:
        return getattr(self, "submission", None)

    def _differs(self) -> bool:
        """Whether the working copy says anything else than what readers have, or are to have."""
        if self.state in UNSEEN or self.working_id == self.released_id:
            return False
        given = self.released.content if self.released else contents.cleaned(contents.of(self))
        return (contents.blank() | given) != (contents.blank() | self.content())
