"""The calendar: by month, week, day, or as a list of the days to come."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import blake2b
from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.admin.planning import spans
from articles.admin.planning.common import (
    Choices,
    answer,
    choices_for,
    default_first,
    kinds_in,
    number_in,
    with_query,
)
from articles.admin.planning.shown import Item, Reader, drawn
from articles.admin.planning.spans import Span, View
from articles.models import Status
from articles.models.planning.happenings import (
    MOST,
    Happening,
    Kind,
    Wanted,
    happenings,
    not_read,
)
from articles.models.planning.places import MAX_COUNTED

#: Shown of a day of a month, of an hour of a week, of an hour of a day, and of a day of the list.
SHOWN = {View.MONTH: 4, View.WEEK: 3, View.DAY: 40, View.AGENDA: 60}
WITH_HOURS = frozenset({View.WEEK, View.DAY})
#: What lies on a day, and whether it began on one before.
OfDay = list[tuple[Happening, bool]]
#: With the address, by which a page that is open asks whether something is new.
STAMP = "X-Planning-Stamp"


@dataclass(slots=True)
class Slot:
    """An hour of a day; where it is dropped, and where it stands among the others."""

    at: datetime
    label: str
    row: int
    items: list[Item] = field(default_factory=list)
    more: int = 0
    is_now: bool = False

    @property
    def moment(self) -> str:
        """When it begins, exactly."""
        return self.at.isoformat()

    @property
    def listed(self) -> str:
        """What lies in it."""
        return drawn(self.items)


@dataclass(slots=True)
class Day:
    """A day with what lies on it."""

    day: date
    label: str
    column: int
    row: int
    is_today: bool
    is_outside: bool
    url: str
    items: list[Item] = field(default_factory=list)
    more: int = 0
    count: int = 0
    #: The 24 hours: none of one that is left out, two of one that comes twice.
    hours: list[list[Slot]] = field(default_factory=list)

    @property
    def listed(self) -> str:
        """What lies on it."""
        return drawn(self.items)


def calendar(request: HttpRequest) -> HttpResponse:
    """The page; where its script asks whether something is new and nothing is, no words."""
    if (opened := default_first(request, "calendar")) is not None:
        return opened
    person: Any = request.user
    view = request.GET.get("view", "")
    span = spans.span_of(view, spans.read_day(request.GET.get("date", "")))
    hours = {day: _slots_of(day) for day in span.days} if span.view in WITH_HOURS else {}
    starts = [slot.at for slots in hours.values() for slot in slots]
    starts = starts or [spans.start_of(day) for day in span.days]
    wanted = Wanted(
        span.start, span.end, number_in(request.GET.get("section")),
        number_in(request.GET.get("person")), kinds_in(request), _state_in(request),
        tuple(pairwise([*(start.astimezone(UTC) for start in starts), span.end.astimezone(UTC)])),
        SHOWN[span.view],
    )  # fmt: skip
    found = happenings(person, wanted)
    by_day, more = _by_day(span, found), not_read(person, wanted, found)
    stamp = _stamp(span, by_day, more)
    if request.headers.get(STAMP) == stamp:
        return HttpResponse(status=204)
    choices = choices_for(person, "calendar")
    reader = Reader(person, choices.sections, choices.people, request.get_full_path())
    context = {
        "span": span,
        "days": _days(request, span, by_day, more, hours, reader),
        "count": len(found),
        "is_cut": len(found) >= MOST
        or any(one + wanted.most >= MAX_COUNTED for one in more.values()),
        "stamp": stamp,
        **_ways(request, span),
        **filters_context(request, choices, wanted),
    }
    return answer(request, "calendar", _("Calendar"), **context)


def _state_in(request: HttpRequest) -> str:
    wanted = request.GET.get("state", "")
    return wanted if wanted in Status.values else ""


def _by_day(span: Span, found: list[Happening]) -> list[OfDay]:
    """What lies on each day. Found by the days' first moments: asking each for its day by the
    newsroom's clock takes longer than all the rest of a month of thousands."""
    by_day: list[OfDay] = [[] for _day in span.days]
    starts = [spans.start_of(day).astimezone(UTC) for day in span.days]
    for one in found:
        first = last = bisect_right(starts, one.at) - 1
        if one.end is not None and one.end > one.at:
            last = bisect_left(starts, one.end) - 1
        for number in range(max(first, 0), last + 1):
            by_day[number].append((one, number > first))
    return by_day


