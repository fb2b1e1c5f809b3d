"""What search looks in besides words: marks, which are words that nobody can type.

Each begins with a sign of the private use area; folding makes a gap of those, so that no text and
no query has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

#: Before a word that stands in a headline; before all other marks.
_TITLE, _MARK = "\ue000", "\ue001"
_DAY, _FOUR_DAYS = timedelta(days=1), timedelta(days=4)
#: What readers may have, once its hour has come.
PUBLIC = f"{_MARK}p"


def in_title(word: str) -> str:
    """`word`, as one of a headline."""
    return f"{_TITLE}{word}"


def section(number: int) -> str:
    """Of the section."""
    return f"{_MARK}s{number}"


def author(number: int) -> str:
    """With the author's name over it."""
    return f"{_MARK}a{number}"


def topic(number: int) -> str:
    """With the topic."""
    return f"{_MARK}t{number}"


def person(number: int) -> str:
    """Begun by the account, or assigned to it."""
    return f"{_MARK}u{number}"


def kind(name: str) -> str:
    """Of that kind of journalism."""
    return f"{_MARK}k{name}"


def of_time(moment: datetime) -> tuple[str, str, str]:
    """The marks of a moment in UTC: of its day, its month and its year."""
    return _day(moment), _month(moment), _year(moment)


def between(start: date, end: date) -> Iterator[str]:
    """The fewest marks for all days from `start` to `end`, both included."""
    at = start
    while at <= end:
        next_month = (at.replace(day=28) + _FOUR_DAYS).replace(day=1)
        next_year = date(at.year + 1, 1, 1)
        if at.day == at.month == 1 and next_year - _DAY <= end:
            yield _year(at)
            at = next_year
        elif at.day == 1 and next_month - _DAY <= end:
            yield _month(at)
            at = next_month
        else:
            yield _day(at)
            at += _DAY


def _day(at: date) -> str:
    return f"{_MARK}d{at:%Y%m%d}"


def _month(at: date) -> str:
    return f"{_MARK}m{at:%Y%m}"


def _year(at: date) -> str:
    return f"{_MARK}y{at:%Y}"
