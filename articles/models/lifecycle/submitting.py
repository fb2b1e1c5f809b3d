"""Changes to a story that is out, handed to the editors by who may not publish them.

The story itself stays as it is, for readers and in its row: what waits is a row beside it, there
only until the changes are published, planned, or given up. The log keeps what became of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models.changes.log import Entry, name_of, record
from articles.models.common.actors import Actor
from articles.models.common.fetched import take_for_fetched
from articles.models.common.texts import Line, Lines
from articles.models.lifecycle.moves import MOVES, destination
from articles.models.lifecycle.workflow import UNSEEN, Move, NotAllowed, Pending
from articles.models.story import bounds
from articles.models.story import content as contents
from articles.models.story.rights import may

if TYPE_CHECKING:
    from articles.models.story.article import Article


class Submission(models.Model):
    """That somebody has submitted a story's changes, or that an editor has returned them."""

    article = models.OneToOneField(
        "articles.Article", on_delete=models.CASCADE, related_name="submission"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    by_name = Line(max_length=150, blank=True)
    at = models.DateTimeField(default=timezone.now)
    note = Lines(blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    returned_by_name = Line(max_length=150, blank=True)
    #: None while it waits for an editor.
    returned_at = models.DateTimeField(null=True, blank=True)
    return_note = Lines(blank=True)

    class Meta:
        verbose_name = gettext_lazy("submitted changes")
        verbose_name_plural = gettext_lazy("submitted changes")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.by_name}: {self.article_id}"

    @property
    def words(self) -> str:
        """Who submitted them, or has returned them, and what they said to it."""
        name, note = self.by_name, self.note
        if self.returned_at is not None:
            name, note = self.returned_by_name, self.return_note
        return f"{name}: {note}" if note else name


class Submitting:
    """Submitting changes, taking them back and returning them, for `Article`.

    All raise NotAllowed with a sentence for the editor, and PermissionDenied.
    """

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
        if not cast("Article", self).has_changes:
            return None
        if there := self._submission():
            return Pending.SUBMITTED if there.returned_at is None else Pending.RETURNED
        return Pending.SAVED

    def submit_changes(self, by: Actor, note: str = "") -> None:
        """Hand the changes to the editors; readers keep the story as it is."""
        story = cast("Article", self)
        with story.locked():
            self._ask_move(Move.SUBMIT_CHANGES, by, note)
            if self.submitted:
                raise NotAllowed(_("The changes are submitted already."))
            if not self._differs():
                raise NotAllowed(_("There are no changes to submit: readers have this version."))
            self._forget_submission()
            known = by.pk if by is not None and by.is_authenticated else None
            Submission.objects.create(
                article=story, by_id=known, by_name=name_of(by), note=note.strip()
            )
            story.beside().submitted = True
            record(Entry.Verb.SUBMIT_CHANGES, by, story=story, note=note)

    def take_back_changes(self, by: Actor, note: str = "") -> None:
        """Let submitted changes wait for no editor any more; they stay in the working copy."""
        with cast("Article", self).locked():
            self._ask_move(Move.TAKE_BACK_CHANGES, by, note)
            self._waiting_submission()
            self._forget_submission()
            record(Entry.Verb.TAKE_BACK_CHANGES, by, story=cast("Article", self), note=note)

    def return_changes(self, by: Actor, note: str = "") -> None:
        """Give submitted changes back to their writer, with a note."""
        with cast("Article", self).locked():
            self._ask_move(Move.RETURN_CHANGES, by, note)
            there = self._waiting_submission()
            there.returned_by_id = by.pk if by is not None else None
            there.returned_by_name, there.returned_at = name_of(by), timezone.now()
            there.return_note = note.strip()
            there.save()
            record(Entry.Verb.RETURN_CHANGES, by, story=cast("Article", self), note=note)

    def no_submission(self) -> None:
        """It is known that there is none: nobody has to ask."""
        take_for_fetched(cast("Article", self), {"submission": None})

    # --- Inside a transaction, with the row locked --------------------------------

    def _ask_move(self, move: Move, by: Actor, note: str) -> None:
        story, right = cast("Article", self), MOVES[move].right
        if not may(by, right, story):
            raise PermissionDenied(_("Your role does not allow: %s.") % move.label)
        destination(move, story.state)
        bounds.short(note)

    def _waiting_submission(self) -> Submission:
        if (there := self.submitted) is None:
            raise NotAllowed(_("No changes are submitted."))
        return there

    def _end_submission(self, by: Actor = None, why: str = "") -> None:
        """Whatever was submitted is settled. `why` is logged, where nothing else says it."""
        story = cast("Article", self)
        if not story.beside().submitted:
            return
        waited = self.submitted
        self._forget_submission()
        if why and waited:
            record(Entry.Verb.CLOSE_CHANGES, by, story=story, note=why)

    def _end_empty_submission(self, by: Actor) -> None:
        """The same where the working copy has become what readers have."""
        if cast("Article", self).beside().submitted and not self._differs():
            self._end_submission(by, _("Readers already have this version."))

    def _forget_submission(self) -> None:
        story = cast("Article", self)
        Submission.objects.filter(article=story).delete()
        story.beside().submitted = False
        self.no_submission()

    def _submission(self) -> Submission | None:
        return getattr(self, "submission", None)

    def _differs(self) -> bool:
        """Whether the working copy says anything else than what readers have, or are to have."""
        story = cast("Article", self)
        if story.state in UNSEEN or story.working_id == story.released_id:
            return False
        given = story.released.content if story.released else contents.cleaned(contents.of(story))
        return (contents.blank() | given) != (contents.blank() | story.content())