def _stamp(span: Span, by_day: list[OfDay], more: dict[int, int]) -> str:
    """Of what is shown, and of how much is not."""
    most = None if span.view in WITH_HOURS else SHOWN[span.view]
    shown = [(len(one), one[:most]) for one in by_day]
    told = repr((timezone.localdate(), span.days[0], shown, more))
    return blake2b(told.encode(errors="replace"), digest_size=12).hexdigest()


def _ways(request: HttpRequest, span: Span) -> dict[str, Any]:
    """The ways to other days and to other views."""
    today = timezone.localdate()
    labels = {
        View.DAY: _("Day"), View.WEEK: _("Week"), View.MONTH: _("Month"), View.AGENDA: _("Agenda"),
    }  # fmt: skip
    views = [
        (view.value, labels[view], with_query(request, view=view.value, date=span.day.isoformat()))
        for view in labels
    ]
    return {
        "views": views,
        "earlier": with_query(request, date=span.before.isoformat()),
        "later": with_query(request, date=span.after.isoformat()),
        "to_today": with_query(request, date=today.isoformat()),
        "weekdays": [date_format(day, "D") for day in span.days[:7]],
        "zone": timezone.get_current_timezone_name(),
        "hours": [f"{hour:02}:00" for hour in range(24)],
    }


def filters_context(request: HttpRequest, choices: Choices, wanted: Wanted) -> dict[str, Any]:
    """What the form that filters shows."""
    named = request.GET.getlist("kind")
    return {
        "choices": choices,
        "page_name": "calendar",
        "wanted": wanted,
        "kinds": [(value, label, value in named) for value, label in Kind.choices],
        "states": Status.choices,
        "chosen_filter": number_in(request.GET.get("filter")),
        "is_filtered": bool(named or wanted.section or wanted.person or wanted.state),
        "unfiltered": with_query(request, section="", person="", state="", kind="", filter=""),
        "kept": [(name, request.GET[name]) for name in ("view", "date") if name in request.GET],
    }


def _days(
    request: HttpRequest,
    span: Span,
    by_day: list[OfDay],
    more: dict[int, int],
    hours: dict[date, list[Slot]],
    reader: Reader,
) -> list[Day]:
    days, place = [], 0
    for number, day in enumerate(span.days):
        made = _day(request, span, number, day)
        made.count = len(by_day[number])
        if span.view in WITH_HOURS:
            slots = hours[day]
            for slot in slots:
                slot.more, place = more.get(place, 0), place + 1
            made.hours = _hours(day, slots, by_day[number], reader, SHOWN[span.view])
        else:
            most, besides = SHOWN[span.view], more.get(number, 0)
            made.items = [reader.item(one, goes_on=on) for one, on in by_day[number][:most]]
            made.more = max(0, made.count - most) + besides
            made.count += besides
        days.append(made)
    return days


def _day(request: HttpRequest, span: Span, number: int, day: date) -> Day:
    return Day(
        day,
        date_format(day, "l j F" if span.view != View.MONTH else "j"),
        number % 7,
        number // 7,
        day == timezone.localdate(),
        span.view == View.MONTH and (day.year, day.month) != (span.day.year, span.day.month),
        with_query(request, view="day", date=day.isoformat()),
    )


def _slots_of(day: date) -> list[Slot]:
    """The hours of a day, in the order of time."""
    return [
        Slot(at, f"{at:%H:00}" if len(ones) == 1 else f"{at:%H:00} ({at:%Z})", 2 * hour + place)
        for hour, ones in enumerate(spans.hours_of(day))
        for place, at in enumerate(ones)
    ]


def _hours(
    day: date, slots: list[Slot], found: OfDay, reader: Reader, most: int
) -> list[list[Slot]]:
    """The slots with what lies in them, by the 24 hours."""
    now = timezone.now()
    starts = [slot.at.astimezone(UTC) for slot in slots]
    for one, goes_on in found:
        number = 0 if goes_on else bisect_right(starts, one.at) - 1
        slot = slots[max(number, 0)]
        if len(slot.items) < most:
            slot.items.append(reader.item(one, goes_on=goes_on))
        else:
            slot.more += 1
    if day == timezone.localdate():
        for slot in slots:
            slot.is_now = slot.at <= now < slot.at + 2 * spans.HALF_AN_HOUR
    return [[slot for slot in slots if slot.at.hour == hour] for hour in range(24)]
