"""When somebody is told: by the clock of where they are. Pure functions of aware moments.

An hour that does not exist on a day (clocks go forward) is an hour later there; of one that comes
twice, the first counts. So a digest comes once a day, whatever clocks do.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings


def zone_named(name: str) -> tzinfo:
    """The time zone of that name; the site's where there is none of it."""
    try:
        return ZoneInfo(name or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(settings.TIME_ZONE)


def next_hour(now: datetime) -> datetime:
    """The next full hour, which it is at the same moment almost everywhere."""
    whole = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return whole + timedelta(hours=1)


def next_at(now: datetime, hour: time, zone: tzinfo) -> datetime:
    """The next moment at which clocks in `zone` show `hour`."""
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(3))
    moments = (datetime.combine(day, hour, zone).astimezone(UTC) for day in days)
    return next(moment for moment in moments if moment > now)


def after_quiet(now: datetime, begins: time | None, ends: time | None, zone: tzinfo) -> datetime:
    """`now`, or where that lies in somebody's quiet hours, their end."""
    if begins is None or ends is None or begins == ends:
        return now
    clock = now.astimezone(zone).time()
    is_quiet = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
    return next_at(now, ends, zone) if is_quiet else now
