"""Rows that note their surrogate key as they are fetched, so that a page knows what it shows."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.db import models

from articles.lib.dependencies import Dependencies, recorded


class Tracked(models.Model):
    """A model whose rows are shown to readers. `noted_as` is the first half of its key."""

    noted_as: ClassVar[str] = ""

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any
    ) -> Self:
        """The row, noted on the page that is being made."""
        row = super().from_db(db, field_names, values, **more)
        if (page := recorded()) is not None:
            row.note_on(page)
        return row

    def note_on(self, page: Dependencies) -> None:
        """Let `page` depend on this row."""
        page.note(f"{self.noted_as}:{self.pk}")
