"""Rows that are written once and read for ever."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from articles.models.common.actors import account
from articles.models.common.texts import Line


class AppendOnly(models.QuerySet[Any]):
    """Rows that are written once: neither changed nor taken out but with their story."""

    def update(self, **kwargs: Any) -> int:
        """Refused."""
        raise TypeError("These rows are written once and never changed.")

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        """As ever; not over what is there."""
        if kwargs.get("update_conflicts"):
            raise TypeError("These rows are written once and never changed.")
        return super().bulk_create(objs, *args, **kwargs)

    def delete(self) -> Any:
        """Refused."""
        raise TypeError("These rows are never deleted on their own.")


class Snapshot(models.Model):
    """All that is edited in a thing, as it stood once: who wrote it, when, why.

    Its subclass says of what, and which one it was based on; the numbers of each thing's count from
    1, in the order in which they were written.
    """

    number = models.PositiveIntegerField()
    by = account()
    by_name = Line(max_length=150, blank=True)
    at = models.DateTimeField(default=timezone.now)
    why = Line(max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["-number"]
        default_permissions = ()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it, once."""
        if not self._state.adding:
            raise TypeError("It is written once and never changed.")
        super().save(*args, **kwargs)
