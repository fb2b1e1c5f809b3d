"""The interface of a shelf, on which pages outlive the process."""

from __future__ import annotations

from typing import Protocol

from articles.delivery.pages.page import Page


class Shelf(Protocol):
    """A place for pages, by a name that holds only 0-9 and a-f.

    A shelf that is away keeps nothing and gives nothing; it never raises, because no reader has
    to know.
    """

    def get(self, name: str) -> Page | None:
        """The page of this name, as far as it is still good at what the ledger says now; with a
        generation of this host's ledger."""
        ...

    def stale(self, name: str) -> Page | None:
        """The page of this name, however old."""
        ...

    def put(self, name: str, page: Page) -> None:
        """Keep `page`."""
        ...
