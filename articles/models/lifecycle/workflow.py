"""The states of a story, and the names of the moves between them. Imports no other model.

A scheduled story is a published one whose hour has not come, and an expired one is a
published one whose hour has passed: visibility is a question of time, not of state.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.common.unindexed import one_of


class State(models.TextChoices):
    """What is stored."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    READY = "ready", _("Ready")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Status(models.TextChoices):
    """What is shown: the state as it is at a moment."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    READY = "ready", _("Ready")
    SCHEDULED = "scheduled", _("Scheduled")
    LIVE = "live", _("Live")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Pending(models.TextChoices):
    """Where changes stand that readers, who have the story, do not have."""

    SAVED = "changed", _("Changes not published")
    SUBMITTED = "submitted", _("Changes submitted")
    RETURNED = "returned", _("Changes returned")


class Move(models.TextChoices):
    """The verbs that change a state."""

    SUBMIT = "submit", _("Submit for review")
    RETURN = "return", _("Return to draft")
    APPROVE = "approve", _("Approve")
    PUBLISH = "publish", _("Publish")
    WITHDRAW = "withdraw", _("Withdraw")
    RESTORE = "restore", _("Restore")
    UNSCHEDULE = "unschedule", _("Unschedule")
    SUBMIT_CHANGES = "submit_changes", _("Submit changes")
    TAKE_BACK_CHANGES = "take_back_changes", _("Cancel submission")
    RETURN_CHANGES = "return_changes", _("Return changes")


class Change(models.TextChoices):
    """What a change to a story that is out means to those who have read it."""

    MINOR = "minor", _("Minor: a typo or similar")
    UPDATE = "update", _("Update: new developments")
    CLARIFICATION = "clarification", _("Clarification: it could be misunderstood")
    CORRECTION = "correction", _("Correction: it was wrong")


#: The changes that readers are told of in words.
CHANGES_TOLD_TO_READERS = frozenset({Change.CLARIFICATION, Change.CORRECTION})

#: States in which readers see nothing of the story, so that its row follows the working copy.
UNSEEN = frozenset({State.DRAFT, State.IN_REVIEW, State.READY})


def seen(moment: datetime | None = None, path: str = "") -> Q:
    """What readers may see at `moment` (now): published, due, not expired, not withdrawn. The
    stories are the rows that are asked for, or stand at `path` from them, such as `article__`."""
    moment = moment or timezone.now()
    return Q(lasting(moment, path), **{f"{path}publish_at__lte": moment})


def lasting(moment: datetime, path: str = "") -> Q:
    """The half of it that does not ask whether their hour has come: for whoever asks for hours
    that have."""
    stays = Q(**{f"{path}expires_at__isnull": True}) | Q(**{f"{path}expires_at__gt": moment})
    return Q(stays, **{f"{path}state": State.PUBLISHED})


def lasting_of_each(moment: datetime) -> Q:
    """The same, asked of each story that was found otherwise, off no index of states."""
    stays = Q(expires_at__isnull=True) | Q(expires_at__gt=moment)
    return Q(one_of("state", [State.PUBLISHED.value])) & stays


def seen_of_each(moment: datetime | None = None) -> Q:
    """What readers may see at `moment` (now), asked in the same way."""
    moment = moment or timezone.now()
    return lasting_of_each(moment) & Q(publish_at__lte=moment)


class NotAllowed(Exception):
    """A verb was refused; its text tells the editor why."""


class NeedsReason(NotAllowed):
    """Warnings stand against it: with a reason, which is logged, it may be done all the same."""

    def __init__(self, sentence: str, warnings: list[str]) -> None:
        super().__init__(sentence)
        self.warnings = warnings
