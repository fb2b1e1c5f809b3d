"""Django's sessions in the database, which end after a time without use, and after a time at all.

Both limits are those of whoever logged in. The row's end is the sooner of the two, so that whatever
reads a session finds none once it has run out; nobody has to ask.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

#: What a session of the desk holds: when it ends at the latest, in seconds of the clock, and after
#: how many seconds without use it ends before that.
ENDS, IDLE = "ends", "idle"


class SessionStore(db.SessionStore):
    """A session that knows when its row runs out."""

    runs_out: datetime | None = None

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()  # type: ignore[misc]
        self.runs_out = row.expire_date if row else None
        return row

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """When the row runs out if it is used now."""
        if ENDS not in self or kwargs:
            return super().get_expiry_date(**kwargs)
        return min(timezone.now() + timedelta(seconds=self[IDLE]), self.ends)

    def get_expiry_age(self, **kwargs: Any) -> int:
        """Seconds for which the browser keeps the cookie: to the end, as use puts off the row's."""
        if ENDS not in self or kwargs:
            return super().get_expiry_age(**kwargs)
        return max(0, int(self[ENDS] - time.time()))

    @property
    def ends(self) -> datetime:
        """When it ends at the latest."""
        return datetime.fromtimestamp(self[ENDS], UTC)
