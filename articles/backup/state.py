"""How old the newest backup is, and what became of the last one: for the desk and for operators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from articles.models import Backup

#: A night's backup that is not there after so long is missing.
LATE_AFTER = timedelta(hours=30)


@dataclass(frozen=True, slots=True)
class State:
    """What is known in the database, whichever host has made it."""

    #: When the newest whole backup came to its end.
    last: datetime | None
    #: Why no later one is there; "" where nothing failed since.
    error: str
    missing: int

    @property
    def is_late(self) -> bool:
        """Whether one should be there, and is not."""
        if settings.BACKUP_AT is None:
            return False
        if self.last is None:
            return bool(self.error)
        # One of a time to come says nothing: the clock was ahead.
        return abs(timezone.now() - self.last) > LATE_AFTER

    def words(self) -> str:
        """For machines, and so in one language."""
        if self.last is None:
            told = "none was made"
        else:
            hours = (timezone.now() - self.last).total_seconds() / 3_600
            told = f"made {hours:.1f} h ago"
        if self.error:
            told += f"; failed since: {self.error}"
        if self.missing:
            told += f"; {self.missing} files were missing"
        switched = "" if settings.BACKUP_AT else ", and none is made by itself"
        return told + (" (late)" if self.is_late else switched)


def state() -> State:
    """How it stands; two queries."""
    whole = Backup.last_whole()
    failed = Backup.objects.exclude(error="").order_by("-asked_at", "-pk").first()
    error = ""
    if failed is not None and (whole is None or failed.asked_at > whole.asked_at):
        error = failed.error
    return State(whole.finished_at if whole else None, error, whole.missing if whole else 0)
