"""Days and hours of the newsroom's clock: also those that have 23 hours, or 25."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _

#: A day before which, and after which, nothing is shown: elsewhere on earth there is no such year.
FIRST, LAST = date(1900, 1, 1), date(9000, 1, 1)
HALF_AN_HOUR, DAY = timedelta(minutes=30), timedelta(days=1)
AGENDA_DAYS = 14


class View(StrEnum):
    """What the calendar shows at once."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    AGENDA = "agenda"


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are shown, what they are called, and the days that lead back and on."""

    view: View
    day: date
    days: tuple[date, ...]
    label: str
    before: date
    after: date

    @property
    def start(self) -> datetime:
        """The first moment."""
        return start_of(self.days[0])

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return start_of(self.days[-1] + DAY)


def first_day_of_week() -> int:
    """0 is Monday: as the paper's language has it."""
    number = int(get_format("FIRST_DAY_OF_WEEK", lang=settings.LANGUAGE_CODE))
    return (number - 1) % 7


def start_of(day: date) -> datetime:
    """The first moment of a day, also where the clocks leave midnight out."""
    midnight = datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
    return midnight.astimezone(UTC).astimezone(timezone.get_current_timezone())


def hours_of(day: date) -> list[list[datetime]]:
    """The beginnings of the hours from 0 to 23: none of one that the clocks leave out, two of one
    that comes twice."""
    found: list[list[datetime]] = [[] for _hour in range(24)]
    seen: set[tuple[int, timedelta | None]] = set()
    at, end = start_of(day).astimezone(UTC), start_of(day + DAY).astimezone(UTC)
    while at < end:
        local = timezone.localtime(at)
        if (key := (local.hour, local.utcoffset())) not in seen:
            seen.add(key)
            found[local.hour].append(local)
        at += HALF_AN_HOUR
    return found


def span_of(view: str, day: date) -> Span:
    """What is shown of the days around `day`."""
    day = min(max(day, FIRST), LAST)
    if view == View.WEEK:
        begin = _week_of(day)
        days = tuple(begin + number * DAY for number in range(7))
        label = _("%(from)s to %(to)s") % {
            "from": date_format(days[0], "j F"), "to": date_format(days[-1], "j F Y")
        }  # fmt: skip
        return Span(View.WEEK, day, days, label, day - 7 * DAY, day + 7 * DAY)
    if view == View.DAY:
        return Span(View.DAY, day, (day,), date_format(day, "l j F Y"), day - DAY, day + DAY)
    if view == View.AGENDA:
        days = tuple(day + number * DAY for number in range(AGENDA_DAYS))
        label = _("%(from)s to %(to)s") % {
            "from": date_format(days[0], "j F"), "to": date_format(days[-1], "j F Y")
        }  # fmt: skip
        step = AGENDA_DAYS * DAY
        return Span(View.AGENDA, day, days, label, day - step, day + step)
    return _month_of(day)


def _month_of(day: date) -> Span:
    first = day.replace(day=1)
    after = (first + 32 * DAY).replace(day=1)
    begin, end = _week_of(first), _week_of(after - DAY) + 7 * DAY
    days = tuple(begin + number * DAY for number in range((end - begin).days))
    before = (first - DAY).replace(day=1)
    return Span(View.MONTH, day, days, date_format(first, "F Y"), before, after)


def _week_of(day: date) -> date:
    return day - ((day.weekday() - first_day_of_week()) % 7) * DAY


def read_day(text: str) -> date:
    """The day that an address names; today where it names none."""
    try:
        return date.fromisoformat(text.strip()) if len(text) <= 12 else timezone.localdate()
    except ValueError:
        return timezone.localdate()
