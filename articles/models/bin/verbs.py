"""The bin: where a story that no reader ever had lies until it is deleted.

All of it stays in its place: its state, its revisions, comments, pictures, whose it is. It is
only seen no more: `may()` and `within_reach_of()` know nothing of it, and no verb but those here
takes its lock.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.changes.log import Entry
from articles.models.common.actors import Actor
from articles.models.lifecycle.edit import Edit
from articles.models.lifecycle.verbs import Verbs
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.story.rights import Right


class Binning(Verbs):
    """Into the bin, out of it again, and out of the world."""

    class Meta:
        abstract = True

    def bin(self, by: Actor) -> None:
        """Put a story that never was out into the bin. Raises DoesNotExist for one that is there
        already."""
        with self.locked() as edit:
            self._ask_to_delete(edit, by)
            self._lies_in_bin(edit, by, since=True)
            edit.log(Entry.Verb.BIN, by)

    def restore_from_bin(self, by: Actor) -> None:
        """Take it out of the bin again, as it was. Raises DoesNotExist for one that is not there
        any more."""
        with self.locked(in_bin=True) as edit:
            if not edit.may(by, Right.EDIT):
                raise PermissionDenied(_("You may not change this story."))
            self._lies_in_bin(edit, by, since=False)
            edit.log(Entry.Verb.RESTORE_FROM_BIN, by)
            if self.assignee is not None and not self.assignee.is_active:
                # Who left meanwhile has handed on what was not in the bin.
                self.assign(None, None, self.due_at)

    def remove(self, by: Actor, note: str = "") -> None:
        """Delete a story that never was out, for good. The log keeps its last words. Raises
        DoesNotExist where it was put into the bin, or taken out, meanwhile."""
        with self.locked(in_bin=self.is_binned) as edit:
            self._ask_to_delete(edit, by)
            content = self.content()
            edit.log(Entry.Verb.DELETE, by, note=note, content=content, number=self.pk)
            self.delete()

    def _ask_to_delete(self, edit: Edit, by: Actor) -> None:
        if not edit.may(by, Right.DELETE):
            raise PermissionDenied(_("You may not delete this story."))
        if self.first_published_at is not None:
            raise NotAllowed(_("A published story can be withdrawn, not deleted."))

    def _lies_in_bin(self, edit: Edit, by: Actor, *, since: bool) -> None:
        """Say so in its row, and nothing else: when it was saved last stays true."""
        self.binned_at = timezone.now() if since else None
        self.binned_by_id = by.pk if since and by is not None else None
        columns = {"binned_at": self.binned_at, "binned_by": self.binned_by_id}
        type(self)._base_manager.filter(pk=self.pk).update(**columns)
