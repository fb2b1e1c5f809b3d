"""Numbered pages that cost the same however long the list is.

The first pages have numbers; what is older is reached through the months, because an offset
into an archive costs as much as the archive is long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest

from articles.lib.addresses import path_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from articles.models import Article, ArticleQuerySet
    from articles.models.fronts.page import FrontPage

PAGE_SIZE = 20
LAST_PAGE = 10


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list of stories. `last` is the last page that has a number."""

    stories: list[Article]
    number: int
    last: int
    path: str
    query: str = ""
    archive_url: str = ""

    def url(self, number: int) -> str:
        """The address of page `number`."""
        parts = [self.query] if self.query else []
        parts += [f"page={number}"] if number > 1 else []
        return f"{self.path}?{'&'.join(parts)}" if parts else self.path

    @property
    def has_newer(self) -> bool:
        """Whether there is a page before this one."""
        return self.number > 1

    @property
    def has_older(self) -> bool:
        """Whether there is a page after this one."""
        return self.number < self.last

    @property
    def newer_url(self) -> str:
        """The page before this one."""
        return self.url(self.number - 1)

    @property
    def older_url(self) -> str:
        """The page after this one."""
        return self.url(self.number + 1)

    @property
    def links(self) -> list[tuple[int, str, bool]]:
        """Number, address and whether it is this one: the first, the last, and those around."""
        around = range(self.number - 4, self.number + 5)
        numbers = [n for n in range(1, self.last + 1) if n in (1, self.last) or n in around]
        return [(number, self.url(number), number == self.number) for number in numbers]


def page_number(request: HttpRequest, most: int = LAST_PAGE) -> int:
    """The page that the request asks for; anything but a number from 1 to `most` is a 404."""
    value = request.GET.get("page", "1")
    if not (value.isascii() and value.isdigit() and len(value) < 4):
        raise Http404("Not the number of a page.")
    number = int(value)
    if not 1 <= number <= most:
        raise Http404("No such page.")
    return number


def paginate(
    request: HttpRequest,
    stories: ArticleQuerySet,
    *,
    query: str = "",
    most_pages: int = LAST_PAGE,
    total: int | None = None,
) -> Page:
    """The page of `stories` that the request asks for; a page past the end is a 404.

    Two queries and the cards' own: the count stops at the last numbered page; where `total` is
    known already, it is not counted again. `query` is kept in the pages' addresses.
    """
    number, last = place(request, stories, most_pages, total)
    start = (number - 1) * PAGE_SIZE
    cards = list(stories.for_cards()[start : start + PAGE_SIZE]) if total != 0 else []
    return Page(cards, number, last, path_of(request), query)


def opened(
    request: HttpRequest, stories: ArticleQuerySet, front: Callable[[], FrontPage | None]
) -> tuple[Page, FrontPage | None]:
    """The same of a list that opens with a front: on its first page the newest stories stand below
    it, but for those that it shows; the pages after that are as without one."""
    number, last = place(request, stories, LAST_PAGE)
    found = front() if number == 1 else None
    if found is None:
        start = (number - 1) * PAGE_SIZE
        cards = list(stories.for_cards()[start : start + PAGE_SIZE])
        return Page(cards, number, last, path_of(request)), None
    return Page(found.rest, number, last, path_of(request)), found


def place(
    request: HttpRequest, rows: QuerySet[Any], most_pages: int, total: int | None = None
) -> tuple[int, int]:
    """The page of `rows` that the request asks for, and the last that has a number; 404 past it.

    One query, none where `total` is known.
    """
    number = page_number(request, most_pages)
    if total is None:
        # In their order, which keeps the database on the index that the page is read off.
        total = rows[: most_pages * PAGE_SIZE].values("pk").count()
    last = min(most_pages, max(1, -(-total // PAGE_SIZE)))
    if number > last:
        raise Http404("Past the last page.")
    return number, last
