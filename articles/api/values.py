"""What is asked of a list, read strictly: a value that means nothing is refused, and none is bent
into another one."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Final

from django.utils import timezone
from pydantic import BeforeValidator, WithJsonSchema

from articles.models.story.listing import EPOCH, NEVER

#: The largest number that a row may have.
LARGEST: Final = 10**18 - 1
#: How many there are on a page of a list, and how many at most.
USUAL, MOST = 20, 100
LONGEST_QUERY: Final = 200
_MICROSECOND: Final = timedelta(microseconds=1)
_MOMENT = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[Tt ](?P<time>\d\d:\d\d:\d\d)(?P<part>\.\d+)?"
    r"(?P<zone>[Zz]|[+ -]\d\d:\d\d)",
    re.ASCII,
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WHERE = re.compile(r"(?P<late>u?)(?:(?P<at>[0-9]{1,16})-(?P<pk>[0-9]{1,18}))?", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
#: Python has no year 0, and no 61st second.
_YEAR_0, _LEAP = "0000-", ":60"


def _moment(value: Any) -> datetime:
    """The moment of RFC 3339, or a day by the newsroom's clock: its beginning."""
    text = value if isinstance(value, str) else ""
    if _DAY.fullmatch(text):
        day = date.fromisoformat(_known(text))
        return _bounded(datetime.combine(day, time.min), timezone.get_current_timezone())
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError("Give a date (2026-10-01) or a moment (2026-10-01T06:30:00Z).")
    clock = found["time"].replace(_LEAP, ":59") if found["time"].endswith(_LEAP) else found["time"]
    at = datetime.fromisoformat(f"{_known(found['date'])}T{clock}{(found['part'] or '')[:7]}")
    # A plus sign that was not encoded arrives as a blank.
    zone = found["zone"].upper().replace(" ", "+").replace("Z", "+00:00")
    return _bounded(at, datetime.fromisoformat(f"2000-01-01T00:00:00{zone}").tzinfo)


def _known(day: str) -> str:
    return day.replace(_YEAR_0, "0001-", 1) if day.startswith(_YEAR_0) else day


def _bounded(at: datetime, zone: Any) -> datetime:
    """Within the years that every database and every zone can reckon with: no story is of another
    one."""
    if at.year < EPOCH.year:
        return EPOCH
    if at.year >= NEVER.year:
        return NEVER
    return at.replace(tzinfo=zone).astimezone(UTC)


def _number(value: Any) -> int:
    """A row's number; each has one address, so that none is kept twice."""
    if not _NUMBER.fullmatch(str(value)):
        raise ValueError("Give its number, such as 17.")
    return int(value)


class Where:
    """A place in a list: behind what was given last. `is_late` is the second part of a list of what
    has changed."""

    __slots__ = ("behind", "is_late")

    def __init__(self, behind: tuple[datetime, int] | None, *, is_late: bool = False) -> None:
        self.behind, self.is_late = behind, is_late

    @classmethod
    def read(cls, value: Any) -> Where:
        """The place that a cursor says."""
        found = _WHERE.fullmatch(value) if isinstance(value, str) and value else None
        if found is None:
            raise ValueError("Give the cursor of the page before as it came.")
        behind = None
        if found["at"] is not None:
            behind = EPOCH + int(found["at"]) * _MICROSECOND, int(found["pk"])
        return cls(behind, is_late=bool(found["late"]))

    def __str__(self) -> str:
        late = "u" if self.is_late else ""
        if self.behind is None:
            return late
        at, pk = self.behind
        return f"{late}{(at - EPOCH) // _MICROSECOND}-{pk}"


def _place(value: Any) -> str:
    Where.read(value)
    return str(value)


def _size(value: Any) -> int:
    text = str(value)
    if not _NUMBER.fullmatch(text) or int(text) > MOST:
        raise ValueError(f"Give a number from 1 to {MOST}.")
    return int(text)


DAY_OR_MOMENT = {
    "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
}
Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema(DAY_OR_MOMENT)]
Number = Annotated[
    int,
    BeforeValidator(_number),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": LARGEST}),
]
#: What a page named as the next one: to give back, not to read.
Cursor = Annotated[
    str,
    BeforeValidator(_place),
    WithJsonSchema({"type": "string", "pattern": "^(?:u|u?[0-9]{1,16}-[0-9]{1,18})$"}),
]
Size = Annotated[
    int,
    BeforeValidator(_size),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}),
]
