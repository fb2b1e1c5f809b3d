"""What a search may be narrowed to, with how many stories each choice leaves, and what it is.

Counted is what was found; where that is not all there is, a number would be a guess and none is
said. Each choice is an address, and so is taking it back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.models import Article, Byline, Category, Tagging
from articles.search import Found
from articles.web.search.asked import PERIODS, Sought

#: Authors and topics that are offered.
MOST = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, and where it leads to."""

    label: str
    url: str
    #: How many stories it leaves; None where that is not known.
    stories: int | None = None
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A filter with its choices."""

    name: str
    label: str
    choices: list[Choice] = field(default_factory=list)


def chosen(sought: Sought) -> list[Choice]:
    """What the search is narrowed to; each leads to the search without it."""
    parts = [
        (sought.section and sought.section.name, ("section",)),
        (sought.author and sought.author.name, ("author",)),
        (sought.topic and sought.topic.name, ("topic",)),
        (sought.kind and str(Article.Kind(sought.kind).label), ("kind",)),
        (sought.period and labels_of_periods()[sought.period], ("period",)),
        (_of_days(sought), ("from", "to")),
    ]
    return [Choice(label, sought.address(*names)) for label, names in parts if label]


def labels_of_periods() -> dict[str, str]:
    """What each is called."""
    return {
        "day": _("Past 24 hours"),
        "week": _("Past week"),
        "month": _("Past month"),
        "year": _("Past year"),
    }


def _of_days(sought: Sought) -> str:
    start, end = (day and date_format(day, "DATE_FORMAT") for day in (sought.since, sought.until))
    if start and end:
        return start if start == end else f"{start} – {end}"
    if start:
        return _("Since %(day)s") % {"day": start}
    return _("Until %(day)s") % {"day": end} if end else ""


def groups(sought: Sought, found: Found, sections: Sequence[Category]) -> list[Group]:
    """The filters that the search is not narrowed by yet, with what was found of each: three
    queries, however much that is."""
    numbers = list(found.numbers)
    counting = Counting(sought, not found.is_about)
    rows = list(Article.objects.filter(pk__in=numbers).values_list("section", "kind", "publish_at"))
    made = [
        Group("section", _("Section"), counting.sections(rows, sections)),
        Group("kind", pgettext("of a story", "Type"), counting.kinds(rows)),
        Group("author", _("Author"), counting.named("author", _names(numbers))),
        Group("topic", _("Topic"), counting.named("topic", _tags(numbers))),
        Group("period", pgettext("of a story", "Date"), counting.periods(rows)),
    ]
    taken = {"period"} if sought.since or sought.until else set()
    taken |= set(sought.values)
    return [one for one in made if one.name not in taken and _says_something(one, len(numbers))]


def _says_something(group: Group, stories: int) -> bool:
    """Whether a choice leaves anything out. One may always give dates of one's own."""
    if group.name == "period":
        return True
    return len(group.choices) > 1 or any(
        one.stories not in {None, stories} for one in group.choices
    )


def _names(numbers: list[int]) -> Any:
    bylines = Byline.objects.filter(article__in=numbers).order_by()
    counted = bylines.values_list("author__slug", "author__name").annotate(n=Count("pk"))
    return counted.order_by("-n", "author__name")[:MOST]


def _tags(numbers: list[int]) -> Any:
    taggings = Tagging.objects.filter(content_object__in=numbers).order_by()
    counted = taggings.values_list("tag__slug", "tag__name").annotate(n=Count("pk"))
    return counted.order_by("-n", "tag__name")[:MOST]


#: Section, kind and moment of a story.
_Row = tuple[int | None, str, datetime | None]


@dataclass(frozen=True, slots=True)
class Counting:
    """Makes choices of what was found."""

    sought: Sought
    #: Whether all was found that there is.
    is_all: bool

    def sections(self, rows: Sequence[_Row], sections: Sequence[Category]) -> list[Choice]:
        """Those that have some of it, in the paper's order."""
        counts = Counter(section for section, _kind, _moment in rows)
        return [
            self._choice("section", one.slug, one.name, counts[one.pk], one.colour)
            for one in sections
            if counts[one.pk]
        ]

    def kinds(self, rows: Sequence[_Row]) -> list[Choice]:
        """Those that it has."""
        counts = Counter(kind for _section, kind, _moment in rows)
        return [
            self._choice("kind", kind.value, str(kind.label), counts[kind.value])
            for kind in Article.Kind
            if counts[kind.value]
        ]

    def periods(self, rows: Sequence[_Row]) -> list[Choice]:
        """The last day, week, month and year, as far as each has some of it."""
        return list(self._periods([moment for _section, _kind, moment in rows if moment]))

    def _periods(self, moments: list[datetime]) -> Iterator[Choice]:
        now, labels = timezone.now(), labels_of_periods()
        for name, length in PERIODS.items():
            stories = sum(moment >= now - length for moment in moments)
            if stories:
                yield self._choice("period", name, labels[name], stories)

    def named(self, name: str, counts: Iterable[tuple[str, str, int]]) -> list[Choice]:
        """Authors or topics."""
        return [self._choice(name, slug, label, stories) for slug, label, stories in counts]

    def _choice(self, name: str, value: str, label: str, stories: int, colour: Any = "") -> Choice:
        address = self.sought.address(**{name: value})
        return Choice(label, address, stories if self.is_all else None, colour)
