"""The pages of a feed's history (RFC 5005, 4), by which a reader can get everything: a page for
each month, newest stories first, which goes on in others where a month has many.

A month that is over has one address for ever, so that whoever comes again can leave out what they
have. Each page is read off the index that the feed is read off, however long the archive is.
"""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.http import Http404
from django.utils import timezone

from articles.lib.dependencies import not_kept
from articles.models import Article, ArticleQuerySet
from articles.models.story.listing import EPOCH, NEVER, Stretch, month_of
from articles.syndication.feeds.channel import Links

#: How many stories people subscribe to, and how many a page of history has.
NEWEST, PAGE = 30, 100
#: The stories of a feed, newest first: all, or those of a stretch.
Listed = Callable[[Stretch | None], ArticleQuerySet]
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Month:
    """A month by the newsroom's clock, or what of it stands behind a story, as addresses have it:
    `2026/10/`, `2026/10/1792838400000000-17/`."""

    year: int
    month: int
    behind: tuple[datetime, int] | None = None

    @classmethod
    def of(cls, moment: datetime) -> Month:
        """The whole month that has this moment."""
        local = timezone.localtime(moment)
        return cls(local.year, local.month)

    @property
    def stretch(self) -> Stretch:
        """What it takes out of a list."""
        return month_of(self.year, self.month)._replace(behind=self.behind)

    @property
    def path(self) -> str:
        """What its address has behind the feed's."""
        month = f"{self.year:04}/{self.month:02}/"
        if self.behind is None:
            return month
        at, pk = self.behind
        return f"{month}{timegm(at.utctimetuple())}{at.microsecond:06}-{pk}/"


class MonthInPath:
    """A month of a feed's history in an address."""

    regex = r"[1-9][0-9]{3}/(?:0[1-9]|1[0-2])(?:/[0-9]{7,17}-[0-9]{1,18})?"

    def to_python(self, value: str) -> Month:
        """The month. Raises ValueError for a moment that is not in it."""
        year, month, *behind = re.split("[/-]", value)
        if not behind:
            return Month(int(year), int(month))
        try:
            at = datetime(1970, 1, 1, tzinfo=UTC) + int(behind[0]) * _MICROSECOND
        except OverflowError as error:
            raise ValueError(value) from error
        if Month.of(at) != Month(int(year), int(month)):
            raise ValueError(value)
        return Month(int(year), int(month), (at, int(behind[1])))

    def to_url(self, value: Month) -> str:
        """As it is written."""
        return value.path.removesuffix("/")


def newest(listed: Listed) -> tuple[ArticleQuerySet, Callable[[list[Article]], Links]]:
    """What people subscribe to, and how that leads to what is older."""

    def links(stories: list[Article]) -> Links:
        last = stories[-1].publish_at if len(stories) == NEWEST else None
        # The month of the last one, which has it and what stands behind it.
        return Links(older=Month.of(last).path if last else "")

    return listed(None)[:NEWEST], links


def page(listed: Listed, month: Month) -> tuple[ArticleQuerySet, Callable[[list[Article]], Links]]:
    """A page of history, and how it leads to the next one. Raises Http404 for one that nothing
    leads to."""
    if month.behind is not None and not _leads(month.behind):
        not_kept()  # there is no end of such addresses

    def links(stories: list[Article]) -> Links:
        if not stories:
            raise Http404("No stories of that month.")
        last = stories[-1]
        assert last.publish_at is not None
        if len(stories) == PAGE:
            older = Month(month.year, month.month, (last.publish_at, last.pk)).path
        else:
            older = _newest(listed(Stretch(EPOCH, month.stretch.start)))
        # The months beside one that goes on in other pages are told by its first.
        newer = "" if month.behind else _newest(listed(Stretch(month.stretch.end, NEVER)).reverse())
        return Links(older, newer, is_archive=bool(older or newer))

    return listed(month.stretch)[:PAGE], links


def _newest(stories: ArticleQuerySet) -> str:
    """The month of the first of these; "" for none."""
    moment = stories.values_list("publish_at", flat=True).first()
    return Month.of(moment).path if moment else ""


def _leads(behind: tuple[datetime, int]) -> bool:
    """Whether a page ends with that story."""
    return Article.objects.filter(pk=behind[1], publish_at=behind[0]).exists()
