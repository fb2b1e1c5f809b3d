"""The word that something changed, kept in the same transaction so that no crash loses it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from articles.models.changes.claimed_work import ClaimedWork, Pace
from articles.models.common import slices
from articles.signals import announced, changed

#: How long the log reaches back.
LOG_KEPT_FOR = timedelta(days=1)


class Waiting(models.Manager["Announcement"]):
    """Announcements that were not delivered yet."""

    def get_queryset(self) -> models.QuerySet[Announcement]:
        """Without those that were."""
        return super().get_queryset().filter(delivered_at=None)


class Announcement(ClaimedWork):
    """Surrogate keys of what changed, until everyone who listens was told; then, for a day, the
    log in which other hosts look up what they have missed."""

    #: Its own process delivers it at once. What is left after so long is delivered by a worker,
    #: and waits as long after each try of theirs.
    UNDELIVERED = timedelta(seconds=10)
    pace = Pace(lease=UNDELIVERED, first_wait=UNDELIVERED, longest_wait=UNDELIVERED)
    pending = models.Q(delivered_at=None)
    due_column, error_column = "at", ""

    attempts = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    keys = models.JSONField()
    #: Since when it waits, or was tried last.
    at = models.DateTimeField(default=timezone.now, db_index=True)

    delivered_at = models.DateTimeField(null=True, editable=False)

    objects = Waiting()
    log = models.Manager["Announcement"]()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return " ".join(self.keys)

    def deliver(self) -> None:
        """Tell all listeners; the row waits no longer once all were told.

        One that fails does not keep the others from hearing it; then what it raised is raised,
        and all will be told again.
        """
        answers = changed.send_robust(sender=Announcement, keys=list(self.keys), number=self.pk)
        for _listener, answer in answers:
            if isinstance(answer, Exception):
                raise answer
        type(self).log.filter(pk=self.pk).update(delivered_at=timezone.now())

    @classmethod
    def left_over(cls, now: datetime | None = None) -> models.QuerySet[Announcement]:
        """What its own process has not delivered, the longest waiting first."""
        before = (now or timezone.now()) - cls.UNDELIVERED
        return cls.due(before).order_by("at", "pk")

    @classmethod
    def newest(cls) -> models.QuerySet[Any, datetime]:
        """When anything was told last, for a query; nothing after a day without a change."""
        return cls.log.order_by("-at").values_list("at", flat=True)[:1]

    @classmethod
    def forget_old(cls) -> int:
        """Take what was delivered more than a day ago out of the log; returns how many went."""
        old = cls.log.filter(at__lt=timezone.now() - LOG_KEPT_FOR, delivered_at__isnull=False)
        return slices.delete(old)


def announce(keys: Iterable[str]) -> None:
    """Keep `keys` with the change that is being made, and tell of them after it is committed.

    What one transaction says one after the other is said as one.
    """
    connection = transaction.get_connection()
    # None stands for a block without a savepoint, which is undone with what stands around it.
    within = set(connection.savepoint_ids) - {None}
    # Django drops what a rolled back savepoint has asked for, and all of it at the commit.
    for savepoints, told, *_rest in connection.run_on_commit:
        kept = getattr(told, "__self__", None)
        if isinstance(kept, Announcement) and savepoints - {None} == within:
            if more := set(keys) - set(kept.keys):
                kept.keys = sorted({*kept.keys, *more})
                kept.save(update_fields=["keys"])
                announced.send(sender=Announcement, keys=sorted(more), number=kept.pk)
            return
    kept = Announcement.objects.create(keys=sorted(keys))
    announced.send(sender=Announcement, keys=list(kept.keys), number=kept.pk)
    transaction.on_commit(kept.deliver, robust=True)
