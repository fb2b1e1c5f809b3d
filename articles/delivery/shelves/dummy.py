"""A shelf that keeps nothing."""

from __future__ import annotations

from articles.delivery.pages.page import Page


class DummyShelf:
    """Keeps nothing."""

    def get(self, name: str) -> Page | None:
        """Nothing."""
        return None

    def stale(self, name: str) -> Page | None:
        """Nothing."""
        return None

    def put(self, name: str, page: Page) -> None:
        """Forget it."""
