"""A new draft that begins with what another story says."""

from __future__ import annotations

from typing import Any, Self
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.models.bin.verbs import Binning
from articles.models.story.content import Content
from articles.models.story.rights import Right, may

#: Characters of the story's title in the version's reason.
MAX_TITLE = 200
ADD = "articles.add_article"
#: What is the one story's alone: its address, and its hours.
NOT_COPIED = {"slug": "", "publish_at": None, "expires_at": None}


class Copying(Binning):
    """The story as the beginning of another one."""

    class Meta:
        abstract = True

    def duplicate(self, by: Any, *, key: UUID | None = None) -> Self:
        """A draft of `by` with all that the working copy says, but for its address and hours. What
        stands beside the story (comments, revisions, who has it, log) is not copied. The log and
        the first version say of what it is a copy. The same `key` makes one only.

        Raises PermissionDenied for those who may not see the story, or not begin any.
        """
        if not (may(by, Right.VIEW, self) and (by is None or by.has_perm(ADD))):
            raise PermissionDenied(_("You may not copy this story."))
        why = _("Copy of “%(story)s”") % {"story": Truncator(self).chars(MAX_TITLE)}
        return self.begin(copied(self.content()), by, key=key, why=why, copy_of=self.pk)


def copied(content: Content) -> Content:
    """What of a story's content another one begins with."""
    return {**content, **NOT_COPIED}
