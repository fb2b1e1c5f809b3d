"""What a cache in front of the portal was told, or has still to be told."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models.changes.claimed_work import ClaimedWork, Pace
from articles.models.common.texts import Line


class Purge(ClaimedWork):
    """Keys that one backend has to drop, and how that went."""

    pace = Pace(timedelta(seconds=60), timedelta(seconds=1), timedelta(minutes=5))
    pending = Q(done_at=None)

    keys = models.JSONField()
    #: Whether what it has may be shown while it fetches anew.
    soft = models.BooleanField(default=False)
    backend = models.CharField(max_length=20)
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    done_at = models.DateTimeField(null=True)
    #: Not before this moment.
    next_try_at = models.DateTimeField(default=timezone.now)
    error = Line(max_length=500, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [
            # What has still to be told: few, however many were.
            models.Index(fields=["next_try_at"], condition=Q(done_at=None), name="purge_due"),
        ]

    def __str__(self) -> str:
        return f"{self.backend}: {' '.join(self.keys)}"

    @property
    def seconds(self) -> float | None:
        """How long it took until the backend had dropped them; None while it has not."""
        return (self.done_at - self.asked_at).total_seconds() if self.done_at else None
