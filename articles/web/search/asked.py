"""What a reader asks of search, read out of an address: words, what they are narrowed to, order.

Whatever an address says is an answer or a 404, as with lists. What it asks for is written back by
`Sought.query`, one way for all: pages, filters, feeds and orders lead from one to the other by it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from articles.lib.text import visible
from articles.models import (
    Article,
    Author,
    Category,
    FormerAuthor,
    FormerSection,
    FormerTopic,
    Topic,
)
from articles.search import Narrowed
from articles.web.search import known
from articles.web.sitewide import chrome

#: Characters.
LONGEST_QUERY = 200
#: Backwards from now.
PERIODS = {
    "day": timedelta(hours=24),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
}
#: What else than words narrows a search, by the names in the address.
FILTERS = ("section", "author", "topic", "kind", "period", "from", "to")
#: A slug that is longer is none; nor is there a later place.
_LONGEST_SLUG, _LAST_PLACE = 200, 2**52
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sought:
    """A search as it was asked for."""

    text: str = ""
    section: Category | None = None
    author: Author | None = None
    topic: Topic | None = None
    kind: str = ""
    period: str = ""
    since: date | None = None
    until: date | None = None
    by_date: bool = False
    #: Where the list by date goes on.
    before: int | None = None
    #: Whether nothing else than what was typed is looked for.
    as_typed: bool = False

    @property
    def narrowed(self) -> Narrowed:
        """As search takes it."""
        zone = timezone.get_current_timezone()
        start = _midnight(self.since, zone)
        if self.period:
            start = timezone.now() - PERIODS[self.period]
        return Narrowed(
            section=self.section.pk if self.section else None,
            author=self.author.pk if self.author else None,
            topic=self.topic.pk if self.topic else None,
            kind=self.kind,
            start=start,
            end=_midnight(self.until and self.until + _DAY, zone),
            before=self.before,
        )

    @property
    def values(self) -> dict[str, str]:
        """As an address says it, in one order; what is not asked for is not said."""
        said = {
            "q": self.text,
            "section": self.section.slug if self.section else "",
            "author": self.author.slug if self.author else "",
            "topic": self.topic.slug if self.topic else "",
            "kind": self.kind,
            "period": self.period,
            "from": self.since.isoformat() if self.since else "",
            "to": self.until.isoformat() if self.until else "",
            "sort": "date" if self.by_date else "",
            "exact": "1" if self.as_typed else "",
            "before": "" if self.before is None else str(self.before),
        }
        return {name: value for name, value in said.items() if value}

    @property
    def is_filtered(self) -> bool:
        """Whether it is narrowed by more than words."""
        return any(name in FILTERS for name in self.values)

    def query(self, *without: str, **other: str) -> str:
        """The query of the address of this search, but for a part of it: from its beginning."""
        said = {**self.values, **other}
        left_out = {*without, *(() if "before" in other else ("before",))}
        kept = {name: value for name, value in said.items() if name not in left_out}
        return urlencode({name: value for name, value in kept.items() if value})

    def address(self, *without: str, **other: str) -> str:
        """The same with its path."""
        asked = self.query(*without, **other)
        return f"{reverse('search')}?{asked}" if asked else reverse("search")

    def of_words_alone(self, text: str = "") -> Sought:
        """These words, or others, without a filter."""
        return Sought(text or self.text, by_date=self.by_date, as_typed=self.as_typed)

    def with_words(self, text: str) -> Sought:
        """Other words, narrowed as these are."""
        return replace(self, text=text, before=None)


def read(request: HttpRequest) -> Sought:
    """What the request asks for: at most a query each for author and topic. 404 for a section, a
    name or a kind that is none."""
    said = {name: _one(request, name) for name in (*FILTERS, "q", "sort", "exact", "before")}
    since, until = _day(said["from"]), _day(said["to"])
    if since and until and until < since:
        since, until = until, since
    return Sought(
        text=visible.line(said["q"][: 4 * LONGEST_QUERY])[:LONGEST_QUERY].strip(),
        section=_section(request, said["section"]),
        author=_found(known.authors(), FormerAuthor, said["author"]),
        topic=_found(known.topics(), FormerTopic, said["topic"]),
        kind=_of(Article.Kind.values, said["kind"]),
        period="" if since or until else _of(PERIODS, said["period"]),
        since=since,
        until=until,
        by_date=said["sort"] == "date",
        as_typed=bool(said["exact"]),
        before=_place(said["before"]) if said["sort"] == "date" else None,
    )


def _one(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "")


def _of(choices: Any, value: str) -> str:
    if value and value not in choices:
        raise Http404("No such filter.")
    return value


def _section(request: HttpRequest, slug: str) -> Category | None:
    if not slug:
        return None
    there = {one.slug: one for one in chrome.sections(request)}
    if slug not in there:
        slug = FormerSection.leading_from(_slug(slug))
    if slug not in there:
        raise Http404("No such section.")
    return there[slug]


def _found(rows: Any, former: Any, slug: str) -> Any:
    """The author or topic of that address, or of one that it had."""
    if not slug:
        return None
    there = rows.filter(slug=_slug(slug)).first()
    if there is None and (now := former.leading_from(slug)):
        there = rows.filter(slug=now).first()
    if there is None:
        raise Http404("Nobody and nothing of that name.")
    return there


def _slug(value: str) -> str:
    if len(value) > _LONGEST_SLUG or "\0" in value:
        raise Http404("Not an address.")
    return value


def _place(value: str) -> int | None:
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 17 and int(value) < _LAST_PLACE):
        raise Http404("Not a place.")
    return int(value)


def _day(value: str) -> date | None:
    """The day; None for what is none, as a browser without a calendar may send it."""
    try:
        day = date.fromisoformat(value[:20])
    except ValueError:
        return None
    return day if 1900 <= day.year <= 9000 else None


def _midnight(day: date | None, zone: Any) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=zone) if day else None
