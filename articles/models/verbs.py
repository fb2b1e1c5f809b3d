"""What is done to a story: each verb checks the table of moves and the actor's right."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.workflow import Move, NotAllowed, State, destination, moves_from

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from articles.models.article import Article

    #: Who does it; None is the house itself, such as a command.
    Person = AbstractBaseUser | AnonymousUser | None

#: The right that each move asks for.
RIGHTS: dict[Move, str] = {
    Move.SUBMIT: "articles.change_article",
    Move.RETURN: "articles.change_article",
    Move.APPROVE: "articles.publish_article",
    Move.PUBLISH: "articles.publish_article",
    Move.WITHDRAW: "articles.publish_article",
    Move.RESTORE: "articles.publish_article",
}


class Verbs:
    """The verbs of `Article`. `by` is the person; None is the house itself (a command).

    All raise NotAllowed with a sentence for the editor, and PermissionDenied.
    """

    def submit(self, by: Person) -> None:
        """Hand the draft to the editors."""
        self._move(Move.SUBMIT, by)

    def return_to_draft(self, by: Person) -> None:
        """Give it back to its writer."""
        self._move(Move.RETURN, by)

    def approve(self, by: Person) -> None:
        """Say that it is ready to be published."""
        self._move(Move.APPROVE, by)

    def publish(self, by: Person, at: datetime | None = None) -> None:
        """Show it to readers: at once, or from `at` on.

        A story that was published before keeps its date, unless `at` says otherwise.
        """
        story = cast("Article", self)
        self._may(Move.PUBLISH, by)
        self._must_be_whole()
        now = timezone.now()
        was_out = story.first_published_at is not None and story.first_published_at <= now
        moment = at or (story.publish_at if was_out else None) or now
        if story.expires_at and story.expires_at <= moment:
            raise NotAllowed(_("The story would expire before it is published."))
        story.publish_at = moment
        if not was_out:
            story.first_published_at = moment
        self._move(Move.PUBLISH, by)

    def withdraw(self, by: Person, reason: str) -> None:
        """Take it away from readers; its address answers that it is gone."""
        self._may(Move.WITHDRAW, by)
        if not reason.strip():
            raise NotAllowed(_("Please give a reason for the withdrawal."))
        cast("Article", self).withdrawal_reason = reason.strip()
        self._move(Move.WITHDRAW, by)

    def restore(self, by: Person) -> None:
        """Bring a withdrawn story back, at its old address and date."""
        story = cast("Article", self)
        self._may(Move.RESTORE, by)
        self._must_be_whole()
        story.publish_at = story.publish_at or story.first_published_at or timezone.now()
        story.withdrawal_reason = ""
        self._move(Move.RESTORE, by)

    def missing(self) -> list[str]:
        """What the story still lacks before it can be published, in words."""
        story = cast("Article", self)
        needs = [
            (bool(story.headline.strip()), _("a headline")),
            (story.section_id is not None, _("a section")),
            (story.word_count > 0, _("a text")),
            (bool(story.agency) or story.byline_list != [], _("a byline or an agency credit")),
        ]
        return [what for there, what in needs if not there]

    def moves_for(self, person: Any) -> list[Move]:
        """The moves that `person` may make now."""
        story = cast("Article", self)
        return [move for move in moves_from(story.state) if person.has_perm(RIGHTS[move])]

    def _must_be_whole(self) -> None:
        if missing := self.missing():
            raise NotAllowed(
                _("The story can't be published yet. It lacks: %(missing)s.")
                % {"missing": ", ".join(missing)}
            )

    def _may(self, move: Move, by: Any) -> State:
        """The state that the move leads to, once table and right allow it."""
        if by is not None and not by.has_perm(RIGHTS[move]):
            raise PermissionDenied(_("Your role does not allow: %s.") % move.label)
        return destination(move, cast("Article", self).state)

    def _move(self, move: Move, by: Any) -> None:
        story = cast("Article", self)
        story.state = self._may(move, by)
        story.save()
