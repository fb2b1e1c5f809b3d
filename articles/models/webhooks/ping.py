"""That a hub is still to hear which feeds have changed (WebSub)."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone

from articles.models.changes.claimed_work import ClaimedWork, Pace
from articles.models.common.texts import Line


class HubPing(ClaimedWork):
    """Keys of what has changed, for one hub. Gone once it has heard of them, or was given up."""

    pace = Pace(timedelta(minutes=5), timedelta(seconds=10), timedelta(hours=1))

    hub = models.CharField(max_length=1000)
    #: Such as `section:3`.
    keys = models.JSONField(default=list)
    asked_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True)
    error = Line(max_length=300, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.hub}: {' '.join(self.keys)}"
