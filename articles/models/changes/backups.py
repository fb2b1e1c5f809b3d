"""Backups that were taken or are to be, and what the database has been put back from."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.changes.claimed_work import ClaimedWork, Pace
from articles.models.common.texts import Line


class Restoration(models.Model):
    """The database is that of a backup since then: its `life` is another one, and what was known
    of it before says nothing any more."""

    life = models.BigIntegerField(editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    backup = Line(max_length=200, editable=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.backup}"

    @classmethod
    def current_life(cls) -> int:
        """Which life of the database this is; 0 where it was never put back. One query."""
        return cls.objects.order_by("-pk").values_list("life", flat=True).first() or 0


class Backup(ClaimedWork):
    """A backup, taken or still to be: in one worker's hand on whichever host, one at a time."""

    pace = Pace(
        lease=timedelta(minutes=2),
        first_wait=timedelta(minutes=10),
        longest_wait=timedelta(hours=2),
    )
    pending = models.Q(finished_at=None)

    #: The night that it is for; empty where somebody has asked for it.
    night = models.DateField(null=True, unique=True, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    next_try_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False, db_index=True)
    #: What it is called in its place; "" where none came of it.
    name = Line(max_length=40, blank=True, editable=False)
    place = Line(max_length=500, blank=True, editable=False)
    error = Line(max_length=500, blank=True, editable=False)
    #: How many files were missing that the database names.
    missing = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name or f"backup of {self.asked_at:%Y-%m-%d %H:%M}"

    @classmethod
    def for_night(cls, night: date) -> Backup:
        """The one for that night; made where there is none."""
        return cls.objects.get_or_create(night=night)[0]

    @classmethod
    def last_whole(cls) -> Backup | None:
        """The newest that came to an end with a backup."""
        done = cls.objects.exclude(name="").exclude(finished_at=None)
        return done.order_by("-finished_at").first()

    def begin(self, now: datetime | None = None, **values: Any) -> bool:
        """Take it in hand, unless another one is in somebody's: two would remove each other's
        files. Of two that begin in the same moment, both may stand back."""
        if self._others().exists() or not self.claim(now, **values):
            return False
        if self._others().exists():
            self.put_off("another backup was begun")
            return False
        return True

    def _others(self) -> models.QuerySet[Backup]:
        held = Backup.objects.filter(finished_at=None, claimed_until__gt=timezone.now())
        return held.exclude(pk=self.pk)
